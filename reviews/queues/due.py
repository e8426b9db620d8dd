"""When something is due: so many working minutes after its start."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from reviews.models import WorkCalendar
from reviews.models.job import NEVER_DUE
from reviews.models.work_calendar import WEEKDAYS

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
    """Spans of working time in UTC from `start` on, in order."""
    holidays = set(calendar.holidays)
    first = start.astimezone(calendar.zone).date()
    for offset in range(MAX_DAYS):
        day = first + timedelta(days=offset)
        if day.isoformat() not in holidays:
            yield from _spans_of_day(day, start, calendar)


def _spans_of_day(day: date, start: datetime, calendar: WorkCalendar) -> Iterator[Span]:
    for opens, closes in calendar.hours.get(WEEKDAYS[day.weekday()], ()):
        begin, end = max(start, _moment(day, opens, calendar)), _moment(day, closes, calendar)
        if begin < end:
            yield begin, end


def _moment(day: date, clock: str, calendar: WorkCalendar) -> datetime:
    """A wall clock time in UTC, so that differences are real time; a time that a clock change skips is an hour on."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=calendar.zone).astimezone(UTC)
