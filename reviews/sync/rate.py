"""An account's calls per second, shared by every worker through its row."""

import time
from datetime import datetime, timedelta

from reviews.models import ProviderAccount
from reviews.sync.step import StepClock

MAX_WAIT = timedelta(seconds=5)


class RateUsedUp(Exception):
    """The next free slot is too far away to wait for it inside a step."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"The account's rate limit is used up until {until:%H:%M:%S} UTC.")
        self.until = until


def wait_turn(account_id: int, clock: StepClock) -> None:
    """Reserve the account's next slot by compare-and-set and sleep until it comes. Errors: RateUsedUp."""
    slot = _reserve(account_id, clock)
    delay = (slot - clock.now()).total_seconds()
    if delay > 0:
        time.sleep(delay)


def _reserve(account_id: int, clock: StepClock) -> datetime:
    rows = ProviderAccount.objects.filter(pk=account_id)
    while True:
        now = clock.now()
        next_call_at, per_second = rows.values_list("next_call_at", "rate_per_second").get()
        slot = max(now, next_call_at) if next_call_at else now
        # A clock that was set back must not stop an account: no slot is ever further away than the longest throttle.
        if slot - now > MAX_WAIT:
            raise RateUsedUp(slot)
        step = timedelta(seconds=1 / max(per_second, 0.1))
        if rows.filter(next_call_at=next_call_at).update(next_call_at=slot + step):
            return slot
