"""What ICE and MTS answer about a job, derived from the clip's script (alibaba.md section 2)."""

from datetime import datetime
from typing import Any

from reviews.sandbox import text_rules
from reviews.sandbox.alibaba_submit import find_cover_clip
from reviews.sandbox.clip import Clip, Event
from reviews.sandbox.clips import CLIPS
from reviews.sandbox.job import SandboxJob
from reviews.vocabulary import JobState, Suggestion, worst_suggestion

SAMPLE_MS = 1000  # one frame a second
_STATES = {JobState.QUEUED: "Queuing", JobState.RUNNING: "Analysing", JobState.SUCCEEDED: "Success"}
# Huawei's category and label of the script -> scene and label here (section 4)
_SCENE_AND_LABEL = {
    ("porn", "pornography"): ("porn", "porn"),
    ("porn", "sexy_female"): ("porn", "sexy"),
    ("terrorism", "weapon"): ("terrorism", "weapon"),
    ("terrorism", "bloody"): ("terrorism", "bloody"),
    ("politics", "leader"): ("terrorism", "politics"),
    ("politics", "flag"): ("terrorism", "flag"),
    ("image_text", "ad"): ("ad", "ad"),
    ("image_text", "politics"): ("ad", "politics"),
    ("image_text", "qr_code"): ("ad", "qrcode"),
    ("audio", "moan"): ("audio", "porn"),
}
_TEXTS = {"Title": "TitleCensorResult", "Description": "DescCensorResult", "barrages": "BarrageCensorResult"}


def job_detail(job: SandboxJob, now: datetime) -> dict[str, Any]:
    """The whole MediaCensorJobDetail at `now`, timeline unpaged; verdicts only once the job has succeeded."""
    state = job.state(now)
    document = {
        "JobId": job.id,
        "State": _STATES.get(state, "Fail"),
        "CreationTime": _moment(job.created_at),
        "PipelineId": job.asked["pipeline"],
        "UserData": job.asked["UserData"],
        "Input": job.asked["input"],
        "VideoCensorConfig": {
            "VideoCensor": "true",
            "BizType": job.asked["biz_type"],
            "OutputFile": job.asked["output"],
        },
    }
    if state.is_final:
        document["FinishTime"] = _moment(job.finished_at)
    if state == JobState.FAILED:
        document |= {"Code": "InvalidParameter.ResourceNotFound", "Message": "The resource operated cannot be found"}
    if state == JobState.SUCCEEDED and job.clip:
        document |= _verdicts(job, CLIPS[job.clip])
    return document


def job_timeline(job: SandboxJob) -> list[tuple[int, str]]:
    """The snapshots of a job: time in ms and object name, ascending."""
    clip = CLIPS[job.clip or ""]
    times = [at for at in range(0, clip.seconds * 1000, SAMPLE_MS) if job.asked["save_all"] or _seen(job, clip, at)]
    pattern = job.asked["output"]["Object"]
    return [(at, pattern.replace("{Count}", f"{n:05d}-{job.suffix}")) for n, at in enumerate(times, start=1)]


def _verdicts(job: SandboxJob, clip: Clip) -> dict[str, Any]:
    rows = [_row(job, clip, at, name) for at, name in job_timeline(job)]
    video = {"VideoTimelines": {"VideoTimeline": rows}, "CensorResults": {"CensorResult": _summary(job, clip)}}
    parts: dict[str, Any] = {"VensorCensorResult": video}
    for asked, answered in _TEXTS.items():
        if job.asked[asked]:
            parts[answered] = text_rules.moderate_text(job.asked[asked])
    if job.asked["covers"]:
        covers = [_cover(job, place) for place in job.asked["covers"]]
        parts["CoverImageCensorResults"] = {"CoverImageCensorResult": covers}
    if "audio" in job.asked["scenes"]:
        parts["AudioCensorResult"] = _audio(clip)
    return {"Suggestion": worst_suggestion(_suggestions(parts)), **parts}


def _suggestions(part: Any) -> list[Suggestion]:
    if isinstance(part, list):
        return [found for item in part for found in _suggestions(item)]
    if not isinstance(part, dict):
        return []
    own = [Suggestion(part["Suggestion"])] if "Suggestion" in part else []
    return own + _suggestions(list(part.values()))


def _seen(job: SandboxJob, clip: Clip, at_ms: int) -> list[Event]:
    return [event for event in clip.visible(at_ms / 1000) if _scene(event) in job.asked["scenes"]]


def _row(job: SandboxJob, clip: Clip, at_ms: int, name: str) -> dict[str, Any]:
    seen = _seen(job, clip, at_ms)
    hits = [_result(scene, [event for event in seen if _scene(event) == scene]) for scene in _scenes_of(seen)]
    clean = [_normal(job.asked["scenes"][0])]
    return {"Timestamp": _clock(at_ms), "Object": name, "CensorResults": {"CensorResult": hits or clean}}


def _summary(job: SandboxJob, clip: Clip) -> list[dict[str, Any]]:
    shown = [event for event in clip.events if event not in clip.audible()]
    scenes = [scene for scene in job.asked["scenes"] if scene != "audio"]
    return [_result(scene, [event for event in shown if _scene(event) == scene]) for scene in scenes]


def _result(scene: str, events: list[Event]) -> dict[str, Any]:
    """One scene's verdict: the gravest suggestion, every label, the highest rate."""
    if not events:
        return _normal(scene)
    labels = dict.fromkeys(_label(event) for event in events)
    rate = f"{max(event.score for event in events) * 100:.2f}"
    suggestion = worst_suggestion([event.suggestion for event in events])
    return {"Suggestion": suggestion, "Label": ",".join(labels), "Scene": scene, "Rate": rate}


def _normal(scene: str) -> dict[str, Any]:
    return {"Suggestion": Suggestion.PASS, "Label": "normal", "Scene": scene, "Rate": "100"}


def _cover(job: SandboxJob, place: dict[str, str]) -> dict[str, Any]:
    name = find_cover_clip(place)
    events = CLIPS[name].visible(cover_time(CLIPS[name])) if name else []
    scenes = _scenes_of(events) or ["porn"]
    results = [_result(scene, [event for event in events if _scene(event) == scene]) for scene in scenes]
    return {**place, "Results": {"Result": results}}


def cover_time(clip: Clip) -> float:
    """Which moment of a clip its cover picture shows, in seconds."""
    return clip.seconds / 2


def _audio(clip: Clip) -> dict[str, Any]:
    # Times in whole seconds: the SDK says integers and no unit.
    heard = [
        {"Label": _label(event), "Text": event.text, "StartTime": int(event.start_s), "EndTime": int(event.end_s)}
        for event in clip.audible()
    ]
    top = max(clip.audible(), key=lambda event: (event.suggestion.severity, event.score), default=None)
    return {
        "Suggestion": top.suggestion if top else Suggestion.PASS,
        "Label": _label(top) if top else "normal",
        "AudioDetailResultList": {"AudioDetailResult": heard},
    }


def _scenes_of(events: list[Event]) -> list[str]:
    return list(dict.fromkeys(_scene(event) for event in events))


def _scene(event: Event) -> str:
    return _SCENE_AND_LABEL.get((event.category, event.label), (event.category, event.label))[0]


def _label(event: Event) -> str:
    return _SCENE_AND_LABEL.get((event.category, event.label), (event.category, event.label))[1]


def _clock(at_ms: int) -> str:
    seconds, ms = divmod(at_ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
