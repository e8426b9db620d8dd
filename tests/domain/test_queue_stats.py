"""How queues stand, and re-routing."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from reviews import tasks
from reviews.models import AuditEntry, AutoSettleRule, Job, Queue, Reviewer, RoutingRule
from reviews.queues import queue_stats as room
from reviews.queues.queue_stats import QueueStats, stats_of_queues
from reviews.queues.reroute import RerouteResult, reroute
from reviews.vocabulary import ReviewState
from tests.builders import NOON, a_job, a_queue

MINUTE = timedelta(minutes=1)


@pytest.mark.django_db
def test_a_queue_says_what_waits_and_what_is_late() -> None:
    queue, empty = a_queue("Busy"), a_queue("Empty")
    for number, (minutes, state) in enumerate([(-1, "waiting"), (30, "waiting"), (90, "waiting"), (-1, "claimed")]):
        due = NOON + minutes * MINUTE
        a_job(
            external_id=f"j{number}", queue=queue, review_state=state, due_at=due, due_bucket=due,
            queued_at=NOON - number * MINUTE,
        )  # fmt: skip
    a_job(external_id="done", queue=queue, review_state=ReviewState.SETTLED)
    assert stats_of_queues([queue, empty], now=NOON) == {
        queue.pk: QueueStats(
            waiting=3, claimed=1, oldest_queued_at=NOON - 2 * MINUTE, overdue=1, due_soon=1, offered=3
        ),
        empty.pk: QueueStats(),
    }


@pytest.mark.django_db
def test_counts_end_at_the_limit_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MAX_COUNTED", 2)
    for number in range(3):
        job = a_job(external_id=f"j{number}")
    assert job.queue
    found = stats_of_queues([job.queue], now=NOON)[job.queue.pk]
    assert (found.waiting, found.is_capped) == (2, True)


@pytest.mark.django_db
def test_any_number_of_queues_is_two_queries_and_a_persons_offers_one_more(
    ana: Reviewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    queues = [a_queue(f"q{number}") for number in range(12)]
    with django_assert_num_queries(2):
        stats_of_queues(queues, now=NOON)
    with django_assert_num_queries(3):
        stats_of_queues(queues, now=NOON, person=ana)


@pytest.fixture
def ads(db: None) -> Queue:
    queue = a_queue("Ads", due_minutes=60)
    RoutingRule.objects.create(queue=queue, suggestion="block")
    return queue


@pytest.mark.django_db(transaction=True)
def test_only_unclaimed_waiting_jobs_of_the_first_stage_move(lea: Reviewer, ads: Queue) -> None:
    second = Queue.objects.get(stage="second")
    moving, staying = a_job(external_id="moves"), a_job(external_id="stays", suggestion="pass")
    a_job(external_id="claimed", review_state="claimed")
    a_job(external_id="settled", review_state="settled")
    a_job(external_id="second", queue=second)
    later = NOON + MINUTE
    assert reroute(Job.objects.all(), by=lea, now=later) == RerouteResult(moved=1, kept=1, skipped=3)
    moving.refresh_from_db()
    staying.refresh_from_db()
    assert (moving.queue, moving.queued_at, moving.ready_at, moving.due_at) == (ads, later, NOON, later + 60 * MINUTE)
    assert (staying.queued_at, staying.due_at) == (NOON, None)
    entry = AuditEntry.objects.get(action="jobs.rerouted")
    assert entry.actor_id == lea.pk
    assert f"[{moving.pk}]" in entry.body


@pytest.mark.django_db(transaction=True)
def test_a_queue_with_a_new_due_time_gives_it_to_those_that_stay(lea: Reviewer, ads: Queue) -> None:
    job = a_job(queue=ads)
    assert reroute(Job.objects.all(), by=lea, now=NOON + MINUTE) == RerouteResult(kept=1)
    job.refresh_from_db()
    assert (job.queued_at, job.due_at) == (NOON, NOON + 60 * MINUTE)


@pytest.mark.django_db(transaction=True)
def test_a_trial_changes_nothing(ads: Queue) -> None:
    job, said = a_job(), StringIO()
    call_command("reroute", dry_run=True, stdout=said)
    assert "moved: 1, not moved: 0" in said.getvalue()
    call_command("reroute", queue="Ads", stdout=said)
    job.refresh_from_db()
    assert job.queue != ads
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_rule_switched_on_later_settles_what_waits() -> None:
    AutoSettleRule.objects.create(name="Ok", verdict="pass", suggestion="pass", is_active=True, human_sample_rate=0.01)
    for number in range(20):
        a_job(external_id=f"j{number}", suggestion="pass", sampling_seed=number + 1)
    done = reroute(Job.objects.all(), by=None, now=NOON)
    assert done.settled == Job.objects.settled().count() > 0
    assert done.kept == Job.objects.filter(is_sample=True).count() == 20 - done.settled


@pytest.mark.django_db
def test_an_unknown_queue_is_named_with_those_there_are() -> None:
    with pytest.raises(CommandError, match=r"the queue 'Nope' does not exist\. Known queues: General, Second look"):
        call_command("reroute", queue="Nope")


@pytest.mark.django_db(transaction=True)
def test_a_waiting_job_without_a_queue_is_routed_by_the_next_tick() -> None:
    job = a_job()
    Job.objects.filter(pk=job.pk).update(queue=None, queued_at=None)
    tasks.tick()
    job.refresh_from_db()
    assert job.queue == Queue.objects.get(is_fallback=True)
    assert job.queued_at
