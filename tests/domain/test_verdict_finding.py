"""A verdict on a finding or detection."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from reviews import audit
from reviews.access.errors import Conflict, Invalid, NotAllowed, NotFound
from reviews.decisions.claims import claim
from reviews.decisions.verdicts.verdict_base import RecordedVerdict
from reviews.models import AuditEntry, Decision, Finding, Job, Reviewer
from reviews.vocabulary import DecisionTarget, FindingKind, Role, Suggestion
from tests.builders import NOON, a_detection, a_finding, a_job, a_policy
from tests.conftest import person
from tests.verdicts import record_verdict

pytestmark = pytest.mark.django_db


class Desk:
    """A claimed job, and `decide`, which fills in what the person's page would send."""

    def __init__(self, by: Reviewer) -> None:
        self.by, self.job = by, a_job()
        self.finding = a_finding(self.job)
        self.review = claim.claim(self.job.pk, by=by, now=NOON)
        self.version, self.keys = 1, 0

    def decide(self, verdict: str = "pass", **changes: Any) -> RecordedVerdict:
        self.keys += 1
        asked = {
            "by": self.by,
            "now": NOON,
            "target": DecisionTarget.FINDING,
            "target_id": self.finding.pk,
            "verdict": verdict,
            "version": self.version,
            "fence": self.review.fence,
            "idempotency_key": f"key-{self.keys}",
            **changes,
        }
        recorded = record_verdict(
            changes.pop("job_id", self.job.pk), **{k: v for k, v in asked.items() if k != "job_id"}
        )
        self.version = recorded.job_version
        return recorded


@pytest.fixture
def desk(ana: Reviewer) -> Desk:
    return Desk(ana)


def conflict(code: str) -> pytest.RaisesExc[Conflict]:
    return pytest.raises(Conflict, check=lambda error: error.code == code)


def invalid(code: str, field: str) -> pytest.RaisesExc[Invalid]:
    return pytest.raises(Invalid, check=lambda error: (error.code, error.field) == (code, field))


def test_a_decision_keeps_what_the_machine_said(desk: Desk, ana: Reviewer) -> None:
    decision = desk.decide("pass", note="a doll", took_ms=1200).decision
    decision.refresh_from_db()
    assert (decision.verdict, decision.machine_suggestion, decision.machine_score) == ("pass", "block", 0.9)
    assert (decision.payload_sha256, decision.evidence_version) == ("a" * 64, 1)
    assert (decision.decided_by, decision.decided_by_name, decision.review) == (ana, "Ana", desk.review)
    assert (decision.note_text, decision.took_ms, decision.is_override) == ("a doll", 1200, True)
    assert Finding.objects.get().suggestion == Suggestion.BLOCK


def test_the_answer_carries_the_new_version_and_rollup(desk: Desk) -> None:
    recorded = desk.decide("pass")
    assert recorded.job_version == Job.objects.get().version == 2
    assert (recorded.rollup.passes, recorded.rollup.blocks, recorded.rollup.decided) == (1, 0, 1)
    assert recorded.rollup.suggests == Suggestion.PASS


def test_a_changed_mind_is_a_chain_of_decisions(desk: Desk) -> None:
    chain = [desk.decide(verdict).decision for verdict in ("pass", "review", "block")]
    assert [decision.supersedes for decision in chain] == [None, chain[0], chain[1]]
    assert Decision.objects.current().get() == chain[2]
    job = Job.objects.get()
    assert (job.pass_count, job.review_count, job.block_count, job.decided_count) == (0, 0, 1, 1)


def test_the_audit_entry_has_no_personal_text(desk: Desk) -> None:
    desk.decide(note="secret words of ana")
    entry = AuditEntry.objects.filter(action="decision.recorded").get()
    assert "secret" not in entry.body
    assert '"note_digest":"' in entry.body
    assert '"machine_suggestion":"block"' in entry.body
    assert audit.verify_trail().is_whole


def test_a_detection_is_decided_on_its_own(desk: Desk) -> None:
    detection = a_detection(desk.finding, score=0.4)
    decided = desk.decide("review", target=DecisionTarget.DETECTION, target_id=detection.pk)
    assert (decided.decision.detection, decided.decision.finding) == (detection, desk.finding)
    assert decided.decision.machine_score == 0.4
    assert (decided.rollup.blocks, decided.rollup.decided, decided.job_version) == (1, 0, 2)
    again = desk.decide("pass", target=DecisionTarget.DETECTION, target_id=detection.pk)
    assert again.decision.supersedes == decided.decision
    assert desk.decide("pass").decision.supersedes is None


def test_a_withdrawn_finding_can_be_decided_but_is_not_counted(desk: Desk) -> None:
    gone = a_finding(desk.job, FindingKind.AUDIO)
    Finding.objects.filter(pk=gone.pk).update(withdrawn_at=NOON)
    Job.objects.update(block_count=1)
    assert desk.decide("pass", target_id=gone.pk).rollup.blocks == 1


def test_the_same_key_and_words_answer_the_stored_decision(desk: Desk) -> None:
    first = desk.decide("pass", idempotency_key="k", note="x")
    desk.decide("block")
    again = desk.decide("pass", idempotency_key="k", note="x", version=1)
    assert again.decision == first.decision
    assert again.job_version == 3
    assert Decision.objects.count() == 2


def test_the_stored_answer_is_given_even_after_the_lease_is_gone(desk: Desk, ben: Reviewer) -> None:
    first = desk.decide("pass", idempotency_key="k")
    claim.claim(desk.job.pk, by=ben, now=NOON + timedelta(hours=1))
    assert desk.decide("pass", idempotency_key="k").decision == first.decision


@pytest.mark.parametrize("change", [{"verdict": "block"}, {"note": "y"}, {"target": DecisionTarget.DETECTION}])
def test_the_same_key_with_other_words_is_refused(desk: Desk, change: dict[str, Any]) -> None:
    desk.decide("pass", idempotency_key="k")
    with conflict("key_reused"):
        desk.decide(**{"verdict": "pass", "idempotency_key": "k", **change})
    assert Decision.objects.count() == 1


def test_a_key_used_on_another_job_is_refused(desk: Desk, ana: Reviewer) -> None:
    desk.decide("pass", idempotency_key="k")
    other = a_job(external_id="other")
    finding = a_finding(other)
    review = claim.claim(other.pk, by=ana, now=NOON, hold_another=True)
    with conflict("key_reused"):
        desk.decide("pass", idempotency_key="k", job_id=other.pk, target_id=finding.pk, fence=review.fence)


def test_a_stale_write_is_refused_and_says_who_changed_what(desk: Desk) -> None:
    desk.decide("pass")
    with conflict("stale_version") as stale:
        desk.decide("block", version=1)
    assert stale.value.context == {
        "version": 2, "verdict": "pass", "taken_back": False, "decided_by": "Ana", "decided_at": NOON,
    }  # fmt: skip
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("change", [{"fence": 7}, {"now": NOON + claim.LEASE_LENGTH}])
def test_without_the_live_claim_nothing_is_written(desk: Desk, change: dict[str, Any]) -> None:
    with conflict("claim_lost"):
        desk.decide(**change)
    assert not Decision.objects.exists()


def test_somebody_elses_claim_is_not_enough(desk: Desk, ben: Reviewer) -> None:
    with conflict("claim_lost") as lost:
        desk.decide(by=ben)
    assert lost.value.context["holder"] == "Ana"


def test_a_finding_of_another_job_is_not_found(desk: Desk) -> None:
    stranger = a_finding(a_job(external_id="other"))
    for target, number in [("finding", stranger.pk), ("finding", 2**70), ("detection", stranger.pk)]:
        with pytest.raises(NotFound):
            desk.decide(target=DecisionTarget(target), target_id=number)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"verdict": "maybe"}, "unknown_verdict", "verdict"),
        ({"target": DecisionTarget.JOB}, "bad_target", "target"),
        ({"note": "a\0b"}, "bad_note", "note"),
        ({"note": "\ud800"}, "bad_note", "note"),
        ({"note": "x" * 4001}, "bad_note", "note"),
        ({"idempotency_key": ""}, "bad_key", "idempotency_key"),
        ({"idempotency_key": "k" * 101}, "bad_key", "idempotency_key"),
        ({"policy_id": 2**70}, "policy_not_allowed", "policy_id"),
    ],
)
def test_bad_input_names_the_field(desk: Desk, change: dict[str, Any], code: str, field: str) -> None:
    with invalid(code, field):
        desk.decide(**change)
    assert not Decision.objects.exists()


def test_a_policy_must_be_active_and_fit_the_verdict(desk: Desk) -> None:
    strict = a_policy("STR-1", allowed_verdicts=["block"], note_required=True)
    with invalid("policy_not_allowed", "policy_id"):
        desk.decide("pass", policy_id=strict.pk)
    with invalid("note_required", "note"):
        desk.decide("block", policy_id=strict.pk, note="  ")
    assert desk.decide("block", policy_id=strict.pk, note="why").decision.policy == strict
    retired = a_policy("OLD-1", is_active=False)
    with invalid("policy_not_allowed", "policy_id"):
        desk.decide("block", policy_id=retired.pk)


def test_an_absurd_time_spent_is_clamped(desk: Desk) -> None:
    assert desk.decide(took_ms=2**40).decision.took_ms == 2**31 - 1
    assert desk.decide(took_ms=-5).decision.took_ms == 0


def test_an_analyst_may_not_decide(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk.decide(by=person("ann", Role.ANALYST))


@pytest.mark.parametrize("statement", ["UPDATE reviews_decision SET verdict = 'pass'", "DELETE FROM reviews_decision"])
def test_the_database_refuses_to_change_a_decision(desk: Desk, statement: str) -> None:
    desk.decide("block")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_number_of_queries_does_not_grow_with_the_frames(
    desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Finding.objects.bulk_create(
        Finding(job=desk.job, key=f"f:{n}", kind="frame", suggestion="block", first_seen_at=NOON, changed_at=NOON)
        for n in range(5000)
    )
    desk.decide("pass")
    with django_assert_max_num_queries(16):
        desk.decide("block")
