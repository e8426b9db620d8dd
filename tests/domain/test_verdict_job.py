"""The verdict on a whole job."""

from typing import Any

import pytest

from reviews import audit
from reviews.access.errors import Conflict, Invalid
from reviews.decisions.claims import claim
from reviews.decisions.verdicts.rollup import rollup_of_job
from reviews.decisions.verdicts.verdict_base import RecordedVerdict
from reviews.models import AuditEntry, Decision, Job, Policy, Review, Reviewer
from reviews.vocabulary import JobState, ReviewOutcome, ReviewState, Suggestion
from tests.builders import NOON, a_finding, a_job, a_policy
from tests.verdicts import submit_verdict

pytestmark = pytest.mark.django_db


def settle(job: Job, by: Reviewer, verdict: str = "block", **changes: Any) -> RecordedVerdict:
    asked = {"version": 1, "fence": 1, "idempotency_key": "k", "policy_id": Policy.objects.get(code="NUD-2").pk}
    return submit_verdict(job.pk, **{"by": by, "now": NOON, "verdict": verdict, **asked, **changes})


@pytest.fixture
def job(ana: Reviewer) -> Job:
    job = a_job()
    a_finding(job)
    claim.claim(job.pk, by=ana, now=NOON)
    return job


def test_submitting_settles_the_job_and_ends_the_review(job: Job, ana: Reviewer) -> None:
    settled = settle(job, ana)
    job.refresh_from_db()
    assert (job.review_state, job.verdict, job.settled_at) == (ReviewState.SETTLED, "block", NOON)
    assert (job.version, settled.job_version) == (2, 2)
    review = Review.objects.get()
    assert (review.outcome, review.verdict, review.ended_at) == (ReviewOutcome.SUBMITTED, "block", NOON)
    assert (settled.decision.target, settled.decision.machine_suggestion) == ("job", "block")
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {"decision.recorded", "job.settled"}
    assert audit.verify_trail().is_whole


def test_a_policy_replaced_since_the_page_was_drawn_names_the_newer_version(job: Job, ana: Reviewer) -> None:
    old, newer = a_policy("REP-1", is_active=False), a_policy("REP-1", version=3)
    a_policy("REP-1", version=2, is_active=False)
    with pytest.raises(Invalid, match="REP-1 v1 was replaced by REP-1 v3") as refused:
        settle(job, ana, policy_id=old.pk)
    assert (refused.value.code, refused.value.field) == ("policy_replaced", "policy_id")
    assert refused.value.context == {"newer_id": newer.pk, "newer_name": "REP-1 v3"}
    assert not Decision.objects.exists()
    assert settle(job, ana, policy_id=newer.pk).decision.policy == newer


def test_a_policy_retired_since_the_page_was_drawn_says_so(job: Job, ana: Reviewer) -> None:
    with pytest.raises(Invalid, match="OLD-1 v1 is retired") as refused:
        settle(job, ana, policy_id=a_policy("OLD-1", is_active=False).pk)
    assert (refused.value.code, refused.value.field) == ("policy_not_allowed", "policy_id")


def test_a_retry_whose_policy_was_retired_meanwhile_answers_the_same(job: Job, ana: Reviewer) -> None:
    used = a_policy("USED-1")
    first = settle(job, ana, policy_id=used.pk)
    a_policy("USED-1", is_active=False)
    assert settle(job, ana, policy_id=used.pk).decision == first.decision


def test_block_needs_a_policy_that_allows_it(job: Job, ana: Reviewer) -> None:
    with pytest.raises(Invalid, match="choose the policy") as refused:
        settle(job, ana, policy_id=None)
    assert (refused.value.code, refused.value.field) == ("policy_required", "policy_id")
    only_review = a_policy("REV-1", allowed_verdicts=["review"])
    with pytest.raises(Invalid) as refused:
        settle(job, ana, policy_id=only_review.pk)
    assert refused.value.code == "policy_not_allowed"
    assert not Decision.objects.exists()


def test_contradicting_the_findings_needs_a_note(job: Job, ana: Reviewer) -> None:
    with pytest.raises(Invalid, match="explains why") as refused:
        settle(job, ana, "pass", policy_id=None, note=" ")
    assert (refused.value.code, refused.value.field, refused.value.context["suggests"]) == (
        "note_required",
        "note",
        "block",
    )
    assert settle(job, ana, "pass", policy_id=None, note="a museum").decision.is_override


def test_a_retry_answers_the_same_and_another_verdict_is_refused(job: Job, ana: Reviewer) -> None:
    first = settle(job, ana)
    assert settle(job, ana).decision == first.decision
    with pytest.raises(Conflict) as refused:
        settle(job, ana, "pass", note="changed my mind")
    assert refused.value.code == "key_reused"
    with pytest.raises(Conflict) as refused:
        settle(job, ana, idempotency_key="other")
    assert (refused.value.code, refused.value.context["verdict"]) == ("already_settled", "block")
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(("change", "code"), [({"version": 9}, "stale_version"), ({"fence": 9}, "claim_lost")])
def test_a_stale_or_fenced_off_submit_is_refused(job: Job, ana: Reviewer, change: dict[str, Any], code: str) -> None:
    with pytest.raises(Conflict) as refused:
        settle(job, ana, **change)
    assert refused.value.code == code
    assert Job.objects.get().review_state == ReviewState.CLAIMED


@pytest.mark.parametrize(
    ("fields", "suggests"),
    [
        ({"pass_count": 5, "review_count": 1}, "review"),
        ({"pass_count": 5, "block_count": 1, "review_count": 9}, "block"),
        ({"pass_count": 5, "suggestion": "block"}, "pass"),
        ({"suggestion": "pass"}, "pass"),
        ({"suggestion": ""}, "review"),
        ({"suggestion": "pass", "state": JobState.FAILED}, "review"),
        ({"pass_count": 2, "state": JobState.LOST}, "review"),
        ({"block_count": 2, "state": JobState.LOST}, "block"),
    ],
)
def test_the_rollup_proposes_the_worst_and_fails_closed(fields: dict[str, Any], suggests: str) -> None:
    assert (
        rollup_of_job(Job(**{"suggestion": Suggestion.BLOCK, "state": JobState.SUCCEEDED, **fields})).suggests
        == suggests
    )
