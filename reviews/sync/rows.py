"""A result in the column order of the database: tuples of plain values, nothing else."""

import json
from collections.abc import Iterator

from reviews.providers.results import DetectionResult, FindingResult
from reviews.sync.bulk import Row

# `_value_` and not `value`: the plain string behind an enum word, without the cost of a descriptor 30,000 times a job.


def finding_facts(finding: FindingResult) -> Row:
    """The finding's values in the order of `FindingFacts`, as a plain tuple: a named one costs more."""
    snapshot = finding.snapshot
    where = (snapshot.bucket, snapshot.location, snapshot.key) if snapshot else ("", "", "")
    return (
        finding.kind._value_,
        finding.start_ms,
        finding.end_ms,
        finding.suggestion._value_,
        finding.suggestion_raw,
        finding.category,
        finding.label,
        finding.score,
        finding.text,
        *where,
    )


def detection_rows(detections: tuple[DetectionResult, ...], finding_id: int) -> Iterator[Row]:
    """Rows in the order of `bulk.DETECTION_COLUMNS`."""
    for position, item in enumerate(detections):
        box = item.box
        if box is None:
            x1 = y1 = x2 = y2 = None
            box_kind = ""
        else:
            x1, y1, x2, y2, box_kind = box.x1, box.y1, box.x2, box.y2, box.kind._value_
        yield (
            finding_id,
            item.key,
            position,
            item.category,
            item.label,
            item.suggestion._value_,
            item.suggestion_raw,
            item.score,
            item.score_raw,
            x1,
            y1,
            x2,
            y2,
            box_kind,
            item.content,
            _spans(item.spans) if item.spans else "[]",
            False,
        )


def _spans(spans: tuple[str, ...]) -> str:
    return json.dumps(spans, ensure_ascii=False, separators=(",", ":"))
