"""The answer of RunQueryVideoModerationJob on the wire (contract: huawei.md section 4). Any field may be absent.

What is part of the answer names every key that we know: others are read by their shape or end in the warnings.
`row_marks` are keys that every row of a list has; by them a list is known under another name.
"""

from typing import Any, ClassVar

import msgspec


class _Wire(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    pass


class Corners(_Wire):
    top_left_x: int | None = None
    top_left_y: int | None = None
    bottom_right_x: int | None = None
    bottom_right_y: int | None = None


class Segment(_Wire):
    segment: str | None = None


class Hit(_Wire):
    """One label; hits of speech have no category and no boxes."""

    row_marks: ClassVar = ("suggestion", "confidence")

    confidence: float | None = None
    category: str | None = None
    suggestion: str | None = None
    label: str | None = None
    face_location: Corners | None = None
    qr_location: Corners | None = None
    qr_content: str | None = None
    segments: list[Segment] | None = None


class Frame(_Wire):
    """`time` is in seconds."""

    row_marks: ClassVar = ("suggestion", "time")

    suggestion: str | None = None
    category: str | None = None
    ocr_text: str | None = None
    time: float | None = None
    detail: list[Hit] | None = None


class Speech(_Wire):
    """Times are in seconds by analogy; the documentation names no unit."""

    row_marks: ClassVar = ("suggestion", "start_time")

    suggestion: str | None = None
    label: str | None = None
    audio_text: str | None = None
    start_time: float | None = None
    end_time: float | None = None
    detail: list[Hit] | None = None


class Result(_Wire):
    suggestion: str | None = None
    image_detail: list[Frame] | None = None
    audio_detail: list[Speech] | None = None


class Query(_Wire):
    request_id: str | None = None
    job_id: str | None = None
    status: str | None = None
    request_params: Any = None
    create_time: str | None = None
    update_time: str | None = None
    result: Result | None = None


class Head(msgspec.Struct):
    """What a client checks of any answer before it believes it: errors use several spellings (huawei.md section 7)."""

    request_id: str | None = None
    job_id: str | None = None
    error_code: str | None = None
    error_msg: str | None = None
    code: str | None = None
    message: str | None = None
