"""When to try again: the waiting times of the sync in one table. Pure; the jitter's dice are an argument for tests."""

import random
from datetime import timedelta

MAX_POLL_INTERVAL = timedelta(hours=1)
PARK_AFTER_FAILURES = 8
PARK_AFTER_UNFINISHED = 5  # steps begun without any outcome: the work kills its worker
LOST_AFTER = 3
PARKED_PROBE_INTERVAL = timedelta(hours=6)
UNKNOWN_JOB_INTERVAL = timedelta(minutes=30)  # three tries over one hour
MAX_THROTTLE_DELAY = timedelta(minutes=15)
CIRCUIT_OPENS_AFTER = 5
ACCOUNT_PROBE_INTERVAL = timedelta(minutes=5)
STUCK_AFTER = timedelta(hours=24)

_MIN_RETRY_SECONDS = 15.0
_MAX_RETRY_SECONDS = 3600.0


def poll_interval(age: timedelta, min_s: float) -> timedelta:
    """How long to wait before asking a running job again: a tenth of its age, from the shortest time up to an hour."""
    return max(timedelta(seconds=min_s), min(age / 10, MAX_POLL_INTERVAL))


def retry_delay(failures: int, *, dice: random.Random | None = None) -> timedelta:
    """Exponential with full jitter: anything between one second and 15 s x 2^(failures - 1), at most an hour."""
    ceiling = min(_MAX_RETRY_SECONDS, _MIN_RETRY_SECONDS * 2 ** min(max(failures - 1, 0), 20))
    return timedelta(seconds=(dice or _DICE).uniform(1.0, ceiling))


def throttle_delay(asked_s: float | None, *, dice: random.Random | None = None) -> timedelta:
    """As the provider told, at least one second and at most 15 minutes, plus up to a tenth so that workers spread."""
    told = 30.0 if asked_s is None or asked_s != asked_s else asked_s
    seconds = min(max(told, 1.0), MAX_THROTTLE_DELAY.total_seconds())
    return min(timedelta(seconds=seconds * (dice or _DICE).uniform(1.0, 1.1)), MAX_THROTTLE_DELAY)


def circuit_pause(failures_in_a_row: int) -> timedelta:
    """How long an account rests after the fifth failure in a row: a minute, doubling to 15 minutes."""
    over = max(failures_in_a_row - CIRCUIT_OPENS_AFTER, 0)
    return min(timedelta(minutes=2 ** min(over, 10)), MAX_THROTTLE_DELAY)


_DICE = random.Random()  # noqa: S311 - spreads load, guards nothing
