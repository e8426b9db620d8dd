"""What the machine said is declared once: model, stored rows and timeline have the same columns in the same order."""

import gzip
import json

import pytest

from reviews.models import Detection, Finding
from reviews.models.finding_columns import DetectionFacts, FindingFacts
from reviews.providers.results import Box, ObjectRef
from reviews.sync.bulk import DETECTION_COLUMNS
from reviews.sync.rows import detection_rows, finding_facts
from reviews.timeline.timeline_data import timeline_columns
from reviews.vocabulary import BoxKind
from tests.builders import a_detection, a_finding, a_job
from tests.domain.result_builders import a_detection_result, a_frame_result

# Columns of our own: identity, the still that we keep, who added it, when it changed.
OURS = {
    Finding: {
        "id", "job", "key", "still_file", "source", "added_by", "first_seen_at", "changed_at", "unreported_since",
        "withdrawn_at",
    },
    Detection: {"id", "finding", "key"},
}  # fmt: skip


@pytest.mark.parametrize(("model", "facts"), [(Finding, FindingFacts), (Detection, DetectionFacts)])
def test_every_column_that_the_machine_fills_is_declared(
    model: type[Finding | Detection], facts: type[FindingFacts | DetectionFacts]
) -> None:
    assert {field.name for field in model._meta.concrete_fields} - OURS[model] == set(facts._fields)


def test_a_finding_is_stored_in_the_declared_order() -> None:
    result = a_frame_result(
        1, end_ms=2, suggestion_raw="raw", label="a label", score=0.5, snapshot=ObjectRef("b", "somewhere", "name")
    )
    facts = FindingFacts(*finding_facts(result))._asdict()
    where = {f"snapshot_{name}": facts.pop(f"snapshot_{name}") for name in ("bucket", "location", "object")}
    assert where == {"snapshot_bucket": "b", "snapshot_location": "somewhere", "snapshot_object": "name"}
    assert facts == {name: getattr(result, name) for name in facts}


def test_a_detection_is_stored_in_the_declared_order() -> None:
    box = Box(1, 2, 3, 4, BoxKind.FACE)
    result = a_detection_result(box=box, suggestion_raw="raw", score_raw="1.5", content="qr", spans=("a", "b"))
    (row,) = detection_rows((result,), 9)
    facts = DetectionFacts(*row[2:])._asdict()
    assert DETECTION_COLUMNS[2:] == DetectionFacts._fields
    assert [facts.pop(name) for name in ("x1", "y1", "x2", "y2", "box_kind")] == [1, 2, 3, 4, "face"]
    assert (facts.pop("position"), facts.pop("spans"), facts.pop("is_withdrawn")) == (0, '["a","b"]', False)
    assert facts == {name: getattr(result, name) for name in facts}


@pytest.mark.django_db
def test_the_timeline_sends_every_declared_column() -> None:
    job = a_job()
    a_detection(a_finding(job))
    sent = json.loads(gzip.decompress(timeline_columns(job).body_gzip))
    assert set(FindingFacts._fields) <= set(sent["findings"])
    # The position is the place in the list, the far corner is sent as a size.
    assert set(DetectionFacts._fields) - {"position", "x2", "y2"} | {"width", "height"} <= set(sent["detections"])
