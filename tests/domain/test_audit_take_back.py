"""The trail holds what was taken back and what counts again: a changed row is told."""

from typing import Any

import pytest

from reviews import audit
from reviews.models import AuditEntry, Decision, Reviewer
from tests.domain.audit_story import differences, edit, with_triggers_off
from tests.domain.take_back_desk import Desk
from tests.verdicts import record_batch

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(ana: Reviewer) -> Desk:
    return Desk(ana)


def test_the_trail_tells_of_an_undo_and_is_whole(desk: Desk) -> None:
    first = desk.decide("pass").decision
    desk.decide("review")
    undo = desk.take_back().decision
    entry = AuditEntry.objects.get(action="decision.taken_back", subject_id=undo.pk)
    assert f'"restores":{first.pk},' in entry.body
    assert '"row_digest":"v2:' in entry.body
    assert '"row_digest":"v1:' in AuditEntry.objects.get(subject="decision", subject_id=first.pk).body
    report = audit.verify_trail()
    assert (report.is_whole, report.checked["decisions"]) == (True, 3)


@pytest.mark.parametrize("changed", [{"restores": None}, {"verdict": "block"}, {"verdict": ""}])
def test_a_changed_undo_is_told(desk: Desk, changed: dict[str, Any]) -> None:
    desk.decide("pass")
    desk.decide("review")
    undo = desk.take_back().decision
    with_triggers_off()
    edit(undo, **changed)
    assert {one[:3] for one in differences()} == {("changed", "decision", undo.pk)}


def test_a_verdict_made_to_look_like_an_undo_is_told(desk: Desk) -> None:
    first = desk.decide("pass").decision
    second = desk.decide("pass").decision
    with_triggers_off()
    edit(second, restores=first)
    assert {one[:3] for one in differences()} == {("changed", "decision", second.pk)}


def test_a_changed_row_of_many_taken_back_is_told(desk: Desk) -> None:
    record_batch(desk.job.pk, finding_ids=desk.ids, verdict="pass", **desk.sent())
    record_batch(desk.job.pk, finding_ids=desk.ids, verdict="block", **desk.sent())
    done = record_batch(desk.job.pk, finding_ids=desk.ids, take_back=True, **desk.sent())
    with_triggers_off()
    edit(Decision.objects.get(pk=done.decisions[1]), verdict="review")
    assert differences() == {("changed", "decision", None, "rows_digest")}
