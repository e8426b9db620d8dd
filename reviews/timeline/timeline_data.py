"""The machine's words and the people's verdicts of one job, as columns.

A column is a JSON list, or `{"same": v}` when every row has the same value, or `{"from": a, "steps": column}` for whole
numbers that are sent as differences. Text is sent once, in `strings`; a text column holds places in it. A time or score
of -1 and a null corner mean "none". Times are milliseconds, scores ten-thousandths, boxes source pixels. Findings stand
in time order (those without a time first), detections in the order of the provider's answer; `of` is the place of a
detection's finding; `gone_at` is since when the provider leaves a finding out, in seconds of 1970, 0 for never;
`source` is 0 for the machine and 1 for a person, who leaves the suggestion empty.
"""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import F, TextField
from django.db.models.functions import Cast

from reviews.models import Decision, Detection, Finding, Job, TimelineColumns
from reviews.models.finding_columns import DetectionFacts, FindingFacts, text_columns
from reviews.redaction import get_public_text
from reviews.timeline.column_encoding import StringTable, encode_column, encode_steps
from reviews.vocabulary import FindingSource

Row = tuple[Any, ...]

FORMAT = 6
GZIP_LEVEL = 4  # measured: 5 % larger than level 6, in half the time

_FINDING = ("id", *FindingFacts._fields, "still_file", "source", "withdrawn_at", "unreported_since")
# A detection's position is its place in the list; its spans are read as text.
_DETECTION = (
    "finding_id",
    "id",
    *("spans_text" if name == "spans" else name for name in DetectionFacts._fields if name != "position"),
)
_TEXTS = text_columns(FindingFacts) | text_columns(DetectionFacts)
_STEPS = {"start_ms", "end_ms"}


@dataclass(frozen=True)
class CompressedColumns:
    """gzip JSON and its strong ETag (quotes included)."""

    body_gzip: bytes
    etag: str


def timeline_columns(job: Job) -> CompressedColumns:
    """What the machine said about `job`: one query when this evidence version is kept, else two reads and a write."""
    kept = TimelineColumns.objects.filter(pk=job.pk, evidence_version=job.evidence_version).first()
    if kept and kept.etag == _etag(job):
        return CompressedColumns(bytes(kept.body_gzip), kept.etag)
    built = CompressedColumns(gzip.compress(build_json(job), GZIP_LEVEL, mtime=0), _etag(job))
    _store_columns(job, built)
    return built


def _etag(job: Job) -> str:
    # The video's facts arrive after the findings and do not grow the evidence version, but they stand in the body.
    return f'"{FORMAT}-{job.pk}-{job.evidence_version}-{job.duration_ms or 0}-{job.width or 0}x{job.height or 0}"'


def _store_columns(job: Job, built: CompressedColumns) -> None:
    # The evidence may have moved on while we read: only a build of the version that still stands is kept.
    with transaction.atomic():
        if Job.objects.filter(pk=job.pk, evidence_version=job.evidence_version).exists():
            TimelineColumns.objects.update_or_create(
                pk=job.pk,
                defaults={
                    "evidence_version": job.evidence_version,
                    "body_gzip": built.body_gzip,
                    "etag": built.etag,
                },
            )


def build_json(job: Job) -> bytes:
    """The JSON itself: two queries, no model instances."""
    strings = StringTable()
    # What a person added and took back is seen no more: only the history tells of it.
    seen = Finding.objects.filter(job_id=job.pk).exclude(source=FindingSource.PERSON, withdrawn_at__isnull=False)
    found = list(seen.order_by(F("start_ms").asc(nulls_first=True), "id").values_list(*_FINDING))
    places = {row[0]: place for place, row in enumerate(found)}
    detected = list(
        Detection.objects.filter(finding__job_id=job.pk)
        .annotate(spans_text=Cast("spans", TextField()))
        .order_by("finding_id", "position")
        .values_list(*_DETECTION)
    )
    detected = [row for row in detected if row[0] in places]
    return msgspec.json.encode(
        {
            "format": FORMAT,
            "job": job.pk,
            "evidence_version": job.evidence_version,
            "duration_ms": job.duration_ms or 0,
            "width": job.width or 0,
            "height": job.height or 0,
            "frame_interval_ms": job.frame_interval_ms or 0,
            "findings": _findings(found, strings),
            "detections": _detections(detected, places, strings),
            "strings": strings.values,
        }
    )


def _findings(rows: list[Row], strings: StringTable) -> dict[str, Any]:
    if not rows:
        return {"count": 0}
    columns = dict(zip(_FINDING, zip(*rows, strict=True), strict=True))
    # A provider may send a signed link instead of a name.
    columns["snapshot_object"] = objects = tuple(get_public_text(name) for name in columns["snapshot_object"])
    return {
        "count": len(rows),
        "id": encode_steps(columns["id"]),
        **{name: _encode_fact(name, columns[name], strings) for name in FindingFacts._fields},
        "has_still": encode_column(
            [1 if one or other else 0 for one, other in zip(objects, columns["still_file"], strict=True)]
        ),
        "source": encode_column([1 if source == FindingSource.PERSON else 0 for source in columns["source"]]),
        "is_withdrawn": encode_column([0 if at is None else 1 for at in columns["withdrawn_at"]]),
        "gone_at": encode_column(
            [
                _epoch_seconds(since or at)
                for since, at in zip(columns["unreported_since"], columns["withdrawn_at"], strict=True)
            ]
        ),
    }


def _epoch_seconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment else 0


def _detections(rows: list[Row], places: dict[int, int], strings: StringTable) -> dict[str, Any]:
    if not rows:
        return {"count": 0}
    columns = dict(zip(_DETECTION, zip(*rows, strict=True), strict=True))
    columns["spans"] = columns.pop("spans_text")
    # Sizes are a quarter fewer bytes than the far corner, for things of one kind are about one size.
    columns["width"] = _sizes(columns["x1"], columns.pop("x2"))
    columns["height"] = _sizes(columns["y1"], columns.pop("y2"))
    sent = {"x2": "width", "y2": "height"}
    facts = [sent.get(name, name) for name in DetectionFacts._fields if name not in ("position", "is_withdrawn")]
    return {
        "count": len(rows),
        "of": encode_steps([places[owner] for owner in columns["finding_id"]]),
        "id": encode_steps(columns["id"]),
        **{name: _encode_fact(name, columns[name], strings) for name in facts},
        "is_withdrawn": encode_column([1 if flag else 0 for flag in columns["is_withdrawn"]]),
    }


def _encode_fact(name: str, values: Sequence[Any], strings: StringTable) -> Any:
    if name in _TEXTS:
        return encode_column(strings.place_column(values))
    if name in _STEPS:
        return encode_steps(values)
    return encode_column(_scores(values) if name == "score" else values)


def _sizes(starts: Row, ends: Row) -> Row:
    return tuple(None if a is None or b is None else b - a for a, b in zip(starts, ends, strict=True))


def _scores(values: Sequence[float | None]) -> list[int]:
    return [-1 if value is None else round(value * 10_000) for value in values]


def current_verdicts(job: Job) -> dict[str, Any]:
    """The human verdicts of `job` that count now, by who chose them: one query.

    `findings` and `detections` map an id to [verdict, who, when in ms since 1970, note, policy code]; `job` is one such
    list or None.
    """
    answer: dict[str, Any] = {"findings": {}, "detections": {}, "job": None}
    rows = (
        Decision.objects.standing()
        .filter(job_id=job.pk)
        .order_by("id")
        .values_list(
            "target",
            "finding_id",
            "detection_id",
            "verdict",
            "decided_by_name",
            "decided_at",
            "note__text",
            "policy__code",
        )
    )
    for target, finding, detection, verdict, who, at, note, policy in rows:
        said = [verdict, who, int(at.timestamp() * 1000), note or "", policy or ""]
        if target == "job":
            answer["job"] = said
        else:
            answer[f"{target}s"][finding if target == "finding" else detection] = said
    return answer
