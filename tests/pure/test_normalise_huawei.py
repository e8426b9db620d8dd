"""Huawei's answers in our words."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from reviews.providers.errors import BadAnswer
from reviews.providers.huawei.normalise import normalise_job
from reviews.providers.results import Box, FindingResult, JobResult
from reviews.vocabulary import BoxKind, FindingKind, JobState, Suggestion


def normalised(**parts: Any) -> JobResult:
    return normalise_job([json.dumps({"job_id": "j", "status": "succeeded", **parts}).encode()])


def frame(**parts: Any) -> FindingResult:
    return normalised(
        result={"suggestion": "block", "image_detail": [{"suggestion": "block", "time": 1, **parts}]}
    ).findings[0]


def speech(**parts: Any) -> FindingResult:
    given = {"suggestion": "block", "label": "ad", "start_time": 1, "end_time": 2, **parts}
    return normalised(result={"suggestion": "block", "audio_detail": [given]}).findings[0]


def codes(result: JobResult) -> dict[str, int]:
    return {warning.code: warning.count for warning in result.warnings}


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("running", JobState.RUNNING),
        ("succeeded", JobState.SUCCEEDED),
        ("FAILED", JobState.FAILED),
        ("paused", JobState.UNKNOWN),
        (None, JobState.UNKNOWN),
    ],
)
def test_a_state_is_folded_and_an_unknown_one_kept(status: str | None, state: JobState) -> None:
    result = normalised(status=status)
    assert (result.state, result.state_raw) == (state, status or "")


def test_a_failed_job_has_no_reason_but_an_end() -> None:
    result = normalised(status="failed", update_time="2026-11-21T08:00:00.500Z")
    assert (result.error_code, result.error_message, result.suggestion) == ("", "", None)
    assert result.finished_at == result.updated_at == datetime(2026, 11, 21, 8, 0, 0, 500_000, UTC)
    assert normalised(status="running", update_time="2026-11-21T08:00:00Z").finished_at is None


def test_a_succeeded_job_without_a_word_goes_to_a_person() -> None:
    result = normalised()
    assert (result.suggestion, result.suggestion_raw) == (Suggestion.REVIEW, "")
    assert codes(result) == {"missing_suggestion": 1}
    blocked = normalised(result={"image_detail": [{"suggestion": "block", "time": 0}]})
    assert blocked.suggestion is Suggestion.BLOCK


def test_an_unknown_suggestion_goes_to_a_person_and_is_kept() -> None:
    result = normalised(result={"suggestion": "Quarantine", "image_detail": [{"suggestion": "BLOCK", "time": 0}]})
    assert (result.suggestion, result.suggestion_raw) == (Suggestion.REVIEW, "Quarantine")
    assert (result.findings[0].suggestion, result.findings[0].suggestion_raw) == (Suggestion.BLOCK, "BLOCK")


@pytest.mark.parametrize(
    ("seconds", "ms", "code"),
    [
        (0, 0, None),
        (12.5, 12_500, None),
        (7199.9995, 7_200_000, None),
        ("3.25", 3250, None),
        (-1, 0, "time_negative"),
        (90_000, 90_000, "time_read_as_ms"),
        (7_200_000, 7_200_000, "time_read_as_ms"),
        (1e300, 3_600_000_000, "time_too_large"),
        (None, None, "time_missing"),
        ("noon", None, "time_missing"),
    ],
)
def test_a_frames_time_is_in_milliseconds(seconds: Any, ms: int | None, code: str | None) -> None:
    result = normalised(result={"suggestion": "pass", "image_detail": [{"suggestion": "review", "time": seconds}]})
    assert result.findings[0].start_ms == ms
    assert result.findings[0].end_ms is None
    assert code is None or code in codes(result)


def test_a_segment_that_ends_before_it_starts_ends_where_it_starts() -> None:
    finding = speech(start_time=5, end_time=2)
    assert (finding.start_ms, finding.end_ms) == (5000, 5000)


def test_keys_are_stable_and_equal_ones_are_numbered() -> None:
    frames = [{"time": 1.5, "category": "porn", "suggestion": "block"}] * 2 + [{"time": 1.5, "category": "ad"}]
    sounds = [{"start_time": 0, "end_time": 10, "label": "ad", "suggestion": "block"}] * 2
    result = normalised(result={"suggestion": "block", "image_detail": frames, "audio_detail": sounds})
    assert [finding.key for finding in result.findings] == [
        "frame:1500:porn:0", "frame:1500:porn:1", "frame:1500:ad:0", "audio:0:10000:ad:0", "audio:0:10000:ad:1",
    ]  # fmt: skip


def test_a_frame_keeps_its_category_and_takes_label_and_score_of_its_worst_then_highest_hit() -> None:
    hits = [
        {"category": "ad", "label": "sure", "suggestion": "review", "confidence": 0.99},
        {"category": "porn", "label": "lower", "suggestion": "block", "confidence": 0.2},
        {"category": "porn", "label": "higher", "suggestion": "block", "confidence": 0.3},
    ]
    finding = frame(category="image_text", detail=hits)
    assert (finding.category, finding.label, finding.score) == ("image_text", "higher", 0.3)
    assert [hit.key for hit in finding.detections] == ["ad:sure:0", "porn:lower:0", "porn:higher:0"]


def test_boxes_are_kept_as_given_but_in_order() -> None:
    def corners(*values: Any) -> dict[str, Any]:
        return dict(zip(("top_left_x", "top_left_y", "bottom_right_x", "bottom_right_y"), values, strict=True))

    hits = [
        {"label": "a", "face_location": corners(12, 13, 100, 2000)},
        {"label": "b", "qr_location": corners(100, 50, 10, 20), "qr_content": "https://x"},
        {"label": "c", "face_location": corners(-5, 0, 5, 5)},
        {"label": "d", "face_location": corners("1", 2.9, None, 4)},
        {"label": "e", "face_location": corners(0, 0, 2**40, 4)},
        {"label": "f", "face_location": [1, 2, 3, 4]},
    ]
    assert [hit.box for hit in frame(detail=hits).detections] == [
        Box(12, 13, 100, 2000, BoxKind.FACE), Box(10, 20, 100, 50, BoxKind.QR), Box(-5, 0, 5, 5, BoxKind.FACE),
        None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("confidence", "score", "raw"),
    [(0.5, 0.5, ""), ("0.5", 0.5, ""), (1.5, 1.0, "1.5"), (-1, 0.0, "-1"), (99, 1.0, "99"),
     (None, None, ""), ("high", None, "")],
)  # fmt: skip
def test_a_score_is_clamped_and_its_raw_value_kept(confidence: Any, score: float | None, raw: str) -> None:
    hit = frame(detail=[{"label": "a", "suggestion": "block", "confidence": confidence}]).detections[0]
    assert (hit.score, hit.score_raw) == (score, raw)


def test_speech_has_its_text_words_and_spans() -> None:
    finding = speech(
        audio_text="hello", detail=[{"label": "ad", "confidence": 0.9, "segments": [{"segment": "he"}, {}]}]
    )
    assert (finding.kind, finding.category, finding.label, finding.text) == (FindingKind.AUDIO, "ad", "ad", "hello")
    assert finding.detections[0].spans == ("he",)


def test_one_bad_part_costs_only_itself() -> None:
    frames = [{"time": 1, "suggestion": "block", "detail": "x"}, 7, None]
    bad = {"suggestion": "block", "image_detail": frames, "audio_detail": {"a": 1}}
    result = normalised(result=bad, create_time=20260101, request_params=[1])
    assert len(result.findings) == 1
    assert codes(result)["wrong_type"] == 1
    assert {warning.path for warning in result.warnings if warning.code == "wrong_type"} >= {
        "result.image_detail", "result.image_detail.detail", "result.audio_detail", "request_params",
    }  # fmt: skip


def test_overlong_words_are_cut_to_their_columns() -> None:
    finding = frame(category="c" * 500, detail=[{"category": "c" * 500, "label": "l" * 500}] * 2)
    assert (len(finding.category), len(finding.label)) == (100, 200)
    assert all(len(hit.key) <= 250 for hit in finding.detections)
    assert len({hit.key for hit in finding.detections}) == 2


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-12:00", "0001-01-01", "soon", "1661356800000"])
def test_a_date_that_no_database_holds_is_left_out(text: str) -> None:
    assert normalised(create_time=text).created_at is None


@pytest.mark.parametrize("body", [{}, {"job_id": ""}, {"job_id": None}, {"status": "succeeded"}])
def test_an_answer_without_a_job_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer) as refused:
        normalise_job([json.dumps(body).encode()])
    assert refused.value.code == "no_job_id"


def test_nothing_to_read_is_refused() -> None:
    with pytest.raises(BadAnswer):
        normalise_job([])
