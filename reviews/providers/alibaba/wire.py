"""The answers of the media censor operations as they are on the wire (contract: alibaba.md sections 1, 2 and 8).

Spelling is exact: `VensorCensorResult` is the provider's own misspelling, and every array sits in a wrapper object.
Every field may be absent. `Any` marks what arrives now as text, now as a number.

What is part of a job's detail names every key that we know: others are read by their shape or end in the warnings.
`row_marks` are keys that every row of a list has; by them a list is known under another name.
"""

from typing import Any, ClassVar

import msgspec


class _Wire(msgspec.Struct, rename="pascal", gc=False, forbid_unknown_fields=True):
    pass


class _Part(msgspec.Struct, rename="pascal", gc=False):
    """Only a part of an answer is asked for."""


class Judgement(_Wire):
    """One verdict of one scene. `Rate` is a percentage, text or number; `Label` may hold several, comma-separated."""

    row_marks: ClassVar = ("Suggestion", "Scene")

    suggestion: str | None = None
    label: str | None = None
    scene: str | None = None
    rate: Any = None


class Judgements(_Wire):
    censor_result: list[Judgement] | None = None


class CoverJudgements(_Wire):
    result: list[Judgement] | None = None


class Object(_Wire):
    bucket: str | None = None
    location: str | None = None
    object: str | None = None


class Cover(_Wire):
    row_marks: ClassVar = ("Object", "Results")

    bucket: str | None = None
    location: str | None = None
    object: str | None = None
    results: CoverJudgements | None = None


class Covers(_Wire):
    cover_image_censor_result: list[Cover] | None = None


class TimelineRow(_Wire):
    """`Timestamp` is hh:mm:ss[.SSS], or milliseconds as a number."""

    row_marks: ClassVar = ("Timestamp",)

    timestamp: Any = None
    object: str | None = None
    censor_results: Judgements | None = None


class Timeline(_Wire):
    video_timeline: list[TimelineRow] | None = None


class VideoResult(_Wire):
    video_timelines: Timeline | None = None
    next_page_token: str | None = None
    censor_results: Judgements | None = None


class SpeechRow(_Wire):
    """Only the MTS twin has these; the unit of its times is not stated and read as seconds."""

    row_marks: ClassVar = ("Text", "StartTime")

    label: str | None = None
    text: str | None = None
    start_time: float | None = None
    end_time: float | None = None


class Speeches(_Wire):
    audio_detail_result: list[SpeechRow] | None = None


class AudioResult(_Wire):
    label: str | None = None
    suggestion: str | None = None
    audio_detail_result_list: Speeches | None = None


class CensorConfig(_Wire):
    """An echo of the request. The last three are of MTS."""

    video_censor: Any = None
    biz_type: str | None = None
    output_file: Object | None = None
    scenes: Any = None
    save_type: Any = None
    store_video_timeline: Any = None


class Detail(_Wire):
    job_id: str | None = None
    state: str | None = None
    code: str | None = None
    message: str | None = None
    creation_time: str | None = None
    finish_time: str | None = None
    suggestion: str | None = None
    pipeline_id: str | None = None
    user_data: str | None = None
    input: Object | None = None
    video_censor_config: CensorConfig | None = None
    title_censor_result: Judgement | None = None
    desc_censor_result: Judgement | None = None
    barrage_censor_result: Judgement | None = None
    cover_image_censor_results: Covers | None = None
    vensor_censor_result: VideoResult | None = None
    audio_censor_result: AudioResult | None = None


class Page(_Wire):
    """One page of QueryMediaCensorJobDetail."""

    request_id: str | None = None
    media_censor_job_detail: Detail | None = None


class HeadToken(_Part):
    next_page_token: str | None = None


class HeadDetail(_Part):
    job_id: str | None = None
    vensor_censor_result: HeadToken | None = None


class Head(_Part):
    """What a client checks of any answer before it believes it."""

    request_id: str | None = None
    code: str | None = None
    message: str | None = None
    job_id: str | None = None
    media_censor_job_detail: HeadDetail | None = None


class ListedDetail(_Part):
    job_id: str | None = None
    creation_time: str | None = None


class ListedDetails(_Part):
    media_censor_job: list[ListedDetail] | None = None


class ListPage(_Part):
    """One page of QueryMediaCensorJobList; here the token sits at the top."""

    request_id: str | None = None
    next_page_token: str | None = None
    media_censor_job_list: ListedDetails | None = None
