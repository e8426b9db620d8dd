"""The parts of an Alibaba answer -> findings (contract: alibaba.md sections 2, 3 and 13)."""

from collections.abc import Iterator

from reviews.providers import values
from reviews.providers.alibaba import timestamps
from reviews.providers.alibaba.judgements import JudgementReader, JudgementSummary
from reviews.providers.alibaba.wire import AudioResult, Cover, Detail, Judgement, Object, SpeechRow, TimelineRow
from reviews.providers.results import FindingResult, ObjectRef
from reviews.providers.values import Drops
from reviews.vocabulary import FindingKind, Suggestion

_VIDEO = "VensorCensorResult"
_TIMELINE = f"{_VIDEO}.VideoTimelines"
_COVER = "CoverImageCensorResults"
_AUDIO = "AudioCensorResult"


class FrameReader:
    """The timeline rows of all pages. A row that an earlier page already held (same time and object) is dropped."""

    def __init__(self, output: Object | None, drops: Drops) -> None:
        self._bucket = output.bucket if output else None
        self._location = (output.location if output else None) or ""
        self._drops = drops
        self._reader = JudgementReader(f"{_TIMELINE}.CensorResults", drops)
        self._seen: set[str] = set()

    def read_finding(self, row: TimelineRow) -> FindingResult | None:
        start_ms = timestamps.parse_milliseconds(row.timestamp, self._drops, f"{_TIMELINE}.Timestamp")
        name = row.object or ""
        key = values.bounded_key(f"frame:{'' if start_ms is None else start_ms}:{name}", values.MAX_FINDING_KEY)
        if key in self._seen:
            self._drops["duplicate_frame", _TIMELINE] += 1
            return None
        self._seen.add(key)
        judged = self._reader.summarise(row.censor_results.censor_result if row.censor_results else None)
        snapshot = None
        if name and self._bucket and "{Count}" not in name:  # the pattern itself names no picture
            snapshot = ObjectRef(self._bucket, self._location, name)
        return _finding(key, FindingKind.FRAME, judged, start_ms=start_ms, snapshot=snapshot)


def summary_findings(judgements: list[Judgement] | None, drops: Drops) -> Iterator[FindingResult]:
    """One finding per scene for the whole video."""
    reader = JudgementReader(f"{_VIDEO}.CensorResults", drops)
    by_scene: dict[str, list[Judgement]] = {}
    for judgement in judgements or ():
        by_scene.setdefault((judgement.scene or "").strip().lower(), []).append(judgement)
    for scene, group in by_scene.items():
        judged = reader.summarise(group)
        name = judged.top.category if judged.top else scene
        yield _finding(values.bounded_key(f"video:{name}", values.MAX_FINDING_KEY), FindingKind.VIDEO, judged)


def text_findings(detail: Detail, drops: Drops) -> Iterator[FindingResult]:
    """Title, description and live comments; the texts themselves are not in the answer."""
    for name, field, judgement in (
        ("title", "TitleCensorResult", detail.title_censor_result),
        ("description", "DescCensorResult", detail.desc_censor_result),
        ("barrage", "BarrageCensorResult", detail.barrage_censor_result),
    ):
        if judgement is not None:
            judged = JudgementReader(field, drops).summarise([judgement])
            yield _finding(f"text:{name}", FindingKind.TEXT, judged)


def cover_findings(detail: Detail, drops: Drops) -> Iterator[FindingResult]:
    """Cover pictures, each with its own place."""
    wrapper = detail.cover_image_censor_results
    reader = JudgementReader(f"{_COVER}.Results", drops)
    seen: set[str] = set()
    for cover in (wrapper.cover_image_censor_result if wrapper else None) or ():
        key = values.bounded_key(f"cover:{cover.bucket or ''}/{cover.object or ''}", values.MAX_FINDING_KEY)
        if key in seen:
            drops["duplicate_cover", _COVER] += 1
            continue
        seen.add(key)
        judged = reader.summarise(cover.results.result if cover.results else None)
        yield _finding(key, FindingKind.COVER, judged, snapshot=_cover_ref(cover, drops))


def speech_findings(audio: AudioResult | None, drops: Drops) -> Iterator[FindingResult]:
    """A summary for the sound track, then its segments (MTS twin only)."""
    if audio is None:
        return
    scene = Judgement(suggestion=audio.suggestion, label=audio.label, scene="audio")
    yield _finding("video:audio", FindingKind.VIDEO, JudgementReader(_AUDIO, drops).summarise([scene]))
    rows = audio.audio_detail_result_list.audio_detail_result if audio.audio_detail_result_list else None
    reader = JudgementReader(f"{_AUDIO}.AudioDetailResultList", drops)
    seen: dict[str, int] = {}
    for row in rows or ():
        yield _speech(row, audio, reader, seen, drops)


def _speech(
    row: SpeechRow, audio: AudioResult, reader: JudgementReader, seen: dict[str, int], drops: Drops
) -> FindingResult:
    path = f"{_AUDIO}.AudioDetailResultList"
    start_ms = timestamps.milliseconds_from_seconds(row.start_time, drops, f"{path}.StartTime")
    end_ms = timestamps.milliseconds_from_seconds(row.end_time, drops, f"{path}.EndTime")
    end_ms = values.ordered_end_ms(start_ms, end_ms, drops, f"{path}.EndTime")
    # Segments carry no suggestion of their own: a clean label passes, any other has that of the whole track.
    is_clean = (row.label or "").strip().lower() == "normal"
    suggestion = Suggestion.PASS.value if is_clean else audio.suggestion
    judged = reader.summarise([Judgement(suggestion=suggestion, label=row.label, scene="audio")])
    times = ":".join("" if time is None else str(time) for time in (start_ms, end_ms))
    beginning = f"audio:{times}:{judged.top.label if judged.top else ''}"
    seen[beginning] = number = seen.get(beginning, -1) + 1
    return _finding(
        values.bounded_key(f"{beginning}:{number}", values.MAX_FINDING_KEY),
        FindingKind.AUDIO,
        judged,
        start_ms=start_ms,
        end_ms=end_ms,
        text=values.cut_text(row.text, values.MAX_TEXT, drops, f"{path}.Text"),
    )


def _finding(
    key: str,
    kind: FindingKind,
    judged: JudgementSummary,
    *,
    start_ms: int | None = None,
    end_ms: int | None = None,
    text: str = "",
    snapshot: ObjectRef | None = None,
) -> FindingResult:
    top = judged.top
    if top is None:
        return FindingResult(key, kind, judged.suggestion, "", start_ms, end_ms, text=text, snapshot=snapshot)
    return FindingResult(
        key,
        kind,
        top.suggestion,
        top.suggestion_raw,
        start_ms,
        end_ms,
        top.category,
        top.label,
        judged.score,
        text,
        snapshot,
        judged.detections,
    )


def _cover_ref(cover: Cover, drops: Drops) -> ObjectRef | None:
    if not cover.object:
        return None
    return object_ref(Object(bucket=cover.bucket, location=cover.location, object=cover.object), drops, _COVER)


def object_ref(found: Object | None, drops: Drops, path: str) -> ObjectRef | None:
    """An object's place; None when nothing is said."""
    if found is None or not (found.bucket or found.location or found.object):
        return None
    return ObjectRef(
        values.cut_text(found.bucket, values.MAX_ID, drops, f"{path}.Bucket"),
        values.cut_text(found.location, values.MAX_CATEGORY, drops, f"{path}.Location"),
        values.cut_text(found.object, values.MAX_TEXT, drops, f"{path}.Object"),
    )
