"""One verdict on findings and detections together: what a stretch is made of, and nothing beside it."""

from typing import Any

import pytest

from reviews import audit
from reviews.access.errors import Invalid, NotFound
from reviews.models import AuditEntry, Decision, Detection, Reviewer
from reviews.timeline import timeline_data
from tests.builders import a_detection, a_finding, a_job
from tests.domain.audit_story import differences, edit, with_triggers_off
from tests.domain.take_back_desk import Desk, conflict, rates
from tests.verdicts import record_batch

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(ana: Reviewer) -> Desk:
    """The first frame holds an advertisement besides its first detection; the other frames hold one thing each."""
    desk = Desk(ana)
    a_detection(desk.findings[0], category="ad", label="banner", suggestion="review", key="ad", score=0.4)
    return desk


def ads() -> list[int]:
    return list(Detection.objects.filter(category="ad").values_list("pk", flat=True))


def test_a_verdict_on_findings_and_detections_touches_only_these(desk: Desk) -> None:
    sent = desk.sent(finding_ids=desk.ids[1:2], detection_ids=ads() * 2, verdict="pass", note="our own")
    done = record_batch(desk.job.pk, **sent)
    rows = list(Decision.objects.order_by("id"))
    assert [row.pk for row in rows] == done.decisions
    said = [(row.target, row.finding_id, row.detection_id, row.machine_suggestion) for row in rows]
    assert said == [
        ("finding", desk.ids[1], None, "block"),
        ("detection", desk.ids[0], ads()[0], "review"),
    ]
    assert (rows[1].machine_score, rows[1].note_text, rows[1].idempotency_key) == (0.4, "our own", "key-1#1")
    assert desk.counts == (1, 0, 2, 1)  # the frame of the advertisement keeps the machine's word
    verdicts = timeline_data.current_verdicts(desk.job)
    assert (list(verdicts["findings"]), list(verdicts["detections"])) == (desk.ids[1:2], ads())
    assert record_batch(desk.job.pk, **sent) == done
    entry = AuditEntry.objects.get(action="decisions.recorded")
    assert '"detections":1,' in entry.body
    assert audit.verify_trail().is_whole
    assert (rates()["finding"]["decided"], rates()["detection"]["decided"]) == (1, 1)


def test_the_same_key_for_other_detections_is_refused(desk: Desk) -> None:
    sent = desk.sent(finding_ids=desk.ids[1:2], detection_ids=ads(), verdict="pass")
    record_batch(desk.job.pk, **sent)
    with conflict("key_reused"):
        record_batch(desk.job.pk, **{**sent, "detection_ids": []})


def test_findings_and_detections_are_taken_back_in_one_act(desk: Desk) -> None:
    desk.decide("block", on=Detection.objects.get(pk=ads()[0]))
    given = desk.sent(finding_ids=desk.ids[1:], detection_ids=ads(), verdict="pass")
    record_batch(desk.job.pk, **given)
    asked = desk.sent(finding_ids=desk.ids[1:], detection_ids=ads(), take_back=True, undoes=given["idempotency_key"])
    done = record_batch(desk.job.pk, **asked)
    assert (done.undecided, done.restored) == (2, 1)
    assert desk.counts == (0, 0, 3, 0)
    assert timeline_data.current_verdicts(desk.job)["detections"][ads()[0]][0] == "block"
    with conflict("other_verdict"):
        record_batch(desk.job.pk, **desk.sent(detection_ids=ads(), take_back=True, undoes=given["idempotency_key"]))
    assert audit.verify_trail().is_whole


def test_a_detection_of_another_job_is_refused_and_nothing_is_stored(desk: Desk) -> None:
    other = a_detection(a_finding(a_job(external_id="other")))
    with pytest.raises(NotFound, check=lambda error: error.context["missing"] == 1):
        record_batch(desk.job.pk, **desk.sent(finding_ids=desk.ids, detection_ids=[other.pk], verdict="pass"))
    assert not Decision.objects.exists()


@pytest.mark.parametrize("none", [{}, {"finding_ids": [], "detection_ids": []}, {"detection_ids": [True]}])
def test_an_act_on_nothing_is_refused(desk: Desk, none: dict[str, Any]) -> None:
    with pytest.raises(Invalid, check=lambda error: error.code == "bad_target"):
        record_batch(desk.job.pk, **desk.sent(verdict="pass", **none))


def test_a_detection_turned_into_a_finding_behind_the_desks_back_is_told(desk: Desk) -> None:
    done = record_batch(desk.job.pk, **desk.sent(finding_ids=desk.ids[1:], detection_ids=ads(), verdict="pass"))
    with_triggers_off()
    edit(Decision.objects.get(pk=done.decisions[-1]), target="finding", detection=None)
    assert differences() == {("changed", "decision", None, "rows_digest")}
