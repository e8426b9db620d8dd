"""Positions in a video as Alibaba writes them -> milliseconds (contract: alibaba.md sections 2 and 13.5)."""

import re
from typing import Any

from reviews.providers import values
from reviews.providers.values import Drops

_CLOCK = re.compile(r"(\d{1,6}):(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)
_DAY_SECONDS = 86_400


def parse_milliseconds(value: Any, drops: Drops, path: str) -> int | None:
    """`hh:mm:ss[.SSS]` with hours beyond 99, or a whole number of milliseconds. None, counted, for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return values.clamp_ms(value, drops, path)
    if isinstance(value, str):
        text = value.strip()
        if match := _CLOCK.fullmatch(text):
            hours, minutes, seconds, fraction = match.groups()
            ms = int((fraction or "0").ljust(3, "0")[:3])
            return values.clamp_ms(((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + ms, drops, path)
        if _WHOLE.fullmatch(text):
            return values.clamp_ms(int(text), drops, path)
    drops["time_missing" if value is None else "time_unreadable", path] += 1
    return None


def milliseconds_from_seconds(value: float | None, drops: Drops, path: str) -> int | None:
    """Seconds of the MTS twin's speech segments; beyond a day they must have been milliseconds."""
    if value is None:
        drops["time_missing", path] += 1
        return None
    if _DAY_SECONDS < value <= _DAY_SECONDS * 1000:
        drops["time_read_as_ms", path] += 1
        return round(value)
    return values.clamp_ms(values.seconds_to_ms(value), drops, path)
