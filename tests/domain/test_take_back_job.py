"""A verdict on a job is taken back within seconds: the clock, whose it is, what becomes of the next job."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from reviews import audit
from reviews.access.errors import Conflict, NotAllowed
from reviews.decisions.claims import claim
from reviews.decisions.verdicts.take_back_job import WINDOW, find_offer, take_back_verdict
from reviews.models import AuditEntry, Decision, Finding, Job, Review, Reviewer
from reviews.vocabulary import DecisionTarget, ReviewOutcome, ReviewState
from tests.builders import NOON, a_finding, a_job
from tests.verdicts import record_verdict, submit_verdict

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(seconds=3)


@pytest.fixture
def said(ana: Reviewer) -> Decision:
    job = a_job()
    finding = a_finding(job)
    fence = claim.claim(job.pk, by=ana, now=NOON).fence
    on: dict[str, Any] = {"fence": fence, "by": ana, "now": NOON}
    about: dict[str, Any] = {"target": DecisionTarget.FINDING, "target_id": finding.pk}
    record_verdict(job.pk, verdict="pass", version=1, idempotency_key="key-1", **about, **on)
    return submit_verdict(job.pk, verdict="pass", version=2, idempotency_key="key-2", note="a toy", **on).decision


def take_back(said: Decision, by: Reviewer, now: datetime = SOON, **more: Any) -> Review:
    return take_back_verdict(said.job_id, by=by, decision_id=said.pk, now=now, **more)


def test_the_job_is_held_again_as_before_and_the_act_is_recorded(said: Decision, ana: Reviewer) -> None:
    review = take_back(said, ana)
    job = Job.objects.get()
    assert (job.review_state, job.verdict, job.settled_at, job.version) == (ReviewState.CLAIMED, "", None, 4)
    assert (review.reviewer, review.fence, job.decided_count) == (ana, 2, 1)
    assert Review.objects.exclude(pk=review.pk).get().outcome == ReviewOutcome.TAKEN_BACK
    assert Decision.objects.filter(finding=Finding.objects.get(), superseded_by__isnull=True).get().verdict == "pass"
    entry = AuditEntry.objects.get(action="job.taken_back")
    assert (entry.actor_id, entry.job_id) == (ana.pk, job.pk)
    assert audit.verify_trail().is_whole
    on: dict[str, Any] = {"by": ana, "now": SOON, "fence": review.fence, "version": 4, "idempotency_key": "key-3"}
    assert submit_verdict(job.pk, verdict="pass", note="again", **on).decision.supersedes == said
    assert audit.verify_trail().is_whole


def test_the_same_call_again_answers_the_same_claim(said: Decision, ana: Reviewer) -> None:
    assert take_back(said, ana) == take_back(said, ana, NOON + WINDOW)
    assert AuditEntry.objects.filter(action="job.taken_back").count() == 1


def test_the_server_keeps_the_time(said: Decision, ana: Reviewer) -> None:
    with pytest.raises(Conflict) as refused:
        take_back(said, ana, NOON + WINDOW)
    assert (refused.value.code, refused.value.context["seconds"]) == ("too_late", 10)
    assert find_offer(ana, now=NOON + WINDOW) is None
    offer = find_offer(ana, now=SOON)
    assert offer is not None
    assert (offer.decision, offer.seconds_left) == (said, 7)


def test_nobody_else_takes_it_back(said: Decision, lea: Reviewer) -> None:
    with pytest.raises(NotAllowed) as refused:
        take_back(said, lea)
    assert refused.value.code == "not_yours"
    assert find_offer(lea, now=SOON) is None


def test_the_next_job_goes_back_to_its_queue_when_nothing_was_decided_in_it(said: Decision, ana: Reviewer) -> None:
    other = a_job(external_id="next")
    claim.claim_next_job(by=ana, now=NOON)
    take_back(said, ana)
    assert [review.job_id for review in Review.objects.active()] == [said.job_id]
    other.refresh_from_db()
    assert other.review_state == ReviewState.WAITING
    assert audit.verify_trail().is_whole


def test_two_jobs_are_held_only_by_asking_when_something_was_decided_in_the_next_one(
    said: Decision, ana: Reviewer
) -> None:
    other = a_job(external_id="next")
    finding = a_finding(other)
    fence = claim.claim(other.pk, by=ana, now=NOON).fence
    about: dict[str, Any] = {
        "target": DecisionTarget.FINDING,
        "target_id": finding.pk,
        "version": 1,
        "idempotency_key": "key-4",
    }
    record_verdict(other.pk, by=ana, now=SOON, verdict="pass", fence=fence, **about)
    with pytest.raises(Conflict) as refused:
        take_back(said, ana)
    assert refused.value.code == "already_holding"
    assert Job.objects.get(pk=said.job_id).review_state == ReviewState.SETTLED
    take_back(said, ana, hold_another=True)
    assert Review.objects.active().count() == 2


def test_a_verdict_that_does_not_stand_any_more_is_not_taken_back(said: Decision, ana: Reviewer) -> None:
    with pytest.raises(Conflict) as refused:
        take_back_verdict(said.job_id, by=ana, decision_id=said.pk - 1, now=SOON)
    assert refused.value.code == "not_settled"
