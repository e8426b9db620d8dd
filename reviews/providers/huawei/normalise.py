"""A query answer of Huawei -> JobResult (contract: huawei.md sections 4, 5 and 12). Pure.

Frames carry seconds and no picture. A failed job carries no reason, so error_code stays empty.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from reviews.providers import payload_guard, values
from reviews.providers.errors import BadAnswer
from reviews.providers.huawei import detections
from reviews.providers.huawei.wire import Frame, Query, Result, Speech
from reviews.providers.label_cache import LabelCache
from reviews.providers.results import FindingResult, JobResult
from reviews.providers.values import Drops
from reviews.vocabulary import FindingKind, JobState, Suggestion, worst_suggestion

_STATES = {"running": JobState.RUNNING, "succeeded": JobState.SUCCEEDED, "failed": JobState.FAILED}
_DAY_SECONDS = 86_400  # a video may last two hours; a "second" beyond a day was a millisecond
_FRAME = "result.image_detail"
_SPEECH = "result.audio_detail"


def normalise_job(bodies: Sequence[bytes]) -> JobResult:
    """The answer in our words; of several bodies the last, since there are no pages. Errors: BadAnswer."""
    if not bodies:
        raise BadAnswer("There is no response to read.", code="empty")
    query, drops = payload_guard.decode_payload(bodies[-1], Query)
    if not query.job_id:
        raise BadAnswer("The response contains no job ID.", code="no_job_id")
    findings = _findings(query.result, drops) if query.result else ()
    state = _state(query.status, drops)
    suggestion, suggestion_raw = _suggestion(query.result, state, findings, drops)
    params = _params(query.request_params, drops)
    updated_at = values.parse_moment(query.update_time, drops, "update_time")
    return JobResult(
        external_id=values.cut_text(query.job_id, 128, drops, "job_id"),
        state=state,
        state_raw=values.cut_text(query.status, values.MAX_WORD, drops, "status"),
        suggestion=suggestion,
        suggestion_raw=suggestion_raw,
        source_url=_source(params, drops),
        created_at=values.parse_moment(query.create_time, drops, "create_time"),
        updated_at=updated_at,
        finished_at=updated_at if state.is_final else None,
        request_id=values.cut_text(query.request_id, values.MAX_ID, drops, "request_id"),
        request_params=params,
        biz_type=values.cut_text(_text(params.get("biz_type")), values.MAX_ID, drops, "request_params.biz_type"),
        frame_interval_ms=_interval(params, drops),
        findings=findings,
        warnings=values.warnings_from(drops),
    )


def _findings(result: Result, drops: Drops) -> tuple[FindingResult, ...]:
    frames = _FrameReader(drops)
    speeches = _SpeechReader(drops)
    return (
        *(frames.read_finding(frame) for frame in result.image_detail or ()),
        *(speeches.read_finding(speech) for speech in result.audio_detail or ()),
    )


class _KeyCounter(dict[str, int]):
    """How often a key's beginning was seen, so that equal ones stay apart."""

    def next_number(self, beginning: str) -> str:
        count = self.get(beginning, 0)
        self[beginning] = count + 1
        return f"{beginning}:{count}"


class _FrameReader:
    """Turns the frames of one answer into findings."""

    def __init__(self, drops: Drops) -> None:
        self._drops = drops
        self._seen = _KeyCounter()
        self._own = LabelCache(_as_received, _FRAME)
        self._hits = LabelCache(_as_received, f"{_FRAME}.detail")

    def read_finding(self, frame: Frame) -> FindingResult:
        drops = self._drops
        own = self._own[frame.category, None, frame.suggestion]
        if own.flaws:
            drops.update(own.flaws)
        start_ms = _ms(frame.time, drops, f"{_FRAME}.time")
        hits, top = detections.parse_detections(frame.detail, self._hits, drops, f"{_FRAME}.detail")
        category = own.category or (top.category if top else "")
        key = values.bounded_key(
            self._seen.next_number(f"frame:{'' if start_ms is None else start_ms}:{category}"), values.MAX_FINDING_KEY
        )
        text = frame.ocr_text
        if text and len(text) > values.MAX_TEXT:
            text = values.cut_text(text, values.MAX_TEXT, drops, f"{_FRAME}.ocr_text")
        return FindingResult(
            key,
            FindingKind.FRAME,
            own.suggestion,
            own.suggestion_raw,
            start_ms,
            None,
            category,
            top.label if top else "",
            values.score_of(own.suggestion, hits),
            text or "",
            None,
            hits,
        )


class _SpeechReader:
    """Turns speech segments into findings. A segment's label is of the first level, so it is its category too."""

    def __init__(self, drops: Drops) -> None:
        self._drops = drops
        self._seen = _KeyCounter()
        self._own = LabelCache(_label_is_category, _SPEECH)
        self._hits = LabelCache(_label_is_category, f"{_SPEECH}.detail")

    def read_finding(self, speech: Speech) -> FindingResult:
        drops = self._drops
        own = self._own[None, speech.label, speech.suggestion]
        drops.update(own.flaws)
        start_ms = _ms(speech.start_time, drops, f"{_SPEECH}.start_time")
        end_ms = _ms(speech.end_time, drops, f"{_SPEECH}.end_time")
        end_ms = values.ordered_end_ms(start_ms, end_ms, drops, f"{_SPEECH}.end_time")
        hits, top = detections.parse_detections(speech.detail, self._hits, drops, f"{_SPEECH}.detail")
        label = own.label or (top.label if top else "")
        times = ":".join("" if time is None else str(time) for time in (start_ms, end_ms))
        return FindingResult(
            key=values.bounded_key(self._seen.next_number(f"audio:{times}:{label}"), values.MAX_FINDING_KEY),
            kind=FindingKind.AUDIO,
            suggestion=own.suggestion,
            suggestion_raw=own.suggestion_raw,
            start_ms=start_ms,
            end_ms=end_ms,
            category=own.category or (top.category if top else ""),
            label=label,
            score=values.score_of(own.suggestion, hits),
            text=values.cut_text(speech.audio_text, values.MAX_TEXT, drops, f"{_SPEECH}.audio_text"),
            detections=hits,
        )


def _as_received(category: str, label: str) -> tuple[str, str]:
    return category, label


def _label_is_category(category: str, label: str) -> tuple[str, str]:
    return category or label[: values.MAX_CATEGORY], label


def _ms(seconds: float | None, drops: Drops, path: str) -> int | None:
    if seconds is None:
        drops["time_missing", path] += 1
        return None
    if 0.0 <= seconds <= _DAY_SECONDS:
        return int(seconds * 1000 + 0.5)
    if _DAY_SECONDS < seconds <= _DAY_SECONDS * 1000:
        drops["time_read_as_ms", path] += 1
        return round(seconds)
    return values.clamp_ms(values.seconds_to_ms(seconds), drops, path)


def _state(status: str | None, drops: Drops) -> JobState:
    state = _STATES.get((status or "").strip().lower())
    if state is None:
        drops["unknown_state" if status else "missing_state", "status"] += 1
        return JobState.UNKNOWN
    return state


def _suggestion(
    result: Result | None, state: JobState, findings: Sequence[FindingResult], drops: Drops
) -> tuple[Suggestion | None, str]:
    raw = result.suggestion if result else None
    if raw is not None:
        return (
            values.parse_suggestion(raw, drops, "result.suggestion"),
            values.cut_text(raw, values.MAX_WORD, drops, "result.suggestion"),
        )
    if state is not JobState.SUCCEEDED:
        return None, ""
    drops["missing_suggestion", "result.suggestion"] += 1
    return worst_suggestion([Suggestion.REVIEW, *(finding.suggestion for finding in findings)]), ""


def _params(params: Any, drops: Drops) -> dict[str, Any]:
    if params is None:
        return {}
    cleaned = payload_guard.clean_tree(params, drops, "request_params")
    if isinstance(cleaned, dict) and len(msgspec.json.encode(cleaned)) <= values.MAX_TEXT:
        return cleaned
    drops["wrong_type" if not isinstance(cleaned, dict) else "too_large", "request_params"] += 1
    return {}


def _data(params: dict[str, Any]) -> dict[str, Any]:
    data = params.get("data")
    return data if isinstance(data, dict) else {}


def _source(params: dict[str, Any], drops: Drops) -> str:
    return values.cut_text(_text(_data(params).get("url")), values.MAX_TEXT, drops, "request_params.data.url")


def _interval(params: dict[str, Any], drops: Drops) -> int | None:
    interval = _data(params).get("frame_interval")
    if interval is None:
        return None
    if isinstance(interval, int | float) and not isinstance(interval, bool) and 0 < interval <= _DAY_SECONDS:
        return round(interval * 1000)
    drops["wrong_type", "request_params.data.frame_interval"] += 1
    return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
