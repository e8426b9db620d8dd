"""When a failed call may be repeated, and how long to wait."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_WAIT_SECONDS = 900.0
_BASE_SECONDS = 0.5
_MAX_BACKOFF_SECONDS = 8.0


def retry_after_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that the other side asks us to wait, at most 15 minutes; None when it says nothing sensible.

    `x-acs-retry-after` is in milliseconds, `Retry-After` in seconds or an HTTP date.
    """
    milliseconds = _number(headers.get("x-acs-retry-after", ""))
    if milliseconds is not None:
        return min(milliseconds / 1000, MAX_WAIT_SECONDS)
    text = headers.get("Retry-After", "").strip()
    seconds = _number(text)
    if seconds is None and text and not text.lstrip("-").isdigit():
        seconds = _until(text, now)
    return None if seconds is None else min(seconds, MAX_WAIT_SECONDS)


def backoff_seconds(attempt: int, random: Callable[[], float]) -> float:
    """Full jitter: anything from nothing to the exponential step. `attempt` counts from 0."""
    return random() * min(_MAX_BACKOFF_SECONDS, _BASE_SECONDS * 2.0**attempt)


def _number(text: str) -> float | None:
    text = text.strip()
    # More digits than any sensible wait are still an order to wait: the cap makes 15 minutes of it.
    return float(text[:12]) if text.isascii() and text.isdigit() else None


def _until(text: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
