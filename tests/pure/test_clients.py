"""The clients as a provider, before and behind the wire."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from reviews.providers import registry
from reviews.providers.alibaba.client import Ice, Mts
from reviews.providers.base import SubmitRequest
from reviews.providers.errors import BadAnswer, ConfigurationError, InvalidRequest
from reviews.providers.huawei.client import Huawei
from reviews.providers.results import ObjectRef
from reviews.providers.secret import Secret
from tests.pure.recording_client import a_client, sent_parameters


def test_the_registry_knows_the_three_providers() -> None:
    assert registry.slugs() == ["alibaba", "huawei", "mts"]
    assert [registry.get(slug) for slug in registry.slugs()] == [Ice, Huawei, Mts]


BAD_IDS = ["", ".", "..", "a/b", "a b", "a%2Fb", "ü", "a" * 129, "a\n", "{job_id}", "../x?y=1", "a\x00"]


@pytest.mark.parametrize("kind", [Huawei, Ice, Mts])
@pytest.mark.parametrize("job_id", BAD_IDS)
def test_an_id_that_is_no_job_id_never_reaches_the_wire(kind: Any, job_id: str) -> None:
    provider, door = a_client(kind)
    with pytest.raises(InvalidRequest, match="job id"):
        provider.fetch(job_id)
    assert door.calls == []


def test_huawei_creates_with_its_defaults_and_is_never_repeated() -> None:
    provider, door = a_client(Huawei, {"job_id": "j-1", "request_id": "r"}, region="ap-southeast-3")
    assert provider.submit(SubmitRequest("https://v.example.com/a.mp4")).external_id == "j-1"
    call = door.calls[0]
    assert (call["method"], call["repeatable"]) == ("POST", False)
    assert call["url"] == "https://moderation.ap-southeast-3.myhuaweicloud.com/v3/p1/moderation/video/jobs"
    assert msgspec.json.decode(call["body"]) == {
        "data": {"url": "https://v.example.com/a.mp4", "frame_interval": 5}, "event_type": "default",
        "image_categories": ["porn", "terrorism", "image_text"], "audio_categories": ["porn", "ad", "moan", "abuse"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (SubmitRequest("oss://bucket/a.mp4"), "source"),
        (SubmitRequest("a.mp4"), "source"),
        (SubmitRequest("https://v.example.com/a.mp4", frame_interval_s=0), "frame interval"),
        (SubmitRequest("https://v.example.com/a.mp4", frame_interval_s=61), "frame interval"),
    ],
)
def test_huawei_refuses_a_bad_request_before_the_wire(request_: SubmitRequest, field: str) -> None:
    provider, door = a_client(Huawei)
    with pytest.raises(InvalidRequest, match=field):
        provider.submit(request_)
    assert door.calls == []


def test_huawei_looks_its_project_up_once() -> None:
    key = Secret("an-ak-of-this-test")
    projects = {"projects": [{"id": "looked-up"}]}
    for answers in ([projects, {"job_id": "j"}], [{"job_id": "j"}]):
        provider, door = a_client(
            Huawei, *answers, project_id="", access_key=key, endpoint="http://127.0.0.1:9", allow_private=True
        )
        provider.fetch("j")
        assert door.calls[-1]["url"] == "http://127.0.0.1:9/v3/looked-up/moderation/video/jobs/j"
    provider, door = a_client(Huawei, {"projects": []}, project_id="", region="ap-southeast-1")
    with pytest.raises(ConfigurationError, match="project ID"):
        provider.fetch("j")
    assert door.calls[0]["url"] == "https://iam.ap-southeast-1.myhuaweicloud.com/v3/projects"


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (Huawei, {"job_id": "other", "status": "running"}),
        (Huawei, {"status": "running"}),
        (Ice, {"MediaCensorJobDetail": {"JobId": "other"}}),
        (Ice, {"RequestId": "r"}),
    ],
)
def test_an_answer_about_another_job_is_a_bad_answer(kind: Any, answer: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer, match=r"asked for 'j', it (names 'other'|contains no job ID)\.") as refused:
        a_client(kind, answer)[0].fetch("j")
    assert refused.value.code == "other_job"


def test_ice_submits_an_object_with_its_texts_and_covers() -> None:
    provider, door = a_client(Ice, {"JobId": "j1", "RequestId": "r"})
    cover = ObjectRef("covers", "", "c.jpg")
    request = SubmitRequest(
        "oss://in/a b.mp4", title="t", description="d", reference="ref", output="oss://out/s-{Count}.jpg",
        cover_images=(cover,),
    )  # fmt: skip
    assert provider.submit(request).external_id == "j1"
    assert door.calls[0]["url"] == "https://ice.cn-shanghai.aliyuncs.com/"
    assert not door.calls[0]["repeatable"]
    assert sent_parameters(door.calls[0]) == {
        "Input": {"Type": "OSS", "Media": "oss://in/a b.mp4"}, "Title": "t", "Description": "d", "UserData": "ref",
        "Output": "oss://out/s-{Count}.jpg",
        "CoverImages": [{"Bucket": "covers", "Location": "oss-cn-shanghai", "Object": "c.jpg"}],
    }  # fmt: skip


def test_mts_submits_places() -> None:
    provider, door = a_client(Mts, {"JobId": "j1"})
    provider.submit(SubmitRequest("oss://in/a.mp4", output="oss://out/s-{Count}.jpg", reference="r"))
    place = {"Bucket": "in", "Location": "oss-cn-shanghai", "Object": "a.mp4"}
    sent = sent_parameters(door.calls[0])
    assert door.calls[0]["url"] == "https://mts.cn-shanghai.aliyuncs.com/"
    assert sent["Input"] == place
    assert sent["VideoCensorConfig"]["OutputFile"]["Object"] == "s-{Count}.jpg"
    with pytest.raises(InvalidRequest, match="output"):
        provider.submit(SubmitRequest("oss://in/a.mp4"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source": "https://v.example.com/a"}, "source"),
        ({"source": "oss://bucket"}, "source"),
        ({"source": "oss:///a"}, "source"),
        ({"title": "é" * 33}, "Title"),
        ({"description": "x" * 129}, "Description"),
        ({"reference": "中" * 43}, "UserData"),
        ({"output": "out/{Count}.jpg"}, "output"),
        ({"cover_images": (ObjectRef("b", "l", "k"),) * 6}, "cover images"),
    ],
)
def test_ice_refuses_a_bad_request_before_the_wire(changes: dict[str, Any], field: str) -> None:
    provider, door = a_client(Ice)
    with pytest.raises(InvalidRequest, match=field):
        provider.submit(msgspec.structs.replace(SubmitRequest("oss://b/a.mp4"), **changes))
    assert door.calls == []


def test_ice_asks_for_the_largest_pages_and_hands_on_the_token() -> None:
    page = {"MediaCensorJobDetail": {"JobId": "j", "VensorCensorResult": {"NextPageToken": "t2"}}}
    last = {"MediaCensorJobDetail": {"JobId": "j", "VensorCensorResult": {}}}
    provider, door = a_client(Ice, page, last)
    assert provider.fetch("j").next_token == "t2"
    assert provider.fetch("j", "t2").next_token == ""
    assert [sent_parameters(call) for call in door.calls] == [
        {"JobId": "j", "MaximumPageSize": "300"},
        {"JobId": "j", "MaximumPageSize": "300", "NextPageToken": "t2"},
    ]


def test_ice_lists_jobs_in_a_window() -> None:
    listed = [{"JobId": "a", "CreationTime": "2026-11-20T00:00:00Z"}, {"State": "no id"}, {"JobId": "b"}]
    provider, door = a_client(Ice, {"NextPageToken": "n", "MediaCensorJobList": {"MediaCensorJob": listed}})
    until = datetime(2026, 11, 21, 8, tzinfo=UTC)
    listing = provider.list_jobs(until - timedelta(days=1), until)
    assert [job.external_id for job in listing.jobs] == ["a", "b"]
    assert listing.next_token == "n"
    assert sent_parameters(door.calls[0])["StartOfJobCreatedTimeRange"] == "2026-11-20T08:00:00Z"


@pytest.mark.parametrize("source", ["oss://../b", "oss://a.b/c", f"oss://{'a' * 64}/c"])
def test_a_bucket_that_cannot_be_one_is_refused_before_the_call(source: str) -> None:
    provider, door = a_client(Ice, {"JobId": "j1"})
    with pytest.raises(InvalidRequest, match=r"source: .* is not a bucket"):
        provider.submit(SubmitRequest(source))
    assert not door.calls
