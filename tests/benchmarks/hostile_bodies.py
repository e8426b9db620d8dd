"""Bodies made to cost much, from 64 kB to 2 MB: `python -m tests.benchmarks.hostile_bodies`. No database is asked.

Each shape goes through the API's parser, the workspace's decoder and the providers' gate. Time must grow as the size
does: the growth is the exponent from 256 kB to 2 MB, 1.0 for linear work and 2.0 for quadratic.
"""
# ruff: noqa: E402 - Django must be set up before the parser's settings are read

import json
import math
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

import msgspec
from rest_framework.exceptions import APIException

from reviews.api.parsers import StrictJSONParser
from reviews.providers import payload_guard
from reviews.providers.errors import BadAnswer
from reviews.web.base.json_body import BatchVerdictBody

SIZES = (64_000, 256_000, 1_000_000, 2_000_000)
ROUNDS = 3
MAX_GROWTH = 1.4
NOISE_S = 0.005
"""Below this a time says nothing about growth."""


class Anything(msgspec.Struct):
    a: Any = None
    external_ids: list[str] | None = None


class Unlimited:
    """A view that takes every size, so that the parser itself is measured."""

    max_body_bytes = 2 * max(SIZES)


def _names(size: int) -> bytes:
    return b"".join(b'"n%d":1,' % number for number in range(size // 11))


SHAPES: dict[str, Callable[[int], bytes]] = {
    '"\\ repeated': lambda size: b'"\\' * (size // 2),
    '"\\" repeated': lambda size: b'"\\"' * (size // 3),
    "quotes": lambda size: b'"' * size,
    "backslashes in a string": lambda size: b'{"a":"' + b"\\\\" * (size // 2) + b'"}',
    "[ unclosed": lambda size: b"[" * size,
    "{ unclosed": lambda size: b'{"a":' * (size // 5),
    "brackets in an open string": lambda size: b'{"a":"' + b"[" * size,
    "deep lists, many times": lambda size: b'{"a":[' + b",".join([b"[" * 60 + b"]" * 60] * (size // 121)) + b"]}",
    "last name doubled": lambda size: b"{" + _names(size) + b'"x":1,"x":1}',
    "one name many times": lambda size: b"{" + b'"a":1,' * (size // 6) + b'"a":1}',
    "wide object": lambda size: b"{" + _names(size) + b'"x":1}',
    "long name over many values": lambda size: b'{"' + b"a" * (size // 2) + b'":[' + b'"",' * (size // 6) + b'""]}',
    "many strings": lambda size: json.dumps({"external_ids": ["x" * 10] * (size // 14)}).encode(),
    "whole number": lambda size: b'{"a":' + b"1" * size + b"}",
    "decimal number": lambda size: b'{"a":0.' + b"0" * size + b"1}",
    "exponent": lambda size: b'{"a":1e' + b"0" * size + b"1}",
    "escapes": lambda size: b'{"a":"' + b"\\u4e2d" * (size // 6) + b'"}',
    "lone surrogates": lambda size: b'{"a":"' + b"\\ud800" * (size // 6) + b'"}',
    "newlines, then a fault": lambda size: b"{" + b"\n" * size + b"x",
}


def _api(body: bytes) -> None:
    with suppress(APIException):
        StrictJSONParser().parse(BytesIO(body), parser_context={"view": Unlimited})


def _workspace(body: bytes) -> None:
    with suppress(msgspec.MsgspecError, UnicodeDecodeError):
        msgspec.json.decode(body, type=BatchVerdictBody)


def _provider(body: bytes) -> None:
    with suppress(BadAnswer):
        payload_guard.decode_payload(body, Anything)


READERS = {"API": _api, "workspace": _workspace, "provider": _provider}


def main() -> int:
    print(f"hostile bodies: milliseconds, best of {ROUNDS}; growth at most {MAX_GROWTH} (1 linear, 2 quadratic)")
    print(f"{'shape':>28} {'reader':>10} " + " ".join(f"{size // 1000:>5} kB" for size in SIZES) + "  growth")
    failed = [f"{name} by {reader}" for name in SHAPES for reader in READERS if not _is_linear(name, reader)]
    if failed:
        print("Grows faster than the body: " + "; ".join(failed))
    return 1 if failed else 0


def _is_linear(name: str, reader: str) -> bool:
    times = [_best(READERS[reader], SHAPES[name](size)) for size in SIZES]
    growth = math.log(times[-1] / times[1]) / math.log(SIZES[-1] / SIZES[1])
    shown = " ".join(f"{seconds * 1000:>8.1f}" for seconds in times)
    is_measured = times[-1] > NOISE_S
    print(f"{name:>28} {reader:>10} {shown}  {f'{growth:.2f}' if is_measured else '-'}", flush=True)
    return growth <= MAX_GROWTH or not is_measured


def _best(reader: Callable[[bytes], None], body: bytes) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        reader(body)
        times.append(time.process_time() - started)
    return max(min(times), 1e-6)


if __name__ == "__main__":
    sys.exit(main())
