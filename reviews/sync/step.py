"""One step of one job: its clock, and how it ended."""

import time
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec


class StepStatus(StrEnum):
    """Every way a step can end; none of them is an exception."""

    FINISHED = "finished"  # the provider's last word is stored
    RUNNING = "running"  # the provider still works; asked again later
    BUSY = "busy"  # another worker holds the lease
    WAITING = "waiting"  # the account is paused, or its rate limit is used up for now
    STALE = "stale"  # another worker took over meanwhile; nothing was written
    FAILED = "failed"  # tried again later
    PARKED = "parked"  # given up until somebody looks, or probed slowly
    LOST = "lost"  # the provider no longer knows the job


class StepResult(msgspec.Struct, frozen=True):
    """The ending and one sentence about it."""

    status: StepStatus
    message: str = ""

    @property
    def is_error(self) -> bool:
        """Whether somebody should look at the job."""
        return self.status in (StepStatus.FAILED, StepStatus.PARKED, StepStatus.LOST)


class StepClock:
    """Only views, commands and tasks read the wall clock; a step of many pages still needs to know how late it is."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._started = time.monotonic()

    def now(self) -> datetime:
        return self._now + timedelta(seconds=time.monotonic() - self._started)
