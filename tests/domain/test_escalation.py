"""The verdict review sends a job to another person."""

from typing import Any

import pytest

from reviews import audit
from reviews.access.errors import Conflict, Invalid, NotFound
from reviews.decisions.claims import claim
from reviews.decisions.verdicts.verdict_base import RecordedVerdict
from reviews.models import AuditEntry, Decision, Job, Queue, Review, Reviewer
from reviews.vocabulary import ReviewOutcome, ReviewState
from tests.builders import NOON, a_finding, a_job, a_policy, a_queue, a_team
from tests.verdicts import submit_verdict

pytestmark = pytest.mark.django_db


def say(job: Job, by: Reviewer, verdict: str, **changes: Any) -> RecordedVerdict:
    asked = {"version": 1, "fence": 1, "idempotency_key": f"{by}-{verdict}", "note": "unsure"}
    return submit_verdict(job.pk, **{"by": by, "now": NOON, "verdict": verdict, **asked, **changes})


@pytest.fixture
def job(ana: Reviewer) -> Job:
    job = a_job()
    a_finding(job)
    claim.claim(job.pk, by=ana, now=NOON)
    return job


@pytest.fixture
def second(db: None) -> Queue:
    return Queue.objects.get(stage="second")


def test_review_sends_the_job_on_without_a_verdict(job: Job, ana: Reviewer, second: Queue) -> None:
    done = say(job, ana, "review")
    job.refresh_from_db()
    assert done.escalated_to == job.queue == second
    assert (job.review_state, job.stage, job.verdict, job.settled_at) == (ReviewState.WAITING, "second", "", None)
    assert job.version == done.job_version == 2
    assert (Review.objects.get().outcome, Review.objects.get().verdict) == (ReviewOutcome.SUBMITTED, "review")
    assert AuditEntry.objects.filter(action="job.escalated").exists()
    assert say(job, ana, "review").escalated_to == second


def test_another_person_settles_it_and_the_chain_is_kept(job: Job, ana: Reviewer, ben: Reviewer) -> None:
    first = say(job, ana, "review").decision
    fence = claim.claim(job.pk, by=ben, now=NOON).fence
    with pytest.raises(Invalid) as refused:
        say(job, ben, "review", version=2, fence=fence)
    assert (refused.value.code, refused.value.field) == ("must_decide", "verdict")
    policy = a_policy()
    last = say(job, ben, "block", version=2, fence=fence, policy_id=policy.pk)
    job.refresh_from_db()
    assert (job.review_state, job.verdict, last.escalated_to) == (ReviewState.SETTLED, "block", None)
    assert last.decision.supersedes == first
    assert audit.verify_trail().is_whole


def test_the_same_person_never_gives_both_verdicts(job: Job, ana: Reviewer) -> None:
    say(job, ana, "review")
    review = Review.objects.create(
        job=job, reviewer=ana, stage="second", fence=2, claimed_at=NOON, lease_until=NOON + claim.LEASE_LENGTH
    )
    Job.objects.update(review_state=ReviewState.CLAIMED, claim_fence=2)
    with pytest.raises(Conflict) as refused:
        say(job, ana, "pass", version=2, fence=review.fence)
    assert refused.value.code == "same_person"
    assert Decision.objects.count() == 1


def test_without_a_second_queue_it_is_refused(job: Job, ana: Reviewer, second: Queue) -> None:
    Queue.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(Conflict) as refused:
        say(job, ana, "review")
    assert refused.value.code == "no_second_queue"
    assert not Decision.objects.exists()


def test_a_queue_may_send_its_jobs_further(job: Job, ana: Reviewer, ben: Reviewer, second: Queue) -> None:
    third = a_queue("Panel", stage="second", position=900)
    Queue.objects.filter(pk=second.pk).update(escalates_to=third)
    Queue.objects.filter(is_fallback=True).update(escalates_to=second)
    say(job, ana, "review")
    fence = claim.claim(job.pk, by=ben, now=NOON).fence
    assert say(job, ben, "review", version=2, fence=fence).escalated_to == third


def test_the_retry_is_answered_though_the_job_is_out_of_sight(
    job: Job, ana: Reviewer, ben: Reviewer, second: Queue
) -> None:
    Queue.objects.filter(pk=second.pk).update(is_open_to_all=False)
    second.teams.add(a_team("Panel", ben))
    first = say(job, ana, "review")
    assert say(job, Reviewer.objects.get(pk=ana.pk), "review").decision == first.decision
    with pytest.raises(NotFound):
        say(job, Reviewer.objects.get(pk=ana.pk), "review", idempotency_key="other")


def test_an_escalation_always_needs_a_note(ana: Reviewer) -> None:
    job = a_job(suggestion="review", external_id="job-2")
    claim.claim(job.pk, by=ana, now=NOON, hold_another=True)
    with pytest.raises(Invalid) as refused:
        say(job, ana, "review", note=" ")
    assert (refused.value.code, refused.value.field) == ("note_required", "note")
    assert say(job, ana, "review").escalated_to
