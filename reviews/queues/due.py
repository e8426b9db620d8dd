"""When something is due: so many working minutes after its start."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reviews.models import WorkCalendar
from reviews.models.job import NEVER_DUE
from reviews.models.work_calendar import WEEKDAYS, ends_next_day, minute_of_day

# Past that a calendar has as good as no hours (all its weekdays holidays, say): then it is due round the clock.
MAX_DAYS = 366 * 4
BUCKET = timedelta(minutes=15)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

type Span = tuple[datetime, datetime]


def compute_due_at(start: datetime, minutes: int, calendar: WorkCalendar | None) -> datetime:
    """The moment (UTC) when `minutes` of working time have passed since `start` (aware).

    Without a calendar every minute is working time. Looks at most MAX_DAYS days ahead; a calendar with too few hours
    in them counts the minutes round the clock. Errors: none for a calendar that passed its validators.
    """
    start = start.astimezone(UTC)
    left = timedelta(minutes=minutes)
    for begin, end in _working_spans(start, calendar) if calendar else ():
        if end - begin >= left:
            return begin + left
        left -= end - begin
    return start + timedelta(minutes=minutes)


def due_bucket(due: datetime | None) -> datetime:
    """`due` up to the next quarter of an hour, so that risk orders within it; NEVER_DUE for None."""
    return due + (_EPOCH - due) % BUCKET if due else NEVER_DUE


def _working_spans(start: datetime, calendar: WorkCalendar) -> Iterator[Span]:
    """Spans of working time in UTC from `start` on, in order; the night shift of the day before may still run."""
    holidays = set(calendar.holidays)
    first = start.astimezone(calendar.zone).date()
    for offset in range(-1, MAX_DAYS):
        day = first + timedelta(days=offset)
        if day.isoformat() not in holidays:
            yield from _spans_of_day(day, start, calendar)


def _spans_of_day(day: date, start: datetime, calendar: WorkCalendar) -> Iterator[Span]:
    for opens, closes in calendar.hours.get(WEEKDAYS[day.weekday()], ()):
        last = day + timedelta(days=1) if ends_next_day(opens, closes) else day
        begin, end = max(start, _moment(day, opens, calendar.zone)), _moment(last, closes, calendar.zone)
        if begin < end:
            yield begin, end


def _moment(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """Return a wall clock time in UTC, so that differences are real time.

    A time that the clock shows twice is the first of the two. One that a clock change skips is the moment of the
    change, so that hours before and after it neither overlap nor leave a gap.
    """
    midnight = datetime.combine(day, time(), tzinfo=zone)
    shown = midnight + timedelta(minutes=minute_of_day(clock))  # on the wall: zones count within one time zone so
    early, late = shown.replace(fold=0), shown.replace(fold=1)
    if _offset(early) < _offset(late):
        return _clock_change_between(late.astimezone(UTC), early.astimezone(UTC), zone)
    return early.astimezone(UTC)


def _clock_change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the second at which the zone's offset changes, by halving; there is one change between the two."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before).total_seconds() // 2)
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == old else (before, middle)
    return after


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()
