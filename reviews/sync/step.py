"""How one step of one job ended."""

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
