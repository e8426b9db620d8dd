"""Played ranges of a video: checked as they come in, merged, measured. Knows no framework.

A range is (start_ms, end_ms, speed in percent, muted 0/1, revealed 0 no, 1 shape, 2 and colour).
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

type Range = tuple[int, int, int, int, int]

MAX_RANGES_SENT = 1000
MAX_RANGES_STORED = 4000
MIN_SPEED, MAX_SPEED = 5, 1600
TOLERANCE_MS = 5000


class BadRange(ValueError):
    """A range that no player can have played. `field` names it: ``ranges[3][1]``."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def check_ranges(ranges: Iterable[Range], *, length_ms: int) -> list[Range]:
    """The ranges, clipped to the video's `length_ms` where they end a little later.

    Errors: BadRange for one that ends before it begins or much later than the video, or a value out of bounds.
    """
    found = []
    for place, (start, end, speed, muted, revealed) in enumerate(ranges):
        at = f"ranges[{place}]"
        if place == MAX_RANGES_SENT:
            raise BadRange("ranges", f"Send at most {MAX_RANGES_SENT} ranges at once.")
        if start < 0:
            raise BadRange(f"{at}[0]", "A range cannot start before the video does.")
        if end < start:
            raise BadRange(f"{at}[1]", "A range cannot end before it starts.")
        if end > length_ms + TOLERANCE_MS:
            raise BadRange(f"{at}[1]", f"A range cannot end after the video, which is {length_ms} ms long.")
        if not MIN_SPEED <= speed <= MAX_SPEED:
            raise BadRange(f"{at}[2]", f"The speed is a percentage from {MIN_SPEED} to {MAX_SPEED}.")
        if muted not in (0, 1):
            raise BadRange(f"{at}[3]", "Muted is 0 or 1.")
        if revealed not in (0, 1, 2):
            raise BadRange(f"{at}[4]", "Revealed is 0, 1 or 2.")
        start, end = min(start, length_ms), min(end, length_ms)
        if start < end:
            found.append((start, end, speed, muted, revealed))
    return found


def merge_ranges(ranges: Iterable[Range]) -> list[Range]:
    """The union per way of playing, in time order: ranges that overlap or touch become one.

    Of more than MAX_RANGES_STORED the longest stay: coverage may say too little, never too much.
    """
    by_way = sorted(ranges, key=lambda one: (one[2:], one[0]))
    union = [
        (start, end, *way)
        for way, group in groupby(by_way, key=lambda one: one[2:])
        for start, end in _join_spans((one[0], one[1]) for one in group)
    ]
    if len(union) > MAX_RANGES_STORED:
        union = sorted(union, key=lambda one: one[0] - one[1])[:MAX_RANGES_STORED]
    return sorted(union)


def length_ms(ranges: Iterable[Range]) -> int:
    """How much of the video they cover, each moment once."""
    return sum(end - start for start, end in _join_spans(sorted((one[0], one[1]) for one in ranges)))


def _join_spans(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans in order of their start, those that overlap or touch as one; empty ones are left out."""
    begin = last = None
    for start, end in spans:
        if start >= end:
            continue
        if begin is None or last is None or start > last:
            if begin is not None and last is not None:
                yield begin, last
            begin, last = start, end
        else:
            last = max(last, end)
    if begin is not None and last is not None:
        yield begin, last
