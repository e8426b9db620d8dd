"""The pages of one job of Alibaba -> JobResult (contract: alibaba.md sections 2, 3 and 13). Pure.

The first page that has a single value gives it, all pages give timeline rows. Code and Message are kept whatever the
state is (the reference page itself shows them beside Success); only the state says whether a job failed.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from reviews.providers import payload_guard, values
from reviews.providers.alibaba import findings
from reviews.providers.alibaba.wire import CensorConfig, Detail, Judgement, Object, Page
from reviews.providers.errors import BadAnswer
from reviews.providers.results import FindingResult, JobResult, ObjectRef
from reviews.providers.values import Drops
from reviews.vocabulary import JobState, Suggestion, worst_suggestion

_STATES = {
    "queuing": JobState.QUEUED,
    "submitted": JobState.QUEUED,
    "analysing": JobState.RUNNING,
    "analyzing": JobState.RUNNING,
    "success": JobState.SUCCEEDED,
    "fail": JobState.FAILED,
}


def normalise_job(bodies: Sequence[bytes]) -> JobResult:
    """All pages in order as one job. Errors: BadAnswer, also when a page is about another job than the first."""
    drops = Drops()
    pages = [_page(body, drops) for body in bodies]
    if not pages:
        raise BadAnswer("There is no response to read.", code="empty")
    first, details = pages[0], [_detail(page) for page in pages]
    if any(other.job_id != details[0].job_id for other in details):
        raise BadAnswer("The pages belong to different jobs.", code="other_job")
    detail = _merged(details)
    state = _state(detail.state, drops)
    config = detail.video_censor_config or CensorConfig()
    found = _findings(detail, details, config, drops)
    suggestion, suggestion_raw = _suggestion(detail, state, found, drops)
    source = findings.object_ref(detail.input, drops, "Input")
    return JobResult(
        external_id=values.cut_text(detail.job_id, 128, drops, "JobId"),
        state=state,
        state_raw=values.cut_text(detail.state, values.MAX_WORD, drops, "State"),
        suggestion=suggestion,
        suggestion_raw=suggestion_raw,
        source_url=f"oss://{source.bucket}/{source.key}" if source else "",
        source_location=source.location if source else "",
        created_at=values.parse_moment(detail.creation_time, drops, "CreationTime"),
        finished_at=values.parse_moment(detail.finish_time, drops, "FinishTime"),
        error_code=values.cut_text(detail.code, values.MAX_ID, drops, "Code"),
        error_message=values.cut_text(detail.message, values.MAX_TEXT, drops, "Message"),
        request_id=values.cut_text(first.request_id, values.MAX_ID, drops, "RequestId"),
        request_params=_params(config, source, drops),
        user_data=values.cut_text(detail.user_data, values.MAX_TEXT, drops, "UserData"),
        biz_type=values.cut_text(config.biz_type, values.MAX_ID, drops, "VideoCensorConfig.BizType"),
        pipeline_id=values.cut_text(detail.pipeline_id, values.MAX_ID, drops, "PipelineId"),
        output=findings.object_ref(config.output_file, drops, "VideoCensorConfig.OutputFile"),
        findings=found,
        warnings=values.warnings_from(drops),
    )


def _page(body: bytes, drops: Drops) -> Page:
    page, dropped = payload_guard.decode_payload(body, Page)
    drops.update(dropped)
    return page


def _detail(page: Page) -> Detail:
    detail = page.media_censor_job_detail
    if detail is None or not detail.job_id:
        raise BadAnswer("The response contains no job ID.", code="no_job_id")
    return detail


def _merged(details: Sequence[Detail]) -> Detail:
    """The first page, with what only a later one has: whether later pages repeat it is open (alibaba.md section 3)."""
    merged = details[0]
    for later in details[1:]:
        absent = {
            name: value
            for name in Detail.__struct_fields__
            if getattr(merged, name) is None and (value := getattr(later, name)) is not None
        }
        merged = msgspec.structs.replace(merged, **absent) if absent else merged
    return merged


def _summary(details: Sequence[Detail]) -> list[Judgement] | None:
    """The judgements of the whole video, from the first page that has any."""
    videos = (detail.vensor_censor_result for detail in details)
    summaries = (video.censor_results.censor_result for video in videos if video and video.censor_results)
    return next(filter(None, summaries), None)


def _findings(
    merged: Detail, details: Sequence[Detail], config: CensorConfig, drops: Drops
) -> tuple[FindingResult, ...]:
    summary = _summary(details)
    frames = findings.FrameReader(_checked_output(config.output_file, drops), drops)
    rows = (
        row
        for detail in details
        if detail.vensor_censor_result and detail.vensor_censor_result.video_timelines
        for row in detail.vensor_censor_result.video_timelines.video_timeline or ()
    )
    return (
        *_with_distinct_keys(findings.summary_findings(summary, drops)),
        *(finding for row in rows if (finding := frames.read_finding(row)) is not None),
        *findings.speech_findings(merged.audio_censor_result, drops),
        *findings.text_findings(merged, drops),
        *findings.cover_findings(merged, drops),
    )


def _with_distinct_keys(summaries: Any) -> list[FindingResult]:
    # A scene word that only folds to a known one may meet that one; the first keeps the key.
    by_key: dict[str, FindingResult] = {}
    for finding in summaries:
        by_key.setdefault(finding.key, finding)
    return list(by_key.values())


def _checked_output(output: Object | None, drops: Drops) -> Object | None:
    kept = findings.object_ref(output, drops, "VideoCensorConfig.OutputFile")
    return Object(bucket=kept.bucket, location=kept.location, object=kept.key) if kept else None


def _state(state: str | None, drops: Drops) -> JobState:
    known = _STATES.get((state or "").strip().lower())
    if known is None:
        drops["unknown_state" if state else "missing_state", "State"] += 1
        return JobState.UNKNOWN
    return known


def _suggestion(
    detail: Detail, state: JobState, found: Sequence[FindingResult], drops: Drops
) -> tuple[Suggestion | None, str]:
    """The job's own word; a word of its parts that is worse is counted, not taken (section 13.3)."""
    of_parts = worst_suggestion([finding.suggestion for finding in found])
    if detail.suggestion:
        own = values.parse_suggestion(detail.suggestion, drops, "Suggestion")
        if of_parts is not None and of_parts.severity > own.severity:
            drops["milder_than_parts", "Suggestion"] += 1
        return own, values.cut_text(detail.suggestion, values.MAX_WORD, drops, "Suggestion")
    if state is not JobState.SUCCEEDED:
        return None, ""
    drops["missing_suggestion", "Suggestion"] += 1
    return worst_suggestion([Suggestion.REVIEW, *([of_parts] if of_parts else [])]), ""


def _params(config: CensorConfig, source: ObjectRef | None, drops: Drops) -> dict[str, Any]:
    params: dict[str, Any] = {}
    if source:
        params["Input"] = _ref_as_json(source)
    censor: dict[str, Any] = {}
    if isinstance(config.video_censor, str | bool | int):
        censor["VideoCensor"] = values.cut_text(str(config.video_censor), values.MAX_WORD, drops, "VideoCensorConfig")
    for name, value in (
        ("Scenes", config.scenes),
        ("SaveType", config.save_type),
        ("StoreVideoTimeline", config.store_video_timeline),
    ):
        if value is not None:
            censor[name] = _echoed(value, drops, f"VideoCensorConfig.{name}")
    if config.biz_type:
        censor["BizType"] = values.cut_text(config.biz_type, values.MAX_ID, drops, "VideoCensorConfig.BizType")
    output = findings.object_ref(config.output_file, drops, "VideoCensorConfig.OutputFile")
    if output:
        censor["OutputFile"] = _ref_as_json(output)
    if censor:
        params["VideoCensorConfig"] = censor
    return params


def _echoed(value: Any, drops: Drops, path: str) -> Any:
    cleaned = payload_guard.clean_tree(value, drops, path)
    if len(msgspec.json.encode(cleaned)) <= values.MAX_TEXT:
        return cleaned
    drops["too_large", path] += 1
    return None


def _ref_as_json(ref: ObjectRef) -> dict[str, str]:
    return {"Bucket": ref.bucket, "Location": ref.location, "Object": ref.key}
