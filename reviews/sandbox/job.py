"""One moderation job of the stand-in: what was asked, and where it stands as time goes by."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from reviews.vocabulary import JobState

QUEUED_SECONDS = 1.0


@dataclass(frozen=True)
class SandboxJob:
    """`provider` is huawei, alibaba or mts; `asked` what the caller sent; `clip` the video's name, None when not ours.

    `queued_s` and `total_s` are real seconds: the speed of the sandbox is already in them.
    """

    provider: str
    id: str
    created_at: datetime
    asked: dict[str, Any]
    clip: str | None
    queued_s: float
    total_s: float

    @property
    def finished_at(self) -> datetime:
        return self.created_at + timedelta(seconds=self.total_s)

    @property
    def suffix(self) -> str:
        """The part of snapshot names that no pattern tells beforehand."""
        return hashlib.sha256(self.id.encode()).hexdigest()[:12]

    def state(self, now: datetime) -> JobState:
        """Queued, running, then succeeded, or failed for a video that is not ours."""
        age = (now - self.created_at).total_seconds()
        if age < self.queued_s:
            return JobState.QUEUED
        if age < self.total_s:
            return JobState.RUNNING
        return JobState.SUCCEEDED if self.clip else JobState.FAILED


def running_time(seconds: int) -> float:
    """How long a job over a video of `seconds` takes at speed 1: 1 s in the queue, then 1 to 4 s."""
    return QUEUED_SECONDS + min(1.0 + seconds / 60, 4.0)
