"""When a break is proposed: after so many active or revealed minutes since the last one. Proposed, never forced."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from reviews.models import BreakClock, Reviewer
from reviews.wellness.effective_settings import EffectiveSettings

MINUTE_MS = 60_000
IDLE_COUNTS_AS_BREAK = timedelta(minutes=5)
SNOOZE_MS = 10 * MINUTE_MS


@dataclass(frozen=True)
class ProposedBreak:
    """A proposed break. `reason`: active or revealed; `minutes`: what the person may do without one."""

    reason: str
    minutes: int
    may_snooze: bool

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@transaction.atomic
def record_activity(
    person: Reviewer, *, active_ms: int, revealed_ms: int, limits: EffectiveSettings, now: datetime
) -> ProposedBreak | None:
    """Add to the person's clock; the break that is due now, if one is. Five silent minutes were a break."""
    clock = _locked(person, now)
    if now - clock.seen_at >= IDLE_COUNTS_AS_BREAK:
        _begin(clock)
    clock.active_ms += active_ms
    clock.revealed_ms += revealed_ms
    clock.seen_at = now
    clock.save()
    return _due(clock, limits)


@transaction.atomic
def snooze(person: Reviewer, *, limits: EffectiveSettings, now: datetime) -> bool:
    """Ten more active minutes, once until the next break; whether it was granted."""
    clock = _locked(person, now)
    if clock.has_snoozed or _due(clock, limits) is None:
        return False
    # From here only active minutes count, so that the next proposal comes after ten of them whatever this one was for.
    clock.has_snoozed = True
    clock.active_ms = max(0, limits.break_active_minutes * MINUTE_MS - SNOOZE_MS)
    clock.save()
    return True


@transaction.atomic
def record_break(person: Reviewer, *, now: datetime) -> None:
    """The person had a break: the clock restarts."""
    clock = _locked(person, now)
    _begin(clock)
    clock.seen_at = now
    clock.save()


def _locked(person: Reviewer, now: datetime) -> BreakClock:
    BreakClock.objects.bulk_create([BreakClock(reviewer=person, seen_at=now)], ignore_conflicts=True)
    return BreakClock.objects.select_for_update().get(pk=person.pk)


def _begin(clock: BreakClock) -> None:
    clock.active_ms = clock.revealed_ms = 0
    clock.has_snoozed = False


def _due(clock: BreakClock, limits: EffectiveSettings) -> ProposedBreak | None:
    if clock.active_ms >= limits.break_active_minutes * MINUTE_MS:
        return ProposedBreak("active", limits.break_active_minutes, not clock.has_snoozed)
    if clock.revealed_ms >= limits.break_revealed_minutes * MINUTE_MS and not clock.has_snoozed:
        return ProposedBreak("revealed", limits.break_revealed_minutes, True)
    return None
