"""What Huawei's query answers about a job, derived from the clip's script (huawei.md section 4)."""

from datetime import datetime
from typing import Any

from reviews.sandbox.clip import Box, Clip, Event, Kind
from reviews.sandbox.clips import CLIPS
from reviews.sandbox.job import SandboxJob
from reviews.vocabulary import JobState, Suggestion, worst_suggestion

DEFAULT_INTERVAL_SECONDS = 5
_ECHOED = ("event_type", "image_categories", "audio_categories", "callback")
_STATUS = {JobState.SUCCEEDED: "succeeded", JobState.FAILED: "failed"}


def query_answer(job: SandboxJob, now: datetime, request_id: str) -> dict[str, Any]:
    """The whole answer at `now`; `result` only once the job has succeeded."""
    state = job.state(now)
    document = {
        "request_id": request_id,
        "job_id": job.id,
        "status": _STATUS.get(state, "running"),
        "request_params": _echo(job.asked),
        "create_time": _moment(job.created_at),
        "update_time": _moment(min(now, job.finished_at)),
    }
    if state == JobState.SUCCEEDED and job.clip:
        document["result"] = job_result(CLIPS[job.clip], job.asked)
    return document


def job_result(clip: Clip, asked: dict[str, Any]) -> dict[str, Any]:
    """`suggestion`, `image_detail` and `audio_detail` for what was asked."""
    frames = _frames(clip, asked)
    sounds = [_sound(event) for event in clip.audible() if _hears(event, asked)]
    suggestions = [Suggestion(part["suggestion"]) for part in frames + sounds]
    return {
        "suggestion": worst_suggestion(suggestions) or Suggestion.PASS,
        "image_detail": frames,
        "audio_detail": sounds,
    }


def _frames(clip: Clip, asked: dict[str, Any]) -> list[dict[str, Any]]:
    interval = asked["data"].get("frame_interval", DEFAULT_INTERVAL_SECONDS)
    wanted = None if asked.get("biz_type") else set(asked.get("image_categories", ()))
    frames = []
    for number, time_s in enumerate(range(0, clip.seconds, interval)):
        seen = [event for event in clip.visible(time_s) if wanted is None or event.category in wanted]
        if seen:
            frames.append(_frame(seen, time_s, clip.frame_time(time_s), number))
    return frames


def _frame(seen: list[Event], time_s: int, shown_s: float, number: int) -> dict[str, Any]:
    top = max(seen, key=lambda event: (event.suggestion.severity, event.score))
    frame: dict[str, Any] = {"suggestion": top.suggestion, "category": top.category, "time": time_s}
    read = " ".join(event.text for event in seen if event.kind == Kind.BANNER)
    if read:
        frame["ocr_text"] = read
    frame["detail"] = [_hit(event, shown_s, number) for event in seen]
    return frame


def _hit(event: Event, shown_s: float, number: int) -> dict[str, Any]:
    # Scores differ a little from frame to frame, as a model's do.
    score = round(event.score - 0.005 * (number % 4), 4)
    hit: dict[str, Any] = {
        "confidence": score,
        "category": event.category,
        "suggestion": event.suggestion,
        "label": event.label,
    }
    if event.kind == Kind.SHAPE:
        hit["face_location"] = _location(event.box_at(shown_s))
    if event.kind == Kind.QR:
        hit |= {"qr_content": event.text, "qr_location": _location(event.box_at(shown_s))}
    if event.segments:
        hit["segments"] = [{"segment": segment} for segment in event.segments]
    return hit


def _hears(event: Event, asked: dict[str, Any]) -> bool:
    return bool(asked.get("biz_type")) or event.label in (asked.get("audio_categories") or ())


def _sound(event: Event) -> dict[str, Any]:
    detail: dict[str, Any] = {"confidence": event.score, "label": event.label, "suggestion": event.suggestion}
    if event.segments:  # absent, not empty, when no word list made the hit
        detail["segments"] = [{"segment": segment} for segment in event.segments]
    return {
        "suggestion": event.suggestion,
        "label": event.label,
        "audio_text": event.text,
        "start_time": event.start_s,
        "end_time": event.end_s,
        "detail": [detail],
    }


def _location(box: Box) -> dict[str, int]:
    return dict(zip(("top_left_x", "top_left_y", "bottom_right_x", "bottom_right_y"), box, strict=True))


def _echo(asked: dict[str, Any]) -> dict[str, Any]:
    # seed, biz_type and language are not part of the echo (huawei.md section 4).
    data = {
        "url": asked["data"]["url"],
        "frame_interval": asked["data"].get("frame_interval", DEFAULT_INTERVAL_SECONDS),
    }
    kept: dict[str, Any] = {name: asked[name] for name in _ECHOED if name in asked}
    return {"data": data, **kept}


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
