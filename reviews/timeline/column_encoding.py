"""Columns: how lists of values become small before they are compressed. Knows no framework."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

NO_VALUE = -1


class StringTable:
    """Each text once; `places` turns a column of texts into places in `values`."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    @property
    def values(self) -> list[str]:
        return list(self._places)

    def place_column(self, texts: Iterable[str]) -> list[int]:
        known = self._places
        return [known.setdefault(text, len(known)) for text in texts]


def encode_column(values: Sequence[int | None]) -> Any:
    """The list itself, or `{"same": v}`. None stays null: a box may well begin at -1."""
    first = values[0]
    return {"same": first} if values.count(first) == len(values) else values


def encode_steps(values: Sequence[int | None]) -> Any:
    """`{"from": first, "steps": differences}`, which compress far better than growing numbers. None counts as -1."""
    if None in values:
        values = [NO_VALUE if value is None else value for value in values]
    whole: Sequence[int] = values  # type: ignore[assignment]
    if len(whole) < 2:
        return list(whole)
    return {"from": whole[0], "steps": encode_column([b - a for a, b in pairwise(whole)])}
