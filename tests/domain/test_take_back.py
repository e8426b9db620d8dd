"""A verdict that is taken back: what stood before stands again, and nothing that nobody chose takes its place."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from reviews import audit
from reviews.access.errors import Conflict, Invalid
from reviews.models import AuditEntry, Decision, Finding, Job, Reviewer
from reviews.timeline import timeline_data
from reviews.vocabulary import DecisionTarget, FindingSource
from tests.builders import a_policy
from tests.domain.take_back_desk import Desk, conflict, rates
from tests.verdicts import add_manual_finding, record_batch, record_verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(ana: Reviewer) -> Desk:
    return Desk(ana)


def test_a_first_verdict_that_is_taken_back_leaves_the_finding_undecided(desk: Desk) -> None:
    first = desk.decide("pass", note="a doll", policy_id=a_policy().pk).decision
    done = desk.take_back()
    undo = Decision.objects.get(pk=done.decision.pk)
    assert (undo.verdict, undo.supersedes, undo.restores, undo.decided_by) == ("", first, None, desk.by)
    assert (undo.policy, undo.note, undo.takes_back, undo.is_override) == (None, None, True, False)
    assert desk.counts == (0, 0, 3, 0)
    assert (done.rollup.decided, done.rollup.suggests) == (0, "block")
    assert timeline_data.current_verdicts(desk.job)["findings"] == {}
    assert list(Decision.objects.standing()) == []


def test_no_report_counts_what_was_taken_back(desk: Desk) -> None:
    desk.decide("pass")
    assert rates()["finding"] == {"decided": 1, "overridden": 1, "rate": 1.0}
    desk.take_back()
    assert rates()["finding"] == {"decided": 0, "overridden": 0, "rate": None}


def test_an_agreement_that_is_taken_back_is_no_agreement_any_more(desk: Desk) -> None:
    desk.decide("block")
    desk.take_back()
    assert rates()["finding"] == {"decided": 0, "overridden": 0, "rate": None}
    assert not Decision.objects.verdicts().exclude(superseded_by__isnull=False).exists()


def test_a_changed_mind_that_is_taken_back_is_the_persons_own_earlier_choice(desk: Desk) -> None:
    first = desk.decide("pass", note="a doll", policy_id=a_policy().pk).decision
    changed = desk.decide("review").decision
    undo = desk.take_back().decision
    undo.refresh_from_db()
    assert (undo.verdict, undo.restores, undo.supersedes) == ("pass", first, changed)
    assert (undo.policy, undo.note_text) == (first.policy, "a doll")
    assert desk.counts == (1, 0, 2, 1)
    assert list(Decision.objects.standing()) == [first]
    verdict, who, _at, note, policy = timeline_data.current_verdicts(desk.job)["findings"][desk.findings[0].pk]
    assert (verdict, who, note, policy) == ("pass", "Ana", "a doll", first.policy and first.policy.code)
    assert rates()["finding"] == {"decided": 1, "overridden": 1, "rate": 1.0}
    desk.take_back()
    assert desk.counts == (0, 0, 3, 0)
    with conflict("nothing_to_take_back"):
        desk.take_back()


def test_what_is_decided_after_an_undo_goes_back_to_what_the_undo_left(desk: Desk) -> None:
    first = desk.decide("pass").decision
    desk.decide("review")
    desk.take_back()
    desk.decide("block")
    assert desk.take_back().decision.restores == first
    desk.take_back()
    desk.decide("review")
    assert desk.take_back().decision.restores is None
    assert desk.counts == (0, 0, 3, 0)


def test_anothers_earlier_verdict_stands_again_as_theirs(desk: Desk, ana: Reviewer, ben: Reviewer) -> None:
    of_ana = desk.decide("pass").decision
    desk.hand_over(ben)
    desk.decide("review")
    undo = desk.take_back().decision
    undo.refresh_from_db()
    assert (undo.verdict, undo.restores, undo.decided_by) == ("", of_ana, ben)
    assert desk.counts == (1, 0, 2, 1)
    assert timeline_data.current_verdicts(desk.job)["findings"][desk.findings[0].pk][:2] == ["pass", "Ana"]
    assert list(Decision.objects.standing()) == [of_ana]
    assert not Decision.objects.filter(decided_by=ben, verdict="pass").exists()


def test_somebody_elses_verdict_is_not_taken_back(desk: Desk, ana: Reviewer, ben: Reviewer) -> None:
    desk.decide("pass")
    desk.hand_over(ben)
    desk.decide("review")
    desk.hand_over(ana)
    with conflict("decided_by_other") as refused:
        desk.take_back()
    assert refused.value.message.startswith("The verdict that counts here is by Ben, and you can take back only")
    with conflict("decided_by_other"):
        record_batch(desk.job.pk, finding_ids=desk.ids[:1], take_back=True, **desk.sent())
    assert desk.counts == (0, 1, 2, 1)


def test_a_detection_is_taken_back_by_itself(desk: Desk) -> None:
    desk.decide("pass", on=desk.box)
    desk.decide("review")
    desk.take_back(on=desk.box)
    said = timeline_data.current_verdicts(desk.job)
    assert (said["detections"], list(said["findings"])) == ({}, desk.ids[:1])
    assert desk.counts == (0, 1, 2, 1)


def test_many_are_taken_back_in_one_act_each_to_what_it_was(desk: Desk) -> None:
    desk.decide("review")
    record_batch(desk.job.pk, finding_ids=desk.ids, verdict="pass", **desk.sent(note="all dolls"))
    assert desk.counts == (3, 0, 0, 3)
    sent = desk.sent(finding_ids=desk.ids, take_back=True)
    done = record_batch(desk.job.pk, **sent)
    assert (done.verdict, done.undecided, done.restored) == ("", 2, 1)
    assert desk.counts == (0, 1, 2, 1)
    assert record_batch(desk.job.pk, **sent) == done
    rows = Decision.objects.filter(pk__in=done.decisions).order_by("finding_id")
    assert [(row.verdict, row.restores_id is not None) for row in rows] == [("review", True), ("", False), ("", False)]
    assert rates()["finding"] == {"decided": 1, "overridden": 1, "rate": 1.0}
    entry = AuditEntry.objects.get(action="decisions.taken_back")
    assert '"restored":1,' in entry.body
    assert '"undecided":2,' in entry.body
    assert audit.verify_trail().is_whole


def test_many_are_taken_back_all_or_none(desk: Desk) -> None:
    desk.decide("pass")
    with conflict("nothing_to_take_back"):
        record_batch(desk.job.pk, finding_ids=desk.ids, take_back=True, **desk.sent())
    assert desk.counts == (1, 0, 2, 1)


def test_an_added_finding_that_is_taken_back_is_off_the_page_and_in_the_history(desk: Desk) -> None:
    where: dict[str, Any] = {"kind": "frame", "start_ms": 1, "end_ms": 2, "category": "weapon", "box": (1, 1, 9, 9)}
    added = add_manual_finding(desk.job.pk, verdict="block", **where, **desk.sent()).decision.finding
    assert added is not None
    before = Job.objects.get()
    assert (before.findings_count, before.block_count, before.decided_count) == (4, 4, 1)
    desk.take_back(on=added)
    after = Job.objects.get()
    assert (after.findings_count, after.block_count, after.decided_count) == (3, 3, 0)
    assert after.detections_count == before.detections_count - 1
    assert after.evidence_version == before.evidence_version + 1
    assert b"weapon" not in timeline_data.build_json(after)
    assert Finding.objects.filter(pk=added.pk, source=FindingSource.PERSON).exists()
    assert Decision.objects.filter(finding=added).count() == 2
    for again in ({"verdict": "pass"}, {"take_back": True}):
        with conflict("finding_taken_back"):
            desk.decide(on=added, **again)
        with conflict("finding_taken_back"):
            record_batch(desk.job.pk, finding_ids=[added.pk], **again, **desk.sent())
    assert audit.verify_trail().is_whole


def test_an_added_finding_with_a_changed_verdict_first_gets_its_old_one_again(desk: Desk) -> None:
    where: dict[str, Any] = {"kind": "frame", "start_ms": 1, "end_ms": 2, "category": "weapon"}
    added = add_manual_finding(desk.job.pk, verdict="block", **where, **desk.sent()).decision.finding
    desk.decide("review", on=added)
    desk.take_back(on=added)
    assert desk.counts == (0, 0, 4, 1)
    record_batch(desk.job.pk, finding_ids=[added.pk if added else 0], take_back=True, **desk.sent())
    assert desk.counts == (0, 0, 3, 0)
    assert Job.objects.get().findings_count == 3


def test_the_same_key_answers_the_same_undo(desk: Desk) -> None:
    desk.decide("pass", note="a doll")
    desk.decide("review")
    sent = desk.sent(target=DecisionTarget.FINDING, target_id=desk.ids[0], take_back=True)
    first = record_verdict(desk.job.pk, **sent)
    assert record_verdict(desk.job.pk, **sent).decision == first.decision
    with conflict("key_reused"):
        record_verdict(desk.job.pk, **{**sent, "take_back": False, "verdict": "pass"})


@pytest.mark.parametrize("old", [{"version": 1}, {"fence": 99}])
def test_version_and_fence_are_checked_as_for_every_verdict(desk: Desk, old: dict[str, int]) -> None:
    desk.decide("pass")
    with pytest.raises(Conflict) as refused:
        desk.take_back(**old)
    assert refused.value.code in {"stale_version", "claim_lost"}
    assert desk.counts == (1, 0, 2, 1)


@pytest.mark.parametrize(
    "said",
    [
        {"verdict": "pass"},
        {"note": "why"},
        {"policy_id": 1},
        {"target": DecisionTarget.JOB, "target_id": 0},
    ],
)
def test_an_undo_gives_no_verdict_policy_or_note_and_is_not_about_a_job(desk: Desk, said: dict[str, Any]) -> None:
    desk.decide("pass")
    sent = desk.sent(target=DecisionTarget.FINDING, target_id=desk.ids[0], take_back=True)
    with pytest.raises(Invalid, check=lambda error: error.code == "bad_take_back"):
        record_verdict(desk.job.pk, **{**sent, **said})


@pytest.mark.parametrize("wrong", [{"supersedes": None}, {"verdict": "maybe"}])
def test_the_database_refuses_an_empty_verdict_that_takes_nothing_back(desk: Desk, wrong: dict[str, Any]) -> None:
    desk.decide("pass")
    undo = desk.take_back().decision
    undo.pk, undo.idempotency_key, undo.supersedes_id = None, "other", undo.pk
    for name, value in wrong.items():
        setattr(undo, name, value)
    with pytest.raises(DatabaseError), transaction.atomic():
        undo.save(force_insert=True)
