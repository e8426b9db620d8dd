"""Odd requests get the documented refusal, never an accident."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.sandbox import answers_huawei
from reviews.sandbox.alibaba_submit import parse_ice_request, parse_mts_request
from reviews.sandbox.clips import CLIPS
from reviews.sandbox.http_exchange import Request, json_bytes
from reviews.sandbox.huawei_body import parse_create_body
from reviews.sandbox.refusals import AlibabaRefusal, HuaweiRefusal, Refusal

GOOD: dict[str, Any] = {"data": {"url": "http://x/y.mp4"}, "event_type": "default", "image_categories": ["porn"]}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def a_request(**parameters: str) -> Request:
    return Request("POST", "/", tuple(parse_qsl(urlencode(parameters, errors="replace"))), {}, b"")


def refusal_of(read: Callable[[Any], Any], given: Any) -> str:
    """The code of the refusal, nothing when it was taken."""
    try:
        read(given)
    except Refusal as refusal:
        return refusal.code
    return ""


def moderated(body: bytes) -> None:
    """Take a create body as far as its result."""
    assert answers_huawei.job_result(CLIPS["shop"], parse_create_body(body))["suggestion"] in (
        "pass",
        "review",
        "block",
    )


@given(
    name=st.sampled_from(["data", "event_type", "image_categories", "audio_categories", "biz_type", "seed"]),
    value=ANYTHING,
)
def test_any_value_in_a_create_body_is_taken_or_refused(name: str, value: Any) -> None:
    body = json.dumps({**GOOD, name: value}).encode()
    assert refusal_of(moderated, body) in ("", "AIS.0011", "AIS.0012", "AIS.0014")


@given(name=st.sampled_from(["url", "frame_interval", "language"]), value=ANYTHING)
def test_any_value_in_the_data_of_a_create_body_is_taken_or_refused(name: str, value: Any) -> None:
    body = json.dumps({**GOOD, "data": {**GOOD["data"], name: value}}).encode()
    assert refusal_of(moderated, body) in ("", "AIS.0011", "AIS.0012")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"data": ' + b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(HuaweiRefusal, match="JSON"):
        parse_create_body(body)


@given(
    name=st.sampled_from(["Input", "ScheduleConfig", "CoverImages", "VideoCensorConfig", "Output", "Title"]),
    value=ANYTHING,
)
def test_any_value_in_a_submit_is_taken_or_refused(name: str, value: Any) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    media, place = {"Media": "oss://b/o"}, {"Bucket": "b", "Location": "l", "Object": "o"}
    for read, fields in (
        (parse_ice_request, {"Input": json.dumps(media)}),
        (parse_mts_request, {"Input": json.dumps(place), "VideoCensorConfig": "{}"}),
    ):
        code = refusal_of(read, a_request(**{**fields, name: text}))
        assert code in ("", "InvalidParameter", "MissingInput", "MissingVideoCensorConfig")


@pytest.mark.parametrize("media", ["http://[", "ftp://x/y", "oss://", "oss://b", "http://"])
def test_an_input_that_is_no_address_is_refused(media: str) -> None:
    with pytest.raises(AlibabaRefusal, match=r"Input\.Media"):
        parse_ice_request(a_request(Input=json.dumps({"Media": media})))


@pytest.mark.parametrize(
    ("media", "bucket", "key"),
    [
        ("oss://b/dir/a b.mp4", "b", "dir/a b.mp4"),
        ("https://b.oss-cn-shanghai.aliyuncs.com/dir/a%20b.mp4", "b", "dir/a b.mp4"),
        ("http://127.0.0.1:8100/b/a.mp4", "b", "a.mp4"),
    ],
)
def test_an_object_is_named_in_three_ways(media: str, bucket: str, key: str) -> None:
    source = parse_ice_request(a_request(Input=json.dumps({"Media": media})))["input"]
    assert (source["Bucket"], source["Object"]) == (bucket, key)


def test_snapshots_need_a_place_for_their_number() -> None:
    with pytest.raises(AlibabaRefusal, match=r"\{Count\}"):
        parse_ice_request(a_request(Input='{"Media": "oss://b/o"}', Output="oss://sandbox-stills/one.jpg"))


def test_half_a_surrogate_pair_is_escaped_and_the_rest_is_not() -> None:
    assert json_bytes({"a": "中"}) == '{"a": "中"}'.encode()
    assert json.loads(json_bytes({"a": "中\ud800"})) == {"a": "中\ud800"}
