"""Requests with values that nobody types by accident, and what went wrong with them."""

import sys
from collections import defaultdict
from collections.abc import Iterable
from itertools import cycle, islice
from typing import Any, NamedTuple

from django.db import transaction
from django.test import Client

BIG = "9" * 20
LONG = "x" * 3000
# As they stand in an address.
VALUES = [
    "", "0", "-1", BIG, "9223372036854775807", "9223372036854775808", "2147483648", "9" * 5000, "1e5", "1E400", "NaN",
    "-Infinity", "1.5", "%00", "a%00b", "%ED%A0%80", "%D9%A1%D9%A2", "%C2%B2", "9999-12-31", "0000-00-00", "0001-01-01",
    "9999-12-31T23:59:59-12:00", "2026-02-30", "None", "%27%22%3C%25", "1,%00", "1," + BIG, "(", LONG,
]  # fmt: skip
FORM_VALUES = ["", "-1", BIG, "1e5", "1E400", "NaN", "a\0b", "\u0661", "9999-12-31", "(", LONG]


class Parameter(NamedTuple):
    """A parameter of an address. All of one `kind` share their code."""

    path: str
    name: str
    kind: Any


class Faults(list[str]):
    """What went wrong, by address."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.raised: list[str] = []

    def note(self, **_: Any) -> None:
        self.raised.append(repr(sys.exc_info()[1])[:200])

    def ask(self, address: str, body: dict[str, Any] | None = None) -> None:
        """One request, undone afterwards."""
        self.raised.clear()
        with transaction.atomic():
            answer = self.client.get(address) if body is None else self.client.post(address, body)
            transaction.set_rollback(True)
        if answer.status_code >= 500 or answer.status_code == 429 or self.raised:
            self.append(f"{answer.status_code} {address[:100]} {str(body or '')[:100]} {self.raised}")

    def ask_each(self, parameters: Iterable[Parameter], *, part: int = 0, parts: int = 1) -> None:
        """Every kind with every value, and every parameter with at least one; of `parts` shares of the kinds, one."""
        kinds = defaultdict(list)
        for one in parameters:
            kinds[one.kind].append(one)
        for group in list(kinds.values())[part::parts]:
            count = max(len(group), len(VALUES))
            for one, value in islice(zip(cycle(group), cycle(VALUES), strict=False), count):
                self.ask(f"{one.path}?{one.name}={value}")
