"""A payload in our words, not stored yet. Units: `_ms` integers, scores 0..1, boxes in source pixels.

`gc=False`: tens of thousands of these live at once and none can be part of a cycle, so the collector skips them.
"""

from datetime import datetime
from typing import Any

import msgspec

from reviews.vocabulary import BoxKind, FindingKind, JobState, Suggestion


class ObjectRef(msgspec.Struct, frozen=True, gc=False):
    """An object in a store: bucket, location (e.g. ``oss-cn-shanghai``) and key."""

    bucket: str
    location: str
    key: str


class Box(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Top left and bottom right corner in source pixels, as the provider gave them (not clamped)."""

    x1: int
    y1: int
    x2: int
    y2: int
    kind: BoxKind = BoxKind.OTHER


class Warning(msgspec.Struct, frozen=True, gc=False):
    """Something dropped, clamped or unknown: a stable code, where (a path without indexes), how often."""

    code: str
    path: str
    count: int = 1


class DetectionResult(msgspec.Struct, frozen=True, gc=False):
    """One label inside a finding. `key` is unique inside the finding and the same on every sync."""

    key: str
    category: str
    label: str
    suggestion: Suggestion
    suggestion_raw: str = ""
    score: float | None = None
    score_raw: str = ""  # set only when the score was clamped or was no number
    box: Box | None = None
    content: str = ""
    spans: tuple[str, ...] = ()


class FindingResult(msgspec.Struct, frozen=True, gc=False):
    """One frame, audio segment, text, cover or whole-video summary. `key` is unique inside the job and stable."""

    key: str
    kind: FindingKind
    suggestion: Suggestion
    suggestion_raw: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    category: str = ""
    label: str = ""
    score: float | None = None
    text: str = ""
    snapshot: ObjectRef | None = None
    detections: tuple[DetectionResult, ...] = ()


class JobResult(msgspec.Struct, frozen=True):
    """A whole job as the provider tells it. Empty strings mean "not said"."""

    external_id: str
    state: JobState
    state_raw: str = ""
    suggestion: Suggestion | None = None  # None until the provider gave one; unknown words become REVIEW
    suggestion_raw: str = ""
    title: str = ""
    source_url: str = ""  # http(s) address, or oss://bucket/key
    source_location: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    finished_at: datetime | None = None
    error_code: str = ""
    error_message: str = ""
    request_id: str = ""
    request_params: dict[str, Any] = {}
    user_data: str = ""
    biz_type: str = ""
    pipeline_id: str = ""
    output: ObjectRef | None = None
    frame_interval_ms: int | None = None
    findings: tuple[FindingResult, ...] = ()
    warnings: tuple[Warning, ...] = ()
