"""A job that its provider failed is never work as if it were clean: its state, its acts, its late answers."""

from datetime import timedelta
from typing import Any

import pytest

from reviews.access.errors import Conflict
from reviews.decisions.claims import claim
from reviews.models import AutoSettleRule, Job, Queue, Reviewer
from reviews.providers import errors
from reviews.queues import reroute
from reviews.queues.unchecked import check_failure
from reviews.sync import backoff
from reviews.sync.pull import pull_job
from reviews.vocabulary import FindingKind, JobState, ReviewState, Suggestion
from tests.builders import NOON, a_failed_job, a_finding, an_account
from tests.domain.result_builders import a_frame_result, a_result, store_as_a_step
from tests.domain.scripted_provider import ScriptedProvider, a_page

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def new_job() -> Job:
    return Job.objects.create(account=an_account(rate_per_second=1000), external_id="job-1", next_poll_at=NOON)


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def failed(**fields: Any) -> Any:
    return a_result(**{"state": JobState.FAILED, "suggestion": None, **fields})


def clean_part() -> Any:
    return a_frame_result(2000, suggestion=Suggestion.PASS, detections=())


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.LOST])
def test_a_job_that_the_provider_failed_stands_in_its_queue_and_is_not_offered(
    new_job: Job, ana: Reviewer, state: JobState
) -> None:
    store_as_a_step(new_job, failed(state=state, error_code="X", error_message="Gone", request_id="r"), NOON)
    assert (new_job.review_state, new_job.is_unchecked, new_job.due_at) == (ReviewState.UNCHECKED, True, None)
    assert (new_job.queue, new_job.ready_at) == (Queue.objects.get(is_fallback=True), None)
    assert claim.claim_next_job(by=ana, now=LATER) is None
    with pytest.raises(Conflict) as refused:
        claim.claim(new_job.pk, by=ana, now=LATER)
    assert refused.value.code == "not_checked"


def test_parts_that_passed_before_it_failed_do_not_make_it_clean(new_job: Job) -> None:
    store_as_a_step(new_job, a_result(clean_part(), state=JobState.FAILED, suggestion=Suggestion.PASS), NOON)
    assert (fresh(new_job).review_state, fresh(new_job).is_unchecked) == (ReviewState.UNCHECKED, True)


def test_a_failed_job_with_something_found_is_judged_by_people(new_job: Job) -> None:
    store_as_a_step(new_job, a_result(a_frame_result(1), clean_part(), state=JobState.FAILED, suggestion=None), NOON)
    assert (new_job.review_state, new_job.is_unchecked) == (ReviewState.WAITING, False)


def test_a_success_without_findings_is_work_as_before(new_job: Job) -> None:
    store_as_a_step(new_job, a_result(suggestion=Suggestion.PASS), NOON)
    assert (new_job.review_state, new_job.is_unchecked) == (ReviewState.WAITING, False)


def test_a_job_that_the_provider_forgot_could_not_be_checked(new_job: Job) -> None:
    for hour in range(backoff.LOST_AFTER):
        gone = ScriptedProvider(errors.UnknownJob("no such job", code="AIS.0030"))
        pull_job(new_job.pk, now=NOON + timedelta(hours=hour), client=gone)
    job = fresh(new_job)
    assert (job.state, job.review_state, job.is_unchecked) == (JobState.LOST, ReviewState.UNCHECKED, True)
    assert job.queue is not None
    assert "no such job" in check_failure(job).message


def test_a_job_that_is_refused_or_parked_is_seen_and_works_again_when_the_provider_answers(new_job: Job) -> None:
    pull_job(new_job.pk, now=NOON, client=ScriptedProvider(errors.InvalidRequest("bad id", code="bad_id")))
    job = fresh(new_job)
    assert (job.review_state, job.is_unchecked, check_failure(job).code) == (ReviewState.UNCHECKED, True, "bad_id")
    pull_job(new_job.pk, now=LATER, client=ScriptedProvider(a_page("running", [])))
    assert (fresh(job).review_state, fresh(job).is_unchecked) == (ReviewState.PENDING, False)
    pull_job(new_job.pk, now=LATER + timedelta(hours=1), client=ScriptedProvider(a_page(frames=[1])))
    assert (fresh(job).review_state, fresh(job).is_unchecked) == (ReviewState.WAITING, False)


def test_a_job_that_kills_its_workers_is_seen(new_job: Job) -> None:
    Job.objects.update(sync_attempts=backoff.PARK_AFTER_UNFINISHED)
    pull_job(new_job.pk, now=NOON, client=ScriptedProvider(a_page()))
    assert (fresh(new_job).review_state, check_failure(fresh(new_job)).code) == (ReviewState.UNCHECKED, "poison")


def test_a_queue_that_asks_for_such_jobs_offers_them_and_another_does_not(ana: Reviewer) -> None:
    queue = Queue.objects.get(is_fallback=True)
    Queue.objects.filter(pk=queue.pk).update(offers_unchecked=True, due_minutes=60)
    job = a_failed_job()
    assert (job.review_state, job.ready_at, job.due_at) == (ReviewState.WAITING, NOON, LATER)
    Queue.objects.filter(pk=queue.pk).update(offers_unchecked=False)
    reroute.reroute(Job.objects.all(), by=None, now=LATER)
    assert (fresh(job).review_state, fresh(job).due_at) == (ReviewState.UNCHECKED, None)
    Queue.objects.filter(pk=queue.pk).update(offers_unchecked=True)
    reroute.reroute(Job.objects.all(), by=None, now=LATER)
    taken = claim.claim_next_job(by=ana, now=LATER)
    assert taken is not None
    assert taken.job_id == job.pk


def test_no_rule_settles_a_job_that_was_not_checked() -> None:
    AutoSettleRule.objects.create(name="All", verdict="pass", is_active=True, human_sample_rate=0.01)
    Queue.objects.update(offers_unchecked=True)
    jobs = [a_failed_job(external_id=f"n{number}", sampling_seed=number * 1000 + 1) for number in range(5)]
    assert {fresh(job).review_state for job in jobs} == {"waiting"}


def test_evidence_of_people_does_not_make_it_checked(new_job: Job) -> None:
    store_as_a_step(new_job, failed(), NOON)
    a_finding(new_job, FindingKind.FRAME, source="person", key="person:1")
    store_as_a_step(new_job, failed(), LATER)
    assert fresh(new_job).is_unchecked
