"""Due times against a reference that walks minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.models import WorkCalendar
from reviews.models.job import NEVER_DUE
from reviews.models.work_calendar import WEEKDAYS
from reviews.queues.due import compute_due_at, due_bucket

OFFICE = {day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in WEEKDAYS[:5]}


def calendar(hours: dict[str, list[list[str]]] | None = None, zone: str = "UTC", *holidays: str) -> WorkCalendar:
    return WorkCalendar(name="desk", time_zone=zone, hours=OFFICE if hours is None else hours, holidays=list(holidays))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def is_working(moment: datetime, on: WorkCalendar) -> bool:
    local = moment.astimezone(ZoneInfo(on.time_zone))
    spans = [] if local.date().isoformat() in on.holidays else on.hours.get(WEEKDAYS[local.weekday()], [])
    return any(time.fromisoformat(a) <= local.time() < time.fromisoformat(b) for a, b in spans)


def by_the_minute(start: datetime, minutes: int, on: WorkCalendar) -> datetime:
    moment = start
    while minutes:
        minutes -= is_working(moment, on)
        moment += timedelta(minutes=1)
    return moment


CLOCK = st.sampled_from(["00:00", "01:30", "02:30", "03:00", "09:00", "12:15", "18:00", "23:59"])
SPANS = (
    st.lists(CLOCK, unique=True, max_size=4)
    .map(lambda marks: sorted(marks)[: len(marks) // 2 * 2])
    .map(lambda marks: [list(pair) for pair in zip(marks[::2], marks[1::2], strict=True)])
)
HOURS = st.dictionaries(st.sampled_from(WEEKDAYS), SPANS, min_size=3).filter(lambda hours: any(hours.values()))
START = st.datetimes(datetime(2026, 3, 20), datetime(2026, 4, 10)) | st.datetimes(
    datetime(2026, 10, 20), datetime(2026, 11, 5)
)
HOLIDAYS = st.lists(st.dates(date(2026, 3, 20), date(2026, 4, 20)).map(date.isoformat), max_size=3)


@settings(max_examples=60)
@given(START, st.integers(1, 400), HOURS, st.sampled_from(["UTC", "Asia/Shanghai", "Asia/Kolkata"]), HOLIDAYS)
def test_it_is_what_counting_minutes_gives(
    start: datetime, minutes: int, hours: dict[str, list[list[str]]], zone: str, holidays: list[str]
) -> None:
    start = start.replace(second=0, microsecond=0, tzinfo=UTC)
    on = calendar(hours, zone, *holidays)
    assert compute_due_at(start, minutes, on) == by_the_minute(start, minutes, on)


@settings(max_examples=40)
@given(START, st.integers(1, 400))
def test_a_clock_change_inside_the_night_shift_is_counted_in_real_minutes(start: datetime, minutes: int) -> None:
    start = start.replace(second=0, microsecond=0, tzinfo=UTC)
    on = calendar({day: [["00:00", "06:00"], ["09:00", "23:00"]] for day in WEEKDAYS}, "Europe/Paris")
    assert compute_due_at(start, minutes, on) == by_the_minute(start, minutes, on)


def test_without_a_calendar_every_minute_counts() -> None:
    assert compute_due_at(utc("2026-11-21T12:00"), 90, None) == utc("2026-11-21T13:30")


def test_friday_evening_is_due_on_monday() -> None:
    assert compute_due_at(utc("2026-11-20T17:30"), 60, calendar()) == utc("2026-11-23T09:30")


def test_the_last_working_minute_is_the_end_of_the_day() -> None:
    assert compute_due_at(utc("2026-11-20T17:00"), 60, calendar()) == utc("2026-11-20T18:00")


def test_holidays_and_lunch_do_not_count() -> None:
    assert compute_due_at(utc("2026-11-20T11:30"), 60, calendar()) == utc("2026-11-20T13:30")
    assert compute_due_at(utc("2026-11-20T17:30"), 60, calendar(None, "UTC", "2026-11-23")) == utc("2026-11-24T09:30")


def test_a_calendar_without_working_time_ends_and_counts_round_the_clock() -> None:
    assert compute_due_at(utc("2026-11-20T17:30"), 60, calendar({"mon": []})) == utc("2026-11-20T18:30")


def test_the_order_is_by_quarters_of_an_hour() -> None:
    assert due_bucket(utc("2026-11-20T17:31")) == utc("2026-11-20T17:45")
    assert due_bucket(utc("2026-11-20T17:45")) == utc("2026-11-20T17:45")
    assert due_bucket(None) == NEVER_DUE
