"""A settled job is opened again: by whom, for how long, and what becomes of the verdict."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from reviews import audit
from reviews.access.errors import Conflict, Invalid, NotAllowed, NotFound
from reviews.decisions.claims import claim
from reviews.decisions.verdicts.reopen import may_reopen, reopen_job
from reviews.models import AuditEntry, AutoSettleRule, Decision, Job, Note, Review, Reviewer
from reviews.queues import routing
from reviews.vocabulary import ReviewOutcome, ReviewStage, ReviewState, Role, Suggestion
from tests.builders import NOON, a_finding, a_job, a_queue, a_team
from tests.conftest import person
from tests.verdicts import submit_verdict

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def settle(job: Job, by: Reviewer, verdict: str = "pass", now: datetime = NOON, note: str = "looked twice") -> Decision:
    job.refresh_from_db()
    review = claim.claim(job.pk, by=by, now=now)
    key = f"{by.username}-{job.version}"
    asked: dict[str, Any] = {"version": job.version, "fence": review.fence, "idempotency_key": key, "note": note}
    return submit_verdict(job.pk, by=by, now=now, verdict=verdict, **asked).decision


@pytest.fixture
def job(ana: Reviewer) -> Job:
    job = a_job(auto_rule=None)
    a_finding(job)
    settle(job, ana)
    return job


def test_who_settled_a_job_holds_it_again(job: Job, ana: Reviewer) -> None:
    review = reopen_job(job.pk, by=ana, now=LATER)
    job.refresh_from_db()
    assert (job.review_state, job.verdict, job.settled_at, job.version) == (ReviewState.CLAIMED, "", None, 3)
    assert review == Review.objects.active().get()
    assert (review.reviewer, review.fence, review.stage) == (ana, 2, ReviewStage.FIRST)
    assert Review.objects.exclude(pk=review.pk).get().outcome == ReviewOutcome.REOPENED
    entry = AuditEntry.objects.filter(action="job.reopened_by_person").get()
    assert (entry.actor_id, entry.job_id) == (ana.pk, job.pk)
    assert audit.verify_trail().is_whole


def test_the_next_verdict_supersedes_the_old_one_which_stays(job: Job, ana: Reviewer) -> None:
    old = Decision.objects.get(target="job")
    reopen_job(job.pk, by=ana, now=LATER)
    new = settle(job, ana, "pass", LATER)
    old.refresh_from_db()
    assert (new.supersedes, old.verdict) == (old, "pass")
    job.refresh_from_db()
    assert (job.review_state, job.verdict, job.settled_at) == (ReviewState.SETTLED, "pass", LATER)


def test_a_reviewer_cannot_reopen_what_another_settled(job: Job, ben: Reviewer) -> None:
    assert not may_reopen(job, by=ben, now=LATER)
    with pytest.raises(NotAllowed) as refused:
        reopen_job(job.pk, by=ben, now=LATER)
    assert refused.value.code == "not_yours"
    job.refresh_from_db()
    assert job.review_state == ReviewState.SETTLED


def test_a_lead_reopens_what_another_settled_and_holds_it(job: Job, lea: Reviewer) -> None:
    review = reopen_job(job.pk, by=lea, now=LATER, reason="a wrong policy")
    assert review
    assert review.reviewer == lea
    before = settle(job, lea, now=LATER).supersedes
    assert before
    assert before.decided_by_name == "Ana"


def test_what_somebody_else_decided_since_is_not_reopened(job: Job, ana: Reviewer, lea: Reviewer) -> None:
    reopen_job(job.pk, by=lea, now=LATER, reason="a wrong policy")
    settle(job, lea, now=LATER)
    with pytest.raises(NotAllowed, match="Another reviewer settled this job"):
        reopen_job(job.pk, by=ana, now=LATER)


def test_an_hour_too_late_is_refused_with_the_time(job: Job, ana: Reviewer, lea: Reviewer, settings: Settings) -> None:
    settings.REOPEN_HOURS = 1
    job.refresh_from_db()
    for somebody in (ana, lea):
        assert not may_reopen(job, by=somebody, now=LATER)
        with pytest.raises(Conflict, match="for 1 hours") as refused:
            reopen_job(job.pk, by=somebody, now=LATER)
        assert (refused.value.code, refused.value.context["settled_at"]) == ("too_late", NOON)
    assert reopen_job(job.pk, by=ana, now=LATER - timedelta(seconds=1))


def test_no_hours_at_all_switch_it_off(job: Job, ana: Reviewer, settings: Settings) -> None:
    settings.REOPEN_HOURS = 0
    job.refresh_from_db()
    assert not may_reopen(job, by=ana, now=NOON)


def test_a_job_that_waits_has_nothing_to_reopen(ana: Reviewer) -> None:
    with pytest.raises(Conflict) as refused:
        reopen_job(a_job().pk, by=ana, now=NOON)
    assert refused.value.code == "not_settled"


def test_pressing_twice_opens_it_once(job: Job, ana: Reviewer) -> None:
    reopen_job(job.pk, by=ana, now=LATER)
    with pytest.raises(Conflict) as refused:
        reopen_job(job.pk, by=ana, now=LATER)
    assert refused.value.code == "not_settled"
    assert Review.objects.active().count() == 1


def test_a_job_of_another_team_is_not_there(cy: Reviewer, lea: Reviewer) -> None:
    job = a_job(queue=a_queue("north", a_team("north", cy)))
    settle(job, cy)
    with pytest.raises(NotFound):
        reopen_job(job.pk, by=lea, now=LATER)


def test_a_second_look_stays_a_second_look(ana: Reviewer, ben: Reviewer, lea: Reviewer) -> None:
    a_queue("second", stage=ReviewStage.SECOND)
    job = a_job(external_id="job-2")
    settle(job, ana, "review")
    settle(job, ben, "pass")
    with pytest.raises(NotAllowed):
        reopen_job(job.pk, by=ana, now=LATER)
    review = reopen_job(job.pk, by=ben, now=LATER)
    assert review
    assert (review.reviewer, review.stage) == (ben, ReviewStage.SECOND)
    assert settle(job, ben, "pass", LATER).supersedes


def test_a_lead_who_escalated_it_reopens_it_for_others(lea: Reviewer, ben: Reviewer) -> None:
    a_queue("second", stage=ReviewStage.SECOND)
    job = a_job(external_id="job-2")
    settle(job, lea, "review")
    settle(job, ben, "pass")
    assert reopen_job(job.pk, by=lea, now=LATER, reason="a wrong policy") is None
    assert Job.objects.get(pk=job.pk).review_state == ReviewState.WAITING
    assert claim.claim(job.pk, by=ben, now=LATER)


def test_an_analyst_reopens_nothing(job: Job, db: None) -> None:
    noa = person("noa", Role.ANALYST)
    assert not may_reopen(Job.objects.get(pk=job.pk), by=noa, now=LATER)
    with pytest.raises(NotAllowed):
        reopen_job(job.pk, by=noa, now=LATER)


def test_what_a_rule_settled_is_opened_by_a_lead_and_no_rule_settles_it_again(lea: Reviewer, ana: Reviewer) -> None:
    rule = AutoSettleRule.objects.create(name="calm", verdict="pass", is_active=True, human_sample_rate=0.01)
    job = a_job(suggestion=Suggestion.PASS, sampling_seed=1_000_002, ready_at=None)
    routing.route_job(job, now=NOON)
    job.refresh_from_db()
    assert (job.review_state, job.auto_rule) == (ReviewState.SETTLED, rule)
    with pytest.raises(NotAllowed):
        reopen_job(job.pk, by=ana, now=LATER)
    reopen_job(job.pk, by=lea, now=LATER, reason="a wrong policy")
    job.refresh_from_db()
    # No rule holds it any more; what was drawn stays drawn.
    assert (job.auto_rule, job.sampling_rate, job.review_state) == (None, 0.01, ReviewState.CLAIMED)


def test_a_verdict_of_somebody_else_is_reopened_only_with_a_reason_that_is_kept(job: Job, lea: Reviewer) -> None:
    for reason, code in (("", "reason_required"), (" ", "reason_required"), ("x" * 4001, "bad_reason")):
        with pytest.raises(Invalid) as refused:
            reopen_job(job.pk, by=lea, now=LATER, reason=reason)
        assert (refused.value.code, refused.value.field) == (code, "reason")
    review = reopen_job(job.pk, by=lea, now=LATER, reason="a wrong policy")
    assert review is not None
    assert review.reason is not None
    assert (review.reason.text, review.reason.written_by) == ("a wrong policy", lea)
    assert "a wrong policy" not in AuditEntry.objects.get(action="job.reopened_by_person").body
    assert audit.verify_trail().is_whole
    Note.objects.filter(pk=review.reason.pk).update(text="another one")
    assert not audit.verify_trail().is_whole


def test_the_reason_is_kept_also_when_the_job_is_reopened_for_others(lea: Reviewer, ben: Reviewer) -> None:
    a_queue("second", stage=ReviewStage.SECOND)
    job = a_job(external_id="job-2")
    settle(job, lea, "review")
    settle(job, ben, "pass")
    assert reopen_job(job.pk, by=lea, now=LATER, reason="a wrong policy") is None
    review = Review.objects.get(reason__text="a wrong policy")
    assert (review.reviewer, review.outcome, review.claimed_at) == (lea, ReviewOutcome.RELEASED, LATER)
    assert audit.verify_trail().is_whole
    assert claim.claim(job.pk, by=ben, now=LATER)
