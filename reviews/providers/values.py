"""Single values as providers spell them -> our words: suggestions, scores, times, boxes, texts. Pure; never raises.

Whatever had to be cut, clamped or guessed is counted in the caller's drops, by a stable code and a path.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from reviews.providers.results import Box, DetectionResult, Warning
from reviews.vocabulary import BoxKind, Suggestion

Drops = Counter[tuple[str, str]]

MAX_CATEGORY = 100
MAX_LABEL = 200
MAX_WORD = 100
MAX_ID = 200
MAX_TEXT = 100_000
MAX_FINDING_KEY = 200
MAX_DETECTION_KEY = 250
MAX_MS = 1000 * 3_600_000  # "hours over 99" are real, more than a thousand are not
MAX_PIXEL = 2**31 - 1
MAX_PLACES = 20  # paths named in the warnings for one code

SUGGESTIONS = {value.value: value for value in Suggestion}


def parse_suggestion(raw: str | None, drops: Drops, path: str) -> Suggestion:
    """Unknown and missing words go to a person (fail closed) and are counted."""
    known = SUGGESTIONS.get((raw or "").strip().lower())
    if known is None:
        drops["unknown_suggestion" if raw else "missing_suggestion", path] += 1
        return Suggestion.REVIEW
    return known


def parse_score(value: float | None, drops: Drops, path: str) -> tuple[float | None, str]:
    """0..1, and the raw value as text when it had to be clamped."""
    if value is None or 0.0 <= value <= 1.0:
        return value, ""
    drops["score_clamped", path] += 1
    return (0.0 if value < 0 else 1.0), cut_text(f"{value:.17g}", MAX_WORD, drops, path)


def cut_text(value: str | None, limit: int, drops: Drops, path: str) -> str:
    """At most `limit` characters; empty for None."""
    if not value:
        return ""
    if len(value) <= limit:
        return value
    drops["text_cut", path] += 1
    return value[:limit]


def clamp_ms(value: int, drops: Drops, path: str) -> int:
    """0 to 1,000 hours."""
    if 0 <= value <= MAX_MS:
        return value
    drops["time_negative" if value < 0 else "time_too_large", path] += 1
    return 0 if value < 0 else MAX_MS


def ordered_end_ms(start_ms: int | None, end_ms: int | None, drops: Drops, path: str) -> int | None:
    """The end, never before its start."""
    if start_ms is not None and end_ms is not None and end_ms < start_ms:
        drops["end_before_start", path] += 1
        return start_ms
    return end_ms


def parse_box(
    x1: int | None, y1: int | None, x2: int | None, y2: int | None, kind: BoxKind, drops: Drops, path: str
) -> Box | None:
    """Corners in reading order; not clamped, since the size of the picture is unknown here."""
    if x1 is None or y1 is None or x2 is None or y2 is None:
        drops["box_incomplete", path] += 1
        return None
    if -MAX_PIXEL <= x1 <= x2 <= MAX_PIXEL and -MAX_PIXEL <= y1 <= y2 <= MAX_PIXEL:
        return Box(x1, y1, x2, y2, kind)
    if max(x1, y1, x2, y2) > MAX_PIXEL or min(x1, y1, x2, y2) < -MAX_PIXEL:
        drops["box_out_of_range", path] += 1
        return None
    drops["box_reordered", path] += 1
    return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2), kind)


def parse_moment(value: str | None, drops: Drops, path: str) -> datetime | None:
    """An ISO 8601 date or time; without an offset it is UTC. Only years 1970 to 9998 fit both databases."""
    if not value:
        return None
    try:
        parsed = datetime.fromisoformat(value.strip())
        parsed = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        drops["date_unreadable", path] += 1
        return None
    if 1970 <= parsed.year <= 9998:
        return parsed
    drops["date_out_of_range", path] += 1
    return None


def bounded_key(key: str, limit: int) -> str:
    """`key`, or its start and a digest of all of it when it is longer than the column."""
    if len(key) <= limit:
        return key
    return f"{key[: limit - 17]}~{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def score_of(suggestion: Suggestion, parts: Iterable[DetectionResult]) -> float | None:
    """The highest score of the parts that carry `suggestion`; None when none of them is scored.

    A part that says something milder does not speak for it: "clean, 1.00" beside a block would read "block 1.00".
    """
    scores = [part.score for part in parts if part.score is not None and part.suggestion is suggestion]
    return max(scores, default=None)


def warnings_from(drops: Drops) -> tuple[Warning, ...]:
    """In a stable order, at most MAX_PLACES a code, so that a flood of one kind never hides another.

    The rest of a code is one warning more, without a path: how many more times.
    """
    by_code: dict[str, list[Warning]] = {}
    for (code, path), count in sorted(drops.items()):
        by_code.setdefault(code, []).append(Warning(code=code, path=path[:MAX_ID], count=count))
    kept = []
    for code, warnings in by_code.items():
        kept += warnings[:MAX_PLACES]
        if rest := sum(warning.count for warning in warnings[MAX_PLACES:]):
            kept.append(Warning(code=code, path="", count=rest))
    return tuple(kept)


def seconds_to_ms(value: float) -> int:
    """Rounded to the millisecond; absurd values stay finite."""
    return round(value * 1000) if math.isfinite(value * 1000) else MAX_MS + 1
