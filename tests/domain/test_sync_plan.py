"""What is due: fair over accounts, oldest first; the waiting times."""

import random
from datetime import datetime, timedelta

import pytest

from reviews.models import Job
from reviews.sync import backoff, plan
from tests.builders import a_job, an_account


def due(account_name: str, number: int, at: datetime | None, **fields: object) -> int:
    from reviews.models import ProviderAccount

    account = ProviderAccount.objects.filter(name=account_name).first() or an_account(account_name)
    return Job.objects.create(account=account, external_id=f"{account_name}-{number}", next_poll_at=at, **fields).pk


@pytest.mark.django_db
def test_a_busy_account_does_not_starve_a_quiet_one(noon: datetime) -> None:
    busy = [due("busy", number, noon - timedelta(hours=9, minutes=-number)) for number in range(5)]
    quiet = [due("quiet", number, noon - timedelta(minutes=5 - number)) for number in range(2)]
    assert plan.due_jobs(noon, 4) == [busy[0], quiet[0], busy[1], quiet[1]]
    assert plan.due_jobs(noon, 99)[4:] == busy[2:]


@pytest.mark.django_db
def test_leased_finished_future_and_inactive_jobs_are_not_due(noon: datetime) -> None:
    an_account("off", is_active=False)
    due("off", 1, noon)
    due("hw", 1, None)
    due("hw", 2, noon + timedelta(seconds=1))
    due("hw", 3, noon, sync_lease_until=noon + timedelta(seconds=1))
    expired = due("hw", 4, noon, sync_lease_until=noon - timedelta(seconds=1))
    assert plan.due_jobs(noon, 9) == [expired]


@pytest.mark.django_db
def test_what_was_queued_is_out_of_sight_until_the_queue_must_have_been_lost(noon: datetime) -> None:
    pk = due("hw", 1, noon)
    plan.mark_queued("jobs", [pk], noon)
    assert plan.due_jobs(noon + timedelta(minutes=1), 9) == []
    assert plan.due_jobs(noon + timedelta(minutes=2), 9) == [pk]


@pytest.mark.django_db
def test_media_is_due_when_its_moment_came_and_nobody_works_on_it(noon: datetime) -> None:
    ready = a_job(external_id="a", media_next_try_at=noon)
    a_job(external_id="b", media_next_try_at=noon, media_lease_until=noon + timedelta(minutes=1))
    a_job(external_id="c", media_next_try_at=None)
    assert plan.due_media(noon, 9) == [ready.pk]


@pytest.mark.parametrize(
    ("age_s", "floor_s", "wait_s"), [(0, 5, 5), (30, 5, 5), (600, 5, 60), (86_400, 5, 3600), (-60, 5, 5), (0, 30, 30)]
)
def test_the_poll_interval_grows_from_the_floor_to_an_hour(age_s: int, floor_s: int, wait_s: int) -> None:
    assert backoff.poll_interval(timedelta(seconds=age_s), floor_s) == timedelta(seconds=wait_s)


def test_retries_are_fully_jittered_and_capped() -> None:
    dice = random.Random(1)
    waits = [[backoff.retry_delay(n, dice=dice).total_seconds() for _ in range(200)] for n in (1, 4, 60)]
    assert all(1 <= wait <= 15 for wait in waits[0])
    assert max(waits[1]) > 90
    assert max(waits[1]) <= 120
    assert max(waits[2]) <= 3600
    assert len(set(waits[2])) == 200


def test_a_circuit_rests_a_minute_doubling_to_a_quarter_of_an_hour() -> None:
    assert [backoff.circuit_pause(n).total_seconds() for n in (5, 6, 8, 9, 99)] == [60, 120, 480, 900, 900]
