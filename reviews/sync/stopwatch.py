"""The clock of one step: it starts at the moment its caller read and runs on the monotonic clock."""

import time
from datetime import datetime, timedelta


class StepClock:
    """Only views, commands and tasks read the wall clock; a step of many pages still needs to know how late it is."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._started = time.monotonic()

    def now(self) -> datetime:
        return self._now + timedelta(seconds=time.monotonic() - self._started)
