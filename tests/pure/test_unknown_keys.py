"""What an answer holds under a name that we do not know: read when its shape can mean one thing only, else named."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from reviews.providers import unknown_keys, values
from reviews.providers.alibaba.normalise import normalise_job as alibaba
from reviews.providers.huawei.normalise import normalise_job as huawei
from reviews.providers.results import JobResult, Warning
from reviews.vocabulary import FindingKind, JobState, Suggestion

MTS = Path(__file__).parent.parent / "payloads" / "mts"
VIDEO = "MediaCensorJobDetail.VensorCensorResult"


def mts(name: str) -> JobResult:
    return alibaba([(MTS / name).read_bytes()])


def ice(**parts: Any) -> JobResult:
    detail = {"JobId": "j", "State": "Success", "Suggestion": "block", **parts}
    return alibaba([json.dumps({"RequestId": "r", "MediaCensorJobDetail": detail}).encode()])


def query(**parts: Any) -> JobResult:
    return huawei([json.dumps({"job_id": "j", "status": "succeeded", **parts}).encode()])


def judgement(**parts: Any) -> dict[str, Any]:
    return {"Suggestion": "block", "Label": "porn", "Scene": "porn", "Rate": "99.1", **parts}


@pytest.mark.parametrize(
    ("name", "state", "raw"),
    [
        ("m-submitted.json", JobState.QUEUED, "Submitted"),
        ("m-analyzing.json", JobState.RUNNING, "Analyzing"),
    ],
)
def test_older_state_words_of_mts_are_known(name: str, state: JobState, raw: str) -> None:
    result = mts(name)
    assert (result.state, result.state_raw, result.suggestion, result.warnings) == (state, raw, None, ())


def test_results_under_an_older_spelling_are_the_same_findings() -> None:
    old, new = mts("m-2019-shape.json"), mts("m-2019-now.json")
    frame = next(finding for finding in old.findings if finding.start_ms == 2000)
    assert (frame.kind, frame.suggestion, frame.label, frame.score) == (
        FindingKind.FRAME, Suggestion.BLOCK, "porn", 0.991,
    )  # fmt: skip
    assert old.findings == new.findings
    assert old.warnings == (
        Warning("read_from_unknown_key", f"{VIDEO}.CensorCensorResult"),
        Warning("read_from_unknown_key", f"{VIDEO}.VideoTimelines.VideoTimeline.CensorCensorResult", 3),
    )
    assert new.warnings == ()


@pytest.mark.parametrize(
    "video",
    [
        {"Verdicts": {"CensorResult": [judgement()]}},
        {"CensorResults": {"Verdicts": [judgement()]}},
        {"CensorResults": {}, "Verdicts": {"Anything": [judgement()]}},
    ],
)
def test_a_wrapper_of_any_name_is_read_when_its_rows_fit(video: dict[str, Any]) -> None:
    result = ice(VensorCensorResult=video)
    assert [(finding.label, finding.score) for finding in result.findings] == [("porn", 0.991)]
    assert {warning.code for warning in result.warnings} == {"read_from_unknown_key"}


def test_a_section_in_its_right_spelling_is_read_where_the_misspelling_is_absent() -> None:
    row = {"Timestamp": "00:00:02", "Object": "a.jpg", "CensorResults": {"CensorResult": [judgement()]}}
    result = ice(VideoCensorResult={"VideoTimelines": {"VideoTimeline": [row]}})
    assert [(finding.start_ms, finding.label) for finding in result.findings] == [(2000, "porn")]


def test_two_unknown_keys_that_fit_one_place_are_not_mixed() -> None:
    result = ice(VensorCensorResult={"A": [judgement()], "B": [judgement(Label="sexy")]})
    assert [finding.label for finding in result.findings] == ["porn"]
    assert Warning("unknown_key", f"{VIDEO}.B") in result.warnings


def test_what_fits_no_place_is_named_and_not_guessed() -> None:
    result = ice(SubtitleCensorResult=judgement(), VensorCensorResult={"CensorResults": {"CensorResult": [judgement()]},
                 "FaceResults": [{"Suggestion": "block", "Who": "x"}]})  # fmt: skip
    assert [finding.key for finding in result.findings] == ["video:porn"]
    assert result.warnings == (
        Warning("unknown_key", "MediaCensorJobDetail.SubtitleCensorResult"),
        Warning("unknown_key", f"{VIDEO}.FaceResults"),
    )


def test_every_level_of_an_answer_of_huawei_names_its_unknown_keys() -> None:
    hit = {"suggestion": "block", "confidence": 0.9, "label": "x", "category": "porn", "mask": "..."}
    frame = {"suggestion": "block", "time": 1, "category": "porn", "detail": [hit], "speed": 2}
    speech = {"suggestion": "block", "start_time": 1, "end_time": 2, "label": "ad", "who": "x"}
    result = query(score=1, result={"suggestion": "block", "image_detail": [frame, frame], "audio_detail": [speech]})
    assert result.warnings == (
        Warning("unknown_key", "result.audio_detail.who"),
        Warning("unknown_key", "result.image_detail.detail.mask", 2),
        Warning("unknown_key", "result.image_detail.speed", 2),
        Warning("unknown_key", "score"),
    )


def test_frames_of_huawei_under_another_name_are_read() -> None:
    result = query(result={"suggestion": "block", "frames": [{"suggestion": "block", "time": 2, "category": "porn"}]})
    assert [(finding.start_ms, finding.category) for finding in result.findings] == [(2000, "porn")]
    assert result.warnings == (Warning("read_from_unknown_key", "result.frames"),)


def test_a_key_that_says_nothing_is_no_warning() -> None:
    assert query(trace=None, result={"suggestion": "pass"}).warnings == ()


def test_facts_of_the_request_that_only_mts_echoes_are_kept() -> None:
    config = {"Scenes": ["porn", "terrorism"], "SaveType": "abnormal", "StoreVideoTimeline": True}
    result = ice(VideoCensorConfig=config)
    assert result.request_params == {"VideoCensorConfig": config}
    assert result.warnings == ()


def test_what_only_a_later_page_has_is_not_dropped() -> None:
    first = {"JobId": "j", "State": "Success", "Suggestion": "block"}
    later = {**first, "TitleCensorResult": judgement(), "VensorCensorResult": {"CensorResults": [judgement()]}}
    pages = [json.dumps({"MediaCensorJobDetail": detail}).encode() for detail in (first, later)]
    assert [finding.key for finding in alibaba(pages).findings] == ["video:porn", "text:title"]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("plain-Name_1", "plain-Name_1"),
        ("a.b", '"a.b"'),
        ('q"\\', '"q\\u{22}\\u{5c}"'),
        ("zero\u200bwidth\n", '"zero\\u{200b}width\\u{a}"'),
        ("标题", '"标题"'),
        ("x" * 61, '"' + "x" * 60 + '…"'),
        ("", '""'),
    ],
)
def test_names_from_outside_are_escaped_and_cut(name: str, path: str) -> None:
    assert unknown_keys.join_path("", name) == path
    assert unknown_keys.join_path("a", name) == f"a.{path}"


def test_a_flood_of_keys_hides_no_other_warning() -> None:
    flood = {f"key{number:05}": 1 for number in range(5000)}
    result = query(**flood, status="hovering", result={"suggestion": "sure"})
    assert len(result.warnings) == values.MAX_PLACES + 3
    assert Warning("unknown_key", "", 5000 - values.MAX_PLACES) in result.warnings
    assert {warning.code for warning in result.warnings} == {"unknown_key", "unknown_state", "unknown_suggestion"}


def test_long_names_in_deep_answers_cost_no_more_than_their_cut_names() -> None:
    tree: Any = 1
    for _ in range(50):
        tree = {"n" * 100_000: tree}
    assert max(len(warning.path) for warning in query(deep=tree, **{"w" * 100_000: "\u202e"}).warnings) <= values.MAX_ID


def test_warnings_stay_in_a_stable_order() -> None:
    drops = Counter({("b", "2"): 1, ("a", "1"): 2, ("b", "1"): 1})
    assert [(one.code, one.path) for one in values.warnings_from(drops)] == [("a", "1"), ("b", "1"), ("b", "2")]
