"""The answer of RunQueryVideoModerationJob on the wire (contract: huawei.md section 4). Any field may be absent."""

from typing import Any

import msgspec


class Corners(msgspec.Struct, gc=False):
    top_left_x: int | None = None
    top_left_y: int | None = None
    bottom_right_x: int | None = None
    bottom_right_y: int | None = None


class Segment(msgspec.Struct, gc=False):
    segment: str | None = None


class Hit(msgspec.Struct, gc=False):
    """One label; hits of speech have no category and no boxes."""

    confidence: float | None = None
    category: str | None = None
    suggestion: str | None = None
    label: str | None = None
    face_location: Corners | None = None
    qr_location: Corners | None = None
    qr_content: str | None = None
    segments: list[Segment] | None = None


class Frame(msgspec.Struct, gc=False):
    """`time` is in seconds."""

    suggestion: str | None = None
    category: str | None = None
    ocr_text: str | None = None
    time: float | None = None
    detail: list[Hit] | None = None


class Speech(msgspec.Struct, gc=False):
    """Times are in seconds by analogy; the documentation names no unit."""

    suggestion: str | None = None
    label: str | None = None
    audio_text: str | None = None
    start_time: float | None = None
    end_time: float | None = None
    detail: list[Hit] | None = None


class Result(msgspec.Struct):
    suggestion: str | None = None
    image_detail: list[Frame] | None = None
    audio_detail: list[Speech] | None = None


class Query(msgspec.Struct):
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
