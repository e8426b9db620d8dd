"""Coverage, exposure and breaks as rows: merged, per day and band, purged; the same on both databases."""

import threading
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from reviews.models import BreakClock, Coverage, Exposure, Reviewer
from reviews.wellness import breaks, coverage, effective_settings, exposure
from reviews.wellness.played_ranges import BadRange
from tests.builders import a_job

MINUTE = 60_000


def test_what_is_played_twice_is_one_row_with_the_union(ana: Reviewer, noon: datetime) -> None:
    job = a_job()
    coverage.add_played_ranges(job, [(0, 10_000, 150, 1, 0)], by=ana, now=noon)
    coverage.add_played_ranges(
        job, [(8_000, 20_000, 150, 1, 0), (12_000, 14_000, 150, 1, 2)], by=ana, now=noon + timedelta(minutes=1)
    )
    row = Coverage.objects.get()
    assert row.ranges == [[0, 20_000, 150, 1, 0], [12_000, 14_000, 150, 1, 2]]
    assert (row.played_ms, row.revealed_ms) == (20_000, 2_000)
    assert (row.began_at, row.seen_at) == (noon, noon + timedelta(minutes=1))


def test_nothing_played_and_nothing_possible_leave_no_row(ana: Reviewer, noon: datetime) -> None:
    job = a_job(duration_ms=60_000)
    coverage.add_played_ranges(job, [(5, 5, 100, 0, 0)], by=ana, now=noon)
    with pytest.raises(BadRange):
        coverage.add_played_ranges(job, [(0, 5, 100, 0, 0), (0, 90_000, 100, 0, 0)], by=ana, now=noon)
    assert not Coverage.objects.exists()


def test_a_video_of_unknown_length_is_taken_as_it_plays(ana: Reviewer, noon: datetime) -> None:
    job = a_job(duration_ms=None)
    coverage.add_played_ranges(job, [(0, 3_600_000, 100, 0, 0)], by=ana, now=noon)
    assert coverage.watch_summaries(job)[0].percent == 100


def test_each_persons_watching_is_told_in_words_of_numbers(ana: Reviewer, ben: Reviewer, noon: datetime) -> None:
    job = a_job(duration_ms=60_000)
    coverage.add_played_ranges(job, [(0, 30_000, 150, 1, 0), (25_000, 37_200, 100, 0, 1)], by=ana, now=noon)
    coverage.add_played_ranges(job, [(0, 60_000, 200, 0, 0)], by=ben, now=noon)
    first, second = coverage.watch_summaries(job)
    assert (first.reviewer_name, first.percent, first.speed, first.muted_ms, first.revealed_ms) == (
        "Ana",
        62,
        150,
        25_000,
        12_200,
    )
    assert (second.reviewer_name, second.percent, second.muted_ms) == ("Ben", 100, 0)
    assert [(one["who"], one["mine"]) for one in coverage.coverage_of_job(job, viewer=ben)] == [
        ("Ana", False),
        ("Ben", True),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_lose_nothing(ana: Reviewer, noon: datetime) -> None:
    job = a_job(duration_ms=60_000)

    def play(first: int) -> None:
        for second in range(first, 20, 2):
            coverage.add_played_ranges(job, [(second * 1000, second * 1000 + 1000, 100, 0, 0)], by=ana, now=noon)
        connection.close()

    tabs = [threading.Thread(target=play, args=[first]) for first in (0, 1)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert Coverage.objects.get().ranges == [[0, 20_000, 100, 0, 0]]


def test_exposure_adds_up_by_day_and_band(ana: Reviewer, noon: datetime) -> None:
    exposure.add_exposure(ana, active={"graphic": 5 * MINUTE}, revealed={"extreme": 2_000}, now=noon)
    exposure.add_exposure(ana, active={"graphic": MINUTE}, revealed={}, now=noon)
    exposure.add_exposure(ana, active={"none": 0}, revealed={"none": 0}, now=noon)
    exposure.add_exposure(ana, active={"none": MINUTE}, revealed={}, now=noon - timedelta(days=1))
    days = exposure.exposure_of_person(ana, noon)["days"]
    assert days == [
        {
            "on": noon.date(),
            "bands": [
                {"band": "graphic", "active_s": 360, "revealed_s": 0},
                {"band": "extreme", "active_s": 0, "revealed_s": 2},
            ],
        },
        {"on": noon.date() - timedelta(days=1), "bands": [{"band": "no harm", "active_s": 60, "revealed_s": 0}]},
    ]


def test_own_days_are_ones_own_and_of_two_weeks(ana: Reviewer, ben: Reviewer, noon: datetime) -> None:
    for back in (0, 13, 14):
        exposure.add_exposure(ana, active={"none": 1}, revealed={}, now=noon - timedelta(days=back))
    assert len(exposure.exposure_of_person(ana, noon)["days"]) == 2
    assert exposure.exposure_of_person(ben, noon)["days"] == []


def test_sums_are_of_three_people_or_not_told(ana: Reviewer, ben: Reviewer, lea: Reviewer, noon: datetime) -> None:
    for somebody in (ana, ben, lea):
        exposure.add_exposure(somebody, active={"graphic": MINUTE}, revealed={}, now=noon)
    for somebody in (ana, ben):
        exposure.add_exposure(somebody, active={}, revealed={"extreme": MINUTE}, now=noon)
    assert exposure.exposure_by_band(7, noon) == [
        {"band": "graphic", "people": 3, "active_s": 180.0, "revealed_s": 0.0}
    ]
    assert exposure.exposure_by_band(7, noon + timedelta(days=7)) == []


def test_exposure_is_kept_ninety_days(ana: Reviewer, noon: datetime) -> None:
    for back in (0, 89, 90, 200):
        exposure.add_exposure(ana, active={"none": 1}, revealed={}, now=noon - timedelta(days=back))
    assert exposure.purge_expired(noon) == 2
    assert sorted(row.seen_on for row in Exposure.objects.all()) == [noon.date() - timedelta(days=89), noon.date()]


def test_the_command_purges_too(ana: Reviewer, noon: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    exposure.add_exposure(ana, active={"none": 1}, revealed={}, now=noon - timedelta(days=4000))
    call_command("purge_exposure")
    assert "1 " in capsys.readouterr().out
    assert not Exposure.objects.exists()


def test_a_break_is_proposed_after_active_minutes_and_again_after_a_snooze(ana: Reviewer, noon: datetime) -> None:
    limits, now = effective_settings.settings_of_person(ana), noon

    def work(minutes: int, revealed: int = 0) -> breaks.ProposedBreak | None:
        nonlocal now
        due = None
        for _ in range(minutes):
            now += timedelta(minutes=1)
            due = breaks.record_activity(ana, active_ms=MINUTE, revealed_ms=revealed, limits=limits, now=now)
        return due

    assert work(24) is None
    assert work(1) == breaks.ProposedBreak("active", 25, True)
    assert breaks.snooze(ana, limits=limits, now=now)
    assert work(9) is None
    assert work(1) == breaks.ProposedBreak("active", 25, False)
    assert not breaks.snooze(ana, limits=limits, now=now)
    breaks.record_break(ana, now=now)
    assert work(24) is None
    breaks.record_break(ana, now=now)
    assert work(10, revealed=MINUTE) == breaks.ProposedBreak("revealed", 10, True)
    assert breaks.snooze(ana, limits=limits, now=now)
    assert work(9, revealed=MINUTE) is None
    assert work(1) is not None


def test_a_snooze_before_its_time_is_not_granted(ana: Reviewer, noon: datetime) -> None:
    assert not breaks.snooze(ana, limits=effective_settings.settings_of_person(ana), now=noon)
    assert not BreakClock.objects.get().has_snoozed


@pytest.mark.parametrize(("seconds", "is_due"), [(299, True), (300, False)])
def test_five_silent_minutes_were_a_break(ana: Reviewer, noon: datetime, seconds: int, is_due: bool) -> None:
    limits = effective_settings.settings_of_person(ana)
    breaks.record_activity(ana, active_ms=24 * MINUTE, revealed_ms=0, limits=limits, now=noon)
    later = noon + timedelta(seconds=seconds)
    assert bool(breaks.record_activity(ana, active_ms=MINUTE, revealed_ms=0, limits=limits, now=later)) is is_due
