"""Due times against a reference that walks minute by minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.models import WorkCalendar
from reviews.models.job import NEVER_DUE
from reviews.models.work_calendar import WEEKDAYS, check_hours
from reviews.queues.due import compute_due_at, due_bucket

OFFICE = {day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in WEEKDAYS[:5]}


def calendar(hours: dict[str, list[list[str]]] | None = None, zone: str = "UTC", *holidays: str) -> WorkCalendar:
    return WorkCalendar(name="desk", time_zone=zone, hours=OFFICE if hours is None else hours, holidays=list(holidays))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def is_working(moment: datetime, on: WorkCalendar) -> bool:
    local = moment.astimezone(ZoneInfo(on.time_zone))
    clock, yesterday = local.strftime("%H:%M"), local.date() - timedelta(days=1)
    if any(b < a and clock < b for a, b in spans_of(yesterday, on)):
        return True
    return any(a <= clock < b or (b < a <= clock) for a, b in spans_of(local.date(), on))


def spans_of(day: date, on: WorkCalendar) -> list[list[str]]:
    return [] if day.isoformat() in on.holidays else on.hours.get(WEEKDAYS[day.weekday()], [])


def by_the_minute(start: datetime, minutes: int, on: WorkCalendar) -> datetime:
    moment = start
    while minutes:
        minutes -= is_working(moment, on)
        moment += timedelta(minutes=1)
    return moment


CLOCK = st.sampled_from(["00:00", "01:30", "02:30", "03:00", "09:00", "12:15", "18:00", "23:59", "24:00"])
SPANS = (
    st.lists(CLOCK, unique=True, max_size=4)
    .map(lambda marks: sorted(marks)[: len(marks) // 2 * 2])
    .map(lambda marks: [list(pair) for pair in zip(marks[::2], marks[1::2], strict=True)])
)
HOURS = st.dictionaries(st.sampled_from(WEEKDAYS), SPANS, min_size=3).filter(lambda hours: any(hours.values()))
# The last shift of each day runs into the next one, where the first begins later than any night shift ends.
NIGHTS = st.dictionaries(
    st.sampled_from(WEEKDAYS),
    st.tuples(st.sampled_from(["21:00", "23:30"]), st.sampled_from(["00:00", "02:30", "06:00"])).map(
        lambda night: [["09:00", "12:00"], list(night)]
    ),
    min_size=1,
)
START = st.datetimes(datetime(2026, 3, 20), datetime(2026, 4, 10)) | st.datetimes(
    datetime(2026, 10, 20), datetime(2026, 11, 5)
)
HOLIDAYS = st.lists(st.dates(date(2026, 3, 20), date(2026, 4, 20)).map(date.isoformat), max_size=3)


@settings(max_examples=60)
@given(START, st.integers(1, 400), HOURS | NIGHTS, st.sampled_from(["UTC", "Asia/Shanghai", "Asia/Kolkata"]), HOLIDAYS)
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


ZONES = st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Paris", "America/New_York", "America/Havana", "Pacific/Apia"])


@settings(max_examples=60)
@given(START, st.integers(1, 10_000), ZONES)
def test_a_desk_round_the_clock_counts_every_real_minute(start: datetime, minutes: int, zone: str) -> None:
    start = start.replace(tzinfo=UTC)
    on = calendar({day: [["00:00", "24:00"]] for day in WEEKDAYS}, zone)
    assert compute_due_at(start, minutes, on) == start + timedelta(minutes=minutes)


@settings(max_examples=60)
@given(START, st.integers(1, 2_000), st.sampled_from(["02:15", "02:30", "02:59", "03:00"]), ZONES)
def test_a_shift_handed_over_while_the_clock_changes_neither_loses_nor_repeats_a_minute(
    start: datetime, minutes: int, handed_over: str, zone: str
) -> None:
    start = start.replace(tzinfo=UTC)
    whole = calendar({day: [["22:00", "06:00"]] for day in WEEKDAYS}, zone)
    parts = calendar(
        {day: [["00:00", handed_over], [handed_over, "06:00"], ["22:00", "24:00"]] for day in WEEKDAYS}, zone
    )
    assert compute_due_at(start, minutes, parts) == compute_due_at(start, minutes, whole)


def test_a_day_round_the_clock_has_1440_minutes() -> None:
    on = calendar({day: [["00:00", "24:00"]] for day in WEEKDAYS})
    check_hours(on.hours)
    assert compute_due_at(utc("2026-11-20T17:30"), 1440, on) == utc("2026-11-21T17:30")
    assert compute_due_at(utc("2026-11-20T17:30"), 14_400, on) == utc("2026-11-30T17:30")


def test_a_night_shift_runs_into_the_next_day_and_belongs_to_the_day_it_begins() -> None:
    on = calendar({"fri": [["22:00", "06:00"]]})
    assert compute_due_at(utc("2026-11-20T20:00"), 240, on) == utc("2026-11-21T02:00")
    assert compute_due_at(utc("2026-11-21T05:00"), 60, on) == utc("2026-11-21T06:00")
    assert compute_due_at(utc("2026-11-21T05:00"), 61, on) == utc("2026-11-27T22:01")
    assert compute_due_at(utc("2026-11-21T05:00"), 60, calendar(on.hours, "UTC", "2026-11-20")) > utc(
        "2026-11-27T22:00"
    )
    assert compute_due_at(utc("2026-11-21T05:00"), 60, calendar(on.hours, "UTC", "2026-11-21")) == utc(
        "2026-11-21T06:00"
    )


def test_hours_that_the_clock_skips_are_not_counted() -> None:
    # On 2026-03-29 Paris goes from 02:00 to 03:00: there is no half past two.
    on = calendar({"sun": [["01:00", "02:30"], ["05:00", "06:00"]]}, "Europe/Paris")
    assert compute_due_at(utc("2026-03-28T12:00"), 60, on) == utc("2026-03-29T01:00")
    assert compute_due_at(utc("2026-03-28T12:00"), 61, on) == utc("2026-03-29T03:01")


@pytest.mark.parametrize(
    ("hours", "named"),
    [
        ({"mon": [["09:00", "24:01"]]}, "mon"),
        ({"mon": [["24:00", "06:00"]], "tue": [["05:00", "06:00"]]}, "mon"),
        ({"mon": [["09:00", "09:00"]]}, "mon"),
        ({"mon": [["18:00", "09:00"], ["10:00", "12:00"]]}, "mon"),
        ({"mon": [["22:00", "06:00"]], "tue": [["05:59", "12:00"]]}, "mon"),
        ({"sun": [["22:00", "06:00"]], "mon": [["00:00", "12:00"]]}, "sun"),
        ({"tue": 5}, "tue"),
    ],
)
def test_hours_that_are_counted_twice_or_never_are_refused(hours: dict[str, object], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        check_hours(hours)


def test_a_night_shift_may_end_when_the_next_day_begins() -> None:
    check_hours({"mon": [["22:00", "06:00"]], "tue": [["06:00", "24:00"]], "wed": [["00:00", "24:00"]]})


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
