"""A lead is asked: who may be, what becomes of the claim, who is offered the job then, and what is recorded."""

from datetime import timedelta
from typing import Any

import pytest

from reviews import audit
from reviews.access.errors import Conflict, Invalid
from reviews.decisions.claims import claim
from reviews.decisions.verdicts import escalation
from reviews.decisions.verdicts.ask_lead import ask_lead
from reviews.models import AuditEntry, Decision, Job, Queue, Review, Reviewer
from reviews.vocabulary import ReviewOutcome, ReviewStage, ReviewState, Role
from tests.builders import NOON, a_finding, a_job, a_policy, a_queue, a_team
from tests.conftest import person
from tests.verdicts import submit_verdict

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(minutes=1)


@pytest.fixture
def job(ana: Reviewer) -> Job:
    job = a_job()
    a_finding(job)
    claim.claim(job.pk, by=ana, now=NOON)
    return Job.objects.get(pk=job.pk)


def ask(job: Job, by: Reviewer, **changes: Any) -> None:
    ask_lead(job.pk, **{"by": by, "fence": 1, "version": 1, "note": "which policy?", "now": SOON, **changes})


def verdict(job: Job, by: Reviewer, said: str, fence: int) -> Any:
    job.refresh_from_db()
    asked = {"version": job.version, "fence": fence, "idempotency_key": f"{by}-{said}", "note": "seen"}
    policy = a_policy().pk if said == "block" else None
    return submit_verdict(job.pk, by=by, now=SOON, verdict=said, policy_id=policy, **asked)


def test_the_claim_ends_and_the_job_waits_in_its_queue_for_a_lead(job: Job, ana: Reviewer, lea: Reviewer) -> None:
    ask(job, ana)
    before = (job.queue_id, job.due_at, job.queued_at)
    job.refresh_from_db()
    assert (job.review_state, job.stage, job.version) == (ReviewState.WAITING, ReviewStage.LEAD, 2)
    assert (job.queue_id, job.due_at, job.queued_at) == before
    review = Review.objects.get()
    assert review.question is not None
    assert (review.outcome, review.verdict, review.question.text) == (ReviewOutcome.ASKED_LEAD, "", "which policy?")
    assert not Decision.objects.exists()
    entry = AuditEntry.objects.get(action="job.lead_asked")
    assert (entry.actor_id, entry.job_id, entry.subject_id) == (ana.pk, job.pk, review.pk)
    assert "which policy?" not in entry.body
    assert audit.verify_trail().is_whole


def test_the_same_call_again_changes_nothing(job: Job, ana: Reviewer, lea: Reviewer) -> None:
    ask(job, ana)
    ask(job, ana)
    assert AuditEntry.objects.filter(action="job.lead_asked").count() == 1


def test_only_leads_are_offered_it_and_may_claim_it(job: Job, ana: Reviewer, ben: Reviewer, lea: Reviewer) -> None:
    ask(job, ana)
    for somebody in (ana, ben):
        assert claim.claim_next_job(by=somebody, now=SOON) is None
        with pytest.raises(Conflict) as refused:
            claim.claim(job.pk, by=somebody, now=SOON)
        assert refused.value.code == "lead_asked"
    review = claim.claim_next_job(by=lea, now=SOON)
    assert review is not None
    assert (review.job_id, review.stage) == (job.pk, ReviewStage.LEAD)


def test_a_leads_lapsed_claim_on_it_comes_to_leads_only(
    job: Job, ana: Reviewer, ben: Reviewer, lea: Reviewer, ada: Reviewer
) -> None:
    ask(job, ana)
    claim.claim(job.pk, by=lea, now=SOON)
    later = SOON + claim.LEASE_LENGTH + timedelta(seconds=1)
    assert claim.claim_next_job(by=ben, now=later) is None
    assert claim.claim_next_job(by=ada, now=later) is not None


def test_the_lead_settles_it_and_cannot_hand_it_on(job: Job, ana: Reviewer, lea: Reviewer, ada: Reviewer) -> None:
    ask(job, ana)
    fence = claim.claim(job.pk, by=lea, now=SOON).fence
    for again in (lambda: verdict(job, lea, "review", fence), lambda: ask(job, lea, fence=fence, version=2)):
        with pytest.raises(Invalid) as refused:
            again()
        assert (refused.value.code, refused.value.field) == ("must_decide", "verdict")
    assert verdict(job, lea, "block", fence).decision.decided_by == lea
    job.refresh_from_db()
    assert job.review_state == ReviewState.SETTLED
    assert audit.verify_trail().is_whole


def test_the_second_look_offers_a_lead_and_refuses_review_before_it_asks_for_anything(
    job: Job, ana: Reviewer, ben: Reviewer, lea: Reviewer
) -> None:
    assert escalation.find_way_on(job, by=ana) == escalation.WayOn.SECOND_LOOK
    verdict(job, ana, "review", 1)
    fence = claim.claim(job.pk, by=ben, now=SOON).fence
    job = Job.objects.get(pk=job.pk)
    assert escalation.find_way_on(job, by=ben) == escalation.WayOn.LEAD
    with pytest.raises(Invalid) as refused:
        submit_verdict(job.pk, by=ben, now=SOON, verdict="review", version=2, fence=fence, idempotency_key="key")
    assert refused.value.code == "must_decide"
    ask(job, ben, fence=fence, version=2)
    assert escalation.find_way_on(Job.objects.get(pk=job.pk), by=lea) == escalation.WayOn.NONE


def test_without_a_second_look_queue_a_lead_is_offered(job: Job, ana: Reviewer, lea: Reviewer) -> None:
    Queue.objects.filter(stage="second").update(is_active=False)
    assert escalation.find_way_on(job, by=ana) == escalation.WayOn.LEAD


def test_a_lead_who_handed_the_job_on_is_not_asked_about_it(ben: Reviewer, lea: Reviewer) -> None:
    job = a_job()
    claim.claim(job.pk, by=lea, now=NOON)
    verdict(job, lea, "review", 1)
    fence = claim.claim(job.pk, by=ben, now=SOON).fence
    with pytest.raises(Conflict) as refused:
        ask(job, ben, fence=fence, version=2)
    assert refused.value.code == "no_lead"
    person("lin", Role.LEAD)
    ask(job, ben, fence=fence, version=2)
    assert claim.claim_next_job(by=lea, now=SOON) is None


def test_only_leads_who_see_the_queue_count(ana: Reviewer, lea: Reviewer) -> None:
    job = a_job(queue=a_queue("North", a_team("north", ana)))
    claim.claim(job.pk, by=ana, now=NOON)
    with pytest.raises(Conflict) as refused:
        ask(job, ana)
    assert refused.value.code == "no_lead"
    a_team("north", lea)
    ask(job, ana)


def test_asking_needs_a_note_a_current_version_and_the_claim(job: Job, ana: Reviewer, lea: Reviewer) -> None:
    for changes, wanted in (
        ({"note": "  "}, "note_required"),
        ({"note": "x" * 4001}, "bad_note"),
        ({"version": 7}, "stale_version"),
        ({"fence": 7}, "claim_lost"),
        ({"now": NOON + claim.LEASE_LENGTH}, "claim_lost"),
    ):
        with pytest.raises((Invalid, Conflict)) as refused:
            ask(job, ana, **changes)
        assert refused.value.code == wanted
    assert Review.objects.get().outcome == ReviewOutcome.ACTIVE
