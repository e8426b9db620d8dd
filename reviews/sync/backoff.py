"""When to try again: the waiting times of the sync in one table. Pure; the jitter's dice are an argument for tests."""

import random
from datetime import timedelta

SLOWEST_POLL = timedelta(hours=1)
PARK_AFTER_FAILURES = 8
PARK_AFTER_SILENCE = 5  # steps begun without any outcome: the work kills its worker
LOST_AFTER = 3
PARKED_PROBE = timedelta(hours=6)
UNKNOWN_JOB_RETRY = timedelta(minutes=30)  # three tries over one hour
LONGEST_THROTTLE = timedelta(minutes=15)
CIRCUIT_OPENS_AFTER = 5
ACCOUNT_PROBE = timedelta(minutes=5)
STUCK_AFTER = timedelta(hours=24)

_FIRST_RETRY_S = 15.0
_LAST_RETRY_S = 3600.0


def poll_interval(age: timedelta, floor_s: float) -> timedelta:
    """How long to wait before asking a running job again: a tenth of its age, from the floor up to an hour."""
    return max(timedelta(seconds=floor_s), min(age / 10, SLOWEST_POLL))


def retry_delay(failures: int, *, dice: random.Random | None = None) -> timedelta:
    """Exponential with full jitter: anything between one second and 15 s x 2^(failures - 1), at most an hour."""
    ceiling = min(_LAST_RETRY_S, _FIRST_RETRY_S * 2 ** min(max(failures - 1, 0), 20))
    return timedelta(seconds=(dice or _DICE).uniform(1.0, ceiling))


def throttle_delay(told_s: float | None, *, dice: random.Random | None = None) -> timedelta:
    """As the provider told, at least one second and at most 15 minutes, plus up to a tenth so that workers spread."""
    told = 30.0 if told_s is None or told_s != told_s else told_s
    seconds = min(max(told, 1.0), LONGEST_THROTTLE.total_seconds())
    return min(timedelta(seconds=seconds * (dice or _DICE).uniform(1.0, 1.1)), LONGEST_THROTTLE)


def circuit_pause(failures_in_a_row: int) -> timedelta:
    """How long an account rests after the fifth failure in a row: a minute, doubling to 15 minutes."""
    over = max(failures_in_a_row - CIRCUIT_OPENS_AFTER, 0)
    return min(timedelta(minutes=2 ** min(over, 10)), LONGEST_THROTTLE)


_DICE = random.Random()  # noqa: S311 - spreads load, guards nothing
