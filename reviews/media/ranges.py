"""Byte ranges of RFC 9110 (section 14): what a Range header asks of a representation of `size` bytes. Pure."""

import re
from dataclasses import dataclass

MAX_HEADER_LENGTH = 1000
_SPEC = re.compile(r"^(\d{1,18})?-(\d{1,18})?$", re.ASCII)


class UnsatisfiableRange(Exception):
    """Well-formed, but no byte of it exists: answer 416 with ``Content-Range: bytes */size``."""


@dataclass(frozen=True)
class Range:
    """First and last byte, both included. `is_open` when the client named no end."""

    first: int
    last: int
    is_open: bool = False

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    def content_range(self, size: int) -> str:
        return f"bytes {self.first}-{self.last}/{size}"


def parse_range_header(header: str, size: int) -> list[Range]:
    """The satisfiable ranges in the order asked; an empty list means: ignore the header and answer 200.

    A header of another unit or a malformed one is ignored, as section 14.2 says. Errors: Unsatisfiable.
    """
    unit, sign, specs = header.partition("=")
    if not sign or unit.strip().lower() != "bytes" or len(header) > MAX_HEADER_LENGTH:
        return []
    parts = [part.strip(" \t") for part in specs.split(",")]
    matches = [_SPEC.match(part) for part in parts if part]
    if not matches:
        return []
    ranges = []
    for match in matches:
        if match is None or match[0] == "-" or _is_backwards(match):
            return []
        if (found := _resolve(match[1], match[2], size)) is not None:
            ranges.append(found)
    if not ranges:
        raise UnsatisfiableRange(f"bytes */{size}")
    return ranges


def _is_backwards(match: re.Match[str]) -> bool:
    return bool(match[1] and match[2]) and int(match[1]) > int(match[2])


def _resolve(first: str | None, last: str | None, size: int) -> Range | None:
    if first is None:
        wanted = min(int(last or 0), size)
        return Range(size - wanted, size - 1) if wanted else None
    if int(first) >= size:
        return None
    return Range(int(first), min(int(last), size - 1) if last else size - 1, is_open=not last)
