"""Alibaba's pages in our words."""

import json
from typing import Any

import pytest

from reviews.providers.alibaba.normalise import normalise_job
from reviews.providers.errors import BadAnswer
from reviews.providers.results import FindingResult, JobResult, ObjectRef
from reviews.vocabulary import FindingKind, JobState, Suggestion

OUTPUT = {"OutputFile": {"Bucket": "out", "Location": "oss-cn-shanghai", "Object": "snap-{Count}.jpg"}}


def hit(label: str = "sexy", suggestion: str = "review", rate: Any = "50", scene: str = "porn") -> dict[str, Any]:
    return {"Label": label, "Suggestion": suggestion, "Rate": rate, "Scene": scene}


def row(timestamp: Any, name: str | None = None, *hits: dict[str, Any]) -> dict[str, Any]:
    given = {"Timestamp": timestamp, "CensorResults": {"CensorResult": list(hits or [hit()])}}
    return given | ({"Object": name} if name is not None else {})


def page(*rows: object, token: str = "", **parts: Any) -> bytes:
    video = {"VideoTimelines": {"VideoTimeline": list(rows)}, **({"NextPageToken": token} if token else {})}
    detail = {
        "JobId": "j",
        "State": "Success",
        "Suggestion": "block",
        "VideoCensorConfig": OUTPUT,
        "VensorCensorResult": video,
    }
    return json.dumps({"RequestId": "r", "MediaCensorJobDetail": {**detail, **parts}}).encode()


def one(timestamp: Any = "00:00:01", name: str | None = "a.jpg", *hits: dict[str, Any]) -> FindingResult:
    return normalise_job([page(row(timestamp, name, *hits))]).findings[0]


def codes(result: JobResult) -> dict[str, int]:
    return {warning.code: warning.count for warning in result.warnings}


def test_pages_are_one_job_and_repeated_rows_are_dropped() -> None:
    first = page(row("00:00:01", "a.jpg"), row("00:00:02", "b.jpg"), token="t", UserData="first")
    second = page(row("00:00:02", "b.jpg"), row("00:00:02", "c.jpg"), row("00:00:03", "a.jpg"), UserData="second")
    result = normalise_job([first, second])
    assert [finding.key for finding in result.findings] == [
        "frame:1000:a.jpg", "frame:2000:b.jpg", "frame:2000:c.jpg", "frame:3000:a.jpg",
    ]  # fmt: skip
    assert result.user_data == "first"
    assert codes(result)["duplicate_frame"] == 1


def test_later_pages_do_not_repeat_texts_and_covers() -> None:
    extra: dict[str, Any] = {
        "TitleCensorResult": hit(),
        "CoverImageCensorResults": {"CoverImageCensorResult": [{"Bucket": "b", "Object": "o"}]},
    }
    result = normalise_job([page(row(1, "a"), **extra), page(row(2, "b"), **extra)])
    assert [finding.key for finding in result.findings] == ["frame:1:a", "frame:2:b", "text:title", "cover:b/o"]


def test_a_page_of_another_job_is_refused() -> None:
    with pytest.raises(BadAnswer) as refused:
        normalise_job([page(), page(JobId="other")])
    assert refused.value.code == "other_job"


@pytest.mark.parametrize(
    ("timestamp", "ms"),
    [
        ("00:02:59.999", 179_999),
        ("00:00:00", 0),
        ("123:00:01.5", 442_801_500),
        ("00:00:01.123456", 1123),
        (3005, 3005),
        ("3005", 3005),
        (-5, 0),
        ("999999:00:00", 3_600_000_000),
        (2**62, 3_600_000_000),
        (None, None),
        ("soon", None),
        ([1], None),
        (1.5, None),
    ],
)
def test_a_timestamp_is_in_milliseconds(timestamp: Any, ms: int | None) -> None:
    assert one(timestamp).start_ms == ms


def test_labels_joined_by_commas_are_a_detection_each_with_the_same_score() -> None:
    finding = one("00:00:01", "a.jpg", hit("Porn, qrcode,NEW", "Block", "99.91", "AD"))
    assert [(d.category, d.label, d.score, d.suggestion) for d in finding.detections] == [
        ("ad", "porn", 0.9991, Suggestion.BLOCK),
        ("ad", "qrcode", 0.9991, Suggestion.BLOCK),
        ("ad", "NEW", 0.9991, Suggestion.BLOCK),
    ]
    assert finding.detections[0].suggestion_raw == "Block"


@pytest.mark.parametrize(
    ("scene", "label", "known"),
    [
        ("Antispam", "Normal", ("antispam", "normal")),
        ("LIVE", "pip", ("live", "PIP")),
        ("logo", "tv", ("logo", "TV")),
        ("ad", "PROGRAMCODE", ("ad", "programCode")),
        ("Brand-New", "Odd Label", ("Brand-New", "Odd Label")),
    ],
)
def test_known_words_get_their_known_spelling_and_unknown_ones_stay(scene: str, label: str, known: Any) -> None:
    finding = one("00:00:01", "a.jpg", hit(label, scene=scene))
    assert (finding.category, finding.label) == known


def test_a_finding_has_the_words_and_the_score_of_its_worst_then_highest_hit() -> None:
    finding = one(
        "00:00:01", "a.jpg", hit("sexy", "review", "99"), hit("porn", "block", 40), hit("porn", "block", "60")
    )
    assert (finding.suggestion, finding.label, finding.score) == (Suggestion.BLOCK, "porn", 0.6)
    assert [d.key for d in finding.detections] == ["porn:sexy:0", "porn:porn:0", "porn:porn:1"]


@pytest.mark.parametrize(
    ("rate", "score", "raw"),
    [("100", 1.0, ""), (99.91, 0.9991, ""), (0, 0.0, ""), ("101", 1.0, "101"),
     ("-3", 0.0, "-3"), ("high", None, "high"),
     ("NaN", None, "NaN"), (None, None, ""), ("Infinity", 1.0, "Infinity")],
)  # fmt: skip
def test_a_rate_is_a_score_from_0_to_1(rate: Any, score: float | None, raw: str) -> None:
    detection = one("00:00:01", "a.jpg", hit(rate=rate)).detections[0]
    assert (detection.score, detection.score_raw) == (score, raw)


def test_a_snapshot_is_in_the_output_bucket_and_a_pattern_is_no_picture() -> None:
    assert one(1, "dir/snap-00001.jpg").snapshot == ObjectRef("out", "oss-cn-shanghai", "dir/snap-00001.jpg")
    assert one(1, "snap-{Count}.jpg").snapshot is None
    assert one(1, None).snapshot is None
    assert normalise_job([page(row(1, "a.jpg"), VideoCensorConfig=None)]).findings[0].snapshot is None


@pytest.mark.parametrize(
    ("state", "known"),
    [("Queuing", JobState.QUEUED), ("analysing", JobState.RUNNING), ("SUCCESS", JobState.SUCCEEDED),
     ("Fail", JobState.FAILED),
     ("Processing", JobState.UNKNOWN), (None, JobState.UNKNOWN)],
)  # fmt: skip
def test_a_state_is_folded_and_an_unknown_one_kept(state: str | None, known: JobState) -> None:
    result = normalise_job([page(State=state)])
    assert (result.state, result.state_raw) == (known, state or "")


def test_code_and_message_are_kept_whatever_the_state() -> None:
    for state in ("Success", "Fail"):
        result = normalise_job([page(State=state, Code="InvalidParameter.ResourceNotFound", Message="gone")])
        assert (result.error_code, result.error_message) == ("InvalidParameter.ResourceNotFound", "gone")


def test_a_word_milder_than_its_parts_is_kept_and_counted() -> None:
    result = normalise_job([page(row(1, "a", hit(suggestion="block")), Suggestion="pass")])
    assert result.suggestion is Suggestion.PASS
    assert codes(result) == {"milder_than_parts": 1}


def test_summaries_are_one_finding_a_scene() -> None:
    video = {"CensorResults": {"CensorResult": [hit(), hit("porn", "block"), hit("weapon", scene="terrorism")]}}
    result = normalise_job([page(VensorCensorResult=video)])
    assert [(f.key, f.kind, f.suggestion, len(f.detections)) for f in result.findings] == [
        ("video:porn", FindingKind.VIDEO, Suggestion.BLOCK, 2),
        ("video:terrorism", FindingKind.VIDEO, Suggestion.REVIEW, 1),
    ]


def test_the_twins_speech_is_read_with_its_summary() -> None:
    rows = [
        {"Label": "abuse", "Text": "bad", "StartTime": 3, "EndTime": 7},
        {"Label": "normal", "Text": "fine", "StartTime": 7},
    ]
    audio = {"Label": "abuse", "Suggestion": "block", "AudioDetailResultList": {"AudioDetailResult": rows}}
    summary, bad, fine = normalise_job([page(AudioCensorResult=audio)]).findings
    assert (summary.key, summary.kind, summary.suggestion) == ("video:audio", FindingKind.VIDEO, Suggestion.BLOCK)
    assert (bad.key, bad.start_ms, bad.end_ms, bad.text) == ("audio:3000:7000:abuse:0", 3000, 7000, "bad")
    assert (fine.kind, fine.suggestion, fine.end_ms) == (FindingKind.AUDIO, Suggestion.PASS, None)


def test_one_bad_part_costs_only_itself() -> None:
    parts: dict[str, Any] = {
        "CoverImageCensorResults": 7,
        "TitleCensorResult": "x",
        "Input": {"Bucket": 5},
        "CreationTime": {},
    }
    result = normalise_job([page(row(1, "a"), "row", **parts)])
    assert [finding.key for finding in result.findings] == ["frame:1:a"]
    assert codes(result)["wrong_type"] == 1
    assert len([warning for warning in result.warnings if warning.code == "wrong_type"]) == 4


def test_a_row_without_judgement_goes_to_a_person() -> None:
    finding = normalise_job([page({"Timestamp": 5, "Object": "a.jpg"})]).findings[0]
    assert (finding.suggestion, finding.detections) == (Suggestion.REVIEW, ())


@pytest.mark.parametrize("body", [b"{}", b'{"MediaCensorJobDetail": {}}', b'{"MediaCensorJobDetail": {"JobId": ""}}'])
def test_an_answer_without_a_job_is_refused(body: bytes) -> None:
    with pytest.raises(BadAnswer):
        normalise_job([body])


def test_arrays_without_their_wrappers_lose_no_evidence() -> None:
    hits = [hit("weapon", "block")]
    detail = {
        "JobId": "j", "State": "Success", "Suggestion": "block",
        "VensorCensorResult": {
            "VideoTimelines": [{"Timestamp": "00:00:05.000", "Object": "a.jpg", "CensorResults": hits}],
            "CensorResults": hits,
        },
        "CoverImageCensorResults": [{"Bucket": "b", "Location": "oss-x", "Object": "c.jpg", "Results": hits}],
    }  # fmt: skip
    result = normalise_job([json.dumps({"MediaCensorJobDetail": detail}).encode()])
    assert sorted((finding.kind, finding.label) for finding in result.findings) == [
        (FindingKind.COVER, "weapon"), (FindingKind.FRAME, "weapon"), (FindingKind.VIDEO, "weapon"),
    ]  # fmt: skip
    assert {warning.code for warning in result.warnings} == {"wrapper_missing"}
