"""Whatever a provider sends becomes a storable result or one error, never anything else."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.providers import json_outline, payload_guard
from reviews.providers.alibaba.normalise import normalise_job as alibaba
from reviews.providers.errors import BadAnswer
from reviews.providers.huawei.normalise import normalise_job as huawei
from reviews.providers.results import JobResult

PAYLOADS = Path(__file__).parent.parent / "payloads"
SAMPLES = {
    "huawei": (huawei, json.loads((PAYLOADS / "huawei/query-succeeded.json").read_text())),
    "alibaba": (alibaba, json.loads((PAYLOADS / "alibaba/query-media-censor-job-detail.json").read_text())),
}
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
MAX_LENGTHS = {"key": 250, "category": 100, "label": 200, "suggestion_raw": 100, "external_id": 128, "state_raw": 100}


class Shape(msgspec.Struct):
    text: str | None = None
    number: float | None = None
    whole: int | None = None
    anything: Any = None


def leaves(node: Any) -> Iterator[Any]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from leaves(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from leaves(value)
    else:
        yield node


def assert_storable(result: JobResult) -> None:
    for leaf in leaves(msgspec.to_builtins(result)):
        if isinstance(leaf, str):
            leaf.encode("utf-8")
            assert "\x00" not in leaf
            assert not set(leaf) & set(BIDI)
        elif isinstance(leaf, int) and not isinstance(leaf, bool):
            assert -(2**63) <= leaf < 2**63
    assert not result.created_at or isinstance(result.created_at.astimezone(), datetime)
    for thing in (result, *result.findings, *(hit for finding in result.findings for hit in finding.detections)):
        for name, limit in MAX_LENGTHS.items():
            assert len(getattr(thing, name, "")) <= limit
    keys = [finding.key for finding in result.findings]
    assert len(keys) == len(set(keys))
    assert all(len({hit.key for hit in f.detections}) == len(f.detections) for f in result.findings)
    assert all(hit.score is None or 0 <= hit.score <= 1 for f in result.findings for hit in f.detections)
    assert all(f.end_ms is None or f.start_ms is None or f.start_ms <= f.end_ms for f in result.findings)


@given(st.binary(max_size=400))
@settings(max_examples=400)
@pytest.mark.parametrize("normalise", [huawei, alibaba])
def test_any_bytes_are_a_result_or_a_bad_answer(normalise: Any, body: bytes) -> None:
    try:
        assert_storable(normalise([body]))
    except BadAnswer as error:
        assert error.code  # noqa: PT017 - either outcome is right


hostile_values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(min_value=2**62, max_value=2**70), st.floats(),
    st.text(), st.text(alphabet=st.sampled_from("\x00\ud800\udfff" + BIDI + "a,:")),
    st.sampled_from(["1e400", "-1", "x" * 400]),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)  # fmt: skip


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


def with_value(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copy = dict(node) if isinstance(node, dict) else list(node) if isinstance(node, list) else node
    if not isinstance(copy, dict | list):
        return copy
    with suppress(KeyError, IndexError):
        copy[path[0]] = with_value(copy[path[0]], path[1:], value)
    return copy


@given(st.data())
@settings(max_examples=600)
@pytest.mark.parametrize("provider", SAMPLES)
def test_a_documented_answer_with_hostile_parts_is_a_result_or_a_bad_answer(provider: str, data: st.DataObject) -> None:
    normalise, document = SAMPLES[provider]
    for _ in range(data.draw(st.integers(1, 4))):
        document = with_value(document, data.draw(st.sampled_from(list(places(document)))), data.draw(hostile_values))
    try:
        assert_storable(normalise([json.dumps(document).encode()]))
    except BadAnswer as error:
        assert error.code in {"no_job_id", "not_json", "not_an_object"}  # noqa: PT017 - either outcome is right


REFUSED = {
    "empty": (b"", "empty"),
    "blank": (b" \n ", "empty"),
    "html": (b"<html><body>502</body></html>", "not_json"),
    "cut": (b'{"job_id": "a", "result": {"sugg', "not_json"),
    "trailing": (b'{"job_id": "a"} x', "not_json"),
    "raw NUL": (b'{"job_id": "a\x00"}', "not_json"),
    "NaN": (b'{"job_id": "a", "x": NaN}', "not_json"),
    "Infinity": (b'{"job_id": "a", "x": -Infinity}', "not_json"),
    "latin-1": ('{"job_id": "é"}'.encode("latin-1"), "not_utf8"),
    "utf-16": ('{"job_id": "a"}'.encode("utf-16"), "not_utf8"),
    "raw surrogate": (b'{"job_id": "\xed\xa0\x80"}', "not_utf8"),
    "list": (b'[{"job_id": "a"}]', "not_an_object"),
    "text": (b'"a"', "not_an_object"),
    "null": (b"null", "not_an_object"),
    "65 deep": (b'{"x":' * 65 + b"1" + b"}" * 65, "too_deep"),
    "100,000 deep": (b"[" * 100_000 + b"]" * 100_000, "too_deep"),
    "too many values": (b'{"x":[' + b"1," * payload_guard.MAX_NODES + b"1]}", "too_many_values"),
    "too large": (b" " * (payload_guard.MAX_BYTES + 1), "too_large"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_honest_answer_holds_is_refused(name: str) -> None:
    body, code = REFUSED[name]
    with pytest.raises(BadAnswer) as refused:
        payload_guard.decode_payload(body, Shape)
    assert refused.value.code == code


CLEANED = {
    "a BOM is tolerated": (b'\xef\xbb\xbf{"text": "a"}', Shape(text="a"), {}),
    "NUL": (rb'{"text": "a\u0000b"}', Shape(text="a�b"), {("text_replaced", "text"): 1}),
    "lone high surrogate": (rb'{"text": "\ud800x"}', Shape(text="�x"), {("text_replaced", "text"): 1}),
    "lone low surrogate": (rb'{"text": "\udc00"}', Shape(text="�"), {("text_replaced", "text"): 1}),
    "two low ones": (rb'{"text": "\udc00\udc01"}', Shape(text="��"), {("text_replaced", "text"): 2}),
    "a real pair stays": (rb'{"text": "\ud83d\ude00"}', Shape(text="😀"), {}),
    "raw bidi": ('{"text": "a\u202eb"}'.encode(), Shape(text="a�b"), {("text_replaced", "text"): 1}),
    "escaped bidi": (rb'{"text": "\u2066\u061C"}', Shape(text="��"), {("text_replaced", "text"): 2}),
    "an escaped backslash is no escape": (rb'{"text": "\\u0000"}', Shape(text=r"\u0000"), {}),
    "NFD stays NFD": ('{"text": "e\u0301"}'.encode(), Shape(text="e\u0301"), {}),
    "1e400": (b'{"number": 1e400}', Shape(), {("number_out_of_range", "number"): 1}),
    "5,000 digits": (b'{"number": ' + b"9" * 5000 + b"}", Shape(), {("number_out_of_range", "number"): 1}),
    "2^70 in a free place": (rb'{"anything": {"a": 1180591620717411303424}, "text": "\u0000"}',
                             Shape(text="�", anything={"a": None}),
                             {("number_out_of_range", "anything.a"): 1, ("text_replaced", "text"): 1}),
    "a list for text": (b'{"text": ["a"], "number": 1}', Shape(number=1.0), {("wrong_type", "text"): 1}),
    "text for a number": (b'{"number": "0.5", "whole": "7"}', Shape(number=0.5, whole=7), {}),
    "a word for a number": (b'{"number": "much"}', Shape(), {("wrong_type", "number"): 1}),
    "a number for text": (b'{"text": 5}', Shape(text="5"), {}),
    "a flag for a number": (b'{"number": true}', Shape(), {("wrong_type", "number"): 1}),
    "12.7 for a whole number": (b'{"whole": 12.7}', Shape(whole=12), {}),
    "null everywhere": (b'{"text": null, "number": null}', Shape(), {}),
    "the last of two equal keys": (b'{"text": "a", "text": "b"}', Shape(text="b"), {}),
    "unknown keys": (b'{"new": {"a": [1]}, "text": "a"}', Shape(text="a"), {}),
    "64 deep": (b'{"x":' * 64 + b"1" + b"}" * 64, Shape(), {}),
}  # fmt: skip


@pytest.mark.parametrize("name", CLEANED)
def test_what_can_be_kept_is_kept_and_the_rest_is_counted(name: str) -> None:
    body, value, drops = CLEANED[name]
    assert payload_guard.decode_payload(body, Shape) == (value, Counter(drops))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='[]{}",\\ax', max_size=6),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(alphabet='[]{}",\\', max_size=3), inner, max_size=4),
    max_leaves=25,
)  # fmt: skip


def real_depth(node: Any) -> int:
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else None
    return 0 if children is None else 1 + max(map(real_depth, children), default=0)


@given(json_values, st.integers(0, 5))
@settings(max_examples=500)
def test_the_depth_that_is_read_from_bytes_is_the_real_one(value: Any, limit: int) -> None:
    outline = json_outline.extract_outline(json.dumps(value).encode())
    assert min(json_outline.outline_depth(outline, limit), limit + 1) == min(real_depth(value), limit + 1)


def test_both_ways_through_the_gate_agree() -> None:
    for normalise, document in SAMPLES.values():
        fast = normalise([json.dumps(document).encode()])
        slow = normalise([json.dumps(document | {"unknown": "\u202e"}).encode()])
        assert msgspec.structs.replace(slow, warnings=()) == fast


def test_the_longest_video_of_the_performance_rules_passes() -> None:
    frame = {"time": 1, "suggestion": "block", "category": "porn", "detail": [{"confidence": 0.5, "label": "x"}] * 3}
    body = json.dumps(
        {"job_id": "a", "status": "succeeded", "result": {"suggestion": "block", "image_detail": [frame] * 10_800}}
    )
    assert len(huawei([body.encode()]).findings) == 10_800
