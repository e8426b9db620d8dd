"""The official Huawei SDK creates and queries jobs on the sandbox."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from reviews.providers.huawei.signing import HuaweiAuth
from reviews.providers.secret import Secret
from reviews.sandbox import clips, server

AK, SK = Secret("sandbox-ak"), Secret("sandbox-sk")

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:huaweicloudsdk.*"),
    pytest.mark.filterwarnings("ignore::SyntaxWarning:huaweicloudsdk.*"),
]


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The SDK, imported where it may write its application id."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("NO_PROXY", "127.0.0.1")
        import huaweicloudsdkmoderation.v3 as moderation

        yield moderation


@pytest.fixture
def sandbox() -> Iterator[server.Sandbox]:
    running = server.start(speed=1000)
    yield running
    running.stop()


def a_client(
    sdk: Any, url: str, ak: str = "sandbox-ak", sk: str = "sandbox-sk", project: str = "sandbox-project"
) -> Any:
    from huaweicloudsdkcore.auth.credentials import BasicCredentials

    return (
        sdk.ModerationClient.new_builder()
        .with_credentials(BasicCredentials(ak, sk, project))
        .with_endpoint(url)
        .build()
    )


def a_create(sdk: Any, url: str, **changes: Any) -> Any:
    data = sdk.VideoCreateRequestData(url=url, frame_interval=changes.pop("frame_interval", 2))
    body = {
        "data": data,
        "event_type": "default",
        "image_categories": ["porn", "terrorism", "politics", "image_text"],
        "audio_categories": ["porn", "ad", "moan", "abuse", "politics"],
    }
    return sdk.RunCreateVideoModerationJobRequest(body=sdk.VideoCreateRequest(**{**body, **changes}))


def finished(sdk: Any, client: Any, job_id: str) -> Any:
    for _ in range(200):
        answer = client.run_query_video_moderation_job(sdk.RunQueryVideoModerationJobRequest(job_id=job_id))
        if answer.status != "running":
            return answer
    raise AssertionError("the job did not finish")


def test_a_job_is_created_and_its_result_is_true_for_the_picture(sdk: Any, sandbox: server.Sandbox) -> None:
    client = a_client(sdk, sandbox.url)
    created = client.run_create_video_moderation_job(a_create(sdk, f"{sandbox.url}/media/street.mp4"))
    assert len(created.job_id) == 44
    answer = finished(sdk, client, created.job_id)
    assert answer.status == "succeeded"
    assert answer.request_params.data.frame_interval == 2
    assert answer.result.suggestion == "block"
    assert [frame.time for frame in answer.result.image_detail] == [4, 6, 8, 10, 12, 14, 16]
    for frame in answer.result.image_detail:
        told = {
            (hit.label, (box.top_left_x, box.top_left_y, box.bottom_right_x, box.bottom_right_y))
            for hit in frame.detail
            if (box := hit.face_location or hit.qr_location)
        }
        assert told == {(label, box) for label, box, _ in clips.boxes_at("street", frame.time)}
    sound = answer.result.audio_detail[0]
    assert (sound.label, sound.audio_text, sound.start_time, sound.end_time) == ("ad", "限时优惠，加微信领取", 5, 9)


def test_a_banner_is_read_and_a_qr_code_is_opened(sdk: Any, sandbox: server.Sandbox) -> None:
    client = a_client(sdk, sandbox.url)
    created = client.run_create_video_moderation_job(a_create(sdk, f"{sandbox.url}/media/shop.mp4"))
    frame = next(frame for frame in finished(sdk, client, created.job_id).result.image_detail if frame.time == 8)
    assert frame.ocr_text == "Scan to win a free phone"
    codes = [hit for hit in frame.detail if hit.label == "qr_code"]
    assert codes[0].qr_content == "https://shop.example/?ref=demo"
    assert [piece.segment for piece in frame.detail[1].segments] == ["Scan", "free phone"]


def test_only_what_was_asked_for_is_reported(sdk: Any, sandbox: server.Sandbox) -> None:
    client = a_client(sdk, sandbox.url)
    request = a_create(sdk, f"{sandbox.url}/media/shop.mp4", image_categories=["porn"], audio_categories=[])
    result = finished(sdk, client, client.run_create_video_moderation_job(request).job_id).result
    assert {frame.category for frame in result.image_detail} == {"porn"}
    assert result.audio_detail == []


def test_a_job_runs_before_it_succeeds_and_has_no_result_until_then(sdk: Any) -> None:
    moment = datetime.now(UTC)
    running = server.start(clock=lambda: moment)
    try:
        client = a_client(sdk, running.url)
        job_id = client.run_create_video_moderation_job(a_create(sdk, f"{running.url}/media/street.mp4")).job_id
        query = sdk.RunQueryVideoModerationJobRequest(job_id=job_id)
        early = client.run_query_video_moderation_job(query)
        moment += timedelta(seconds=5)
        late = client.run_query_video_moderation_job(query)
    finally:
        running.stop()
    assert (early.status, early.result) == ("running", None)
    assert late.status == "succeeded"
    assert late.update_time > late.create_time


def test_a_video_that_is_not_ours_fails(sdk: Any, sandbox: server.Sandbox) -> None:
    client = a_client(sdk, sandbox.url)
    created = client.run_create_video_moderation_job(a_create(sdk, "http://media.example/other.mp4"))
    answer = finished(sdk, client, created.job_id)
    assert (answer.status, answer.result) == ("failed", None)


def test_a_client_by_region_finds_its_project(sdk: Any, sandbox: server.Sandbox) -> None:
    from huaweicloudsdkcore.auth.credentials import BasicCredentials
    from huaweicloudsdkcore.region.region import Region

    credentials = BasicCredentials("sandbox-ak", "sandbox-sk").with_iam_endpoint(sandbox.url)
    region = Region("ap-southeast-3", sandbox.url)
    client = sdk.ModerationClient.new_builder().with_credentials(credentials).with_region(region).build()
    created = client.run_create_video_moderation_job(a_create(sdk, f"{sandbox.url}/media/street.mp4"))
    assert finished(sdk, client, created.job_id).status == "succeeded"
    assert ("GET", "/v3/projects") in sandbox.journal


@pytest.mark.parametrize(
    ("client", "changes", "status", "code"),
    [
        ({"sk": "wrong"}, {}, 401, "APIGW.0301"),
        ({"ak": "nobody"}, {}, 401, "APIGW.0301"),
        ({"project": "other"}, {}, 403, "APIGW.0302"),
        ({}, {"frame_interval": 61}, 400, "AIS.0012"),
        ({}, {"frame_interval": 5.5}, 400, "AIS.0012"),
        ({}, {"image_categories": ["cats"]}, 400, "AIS.0012"),
        ({}, {"image_categories": []}, 400, "AIS.0011"),
        ({}, {"seed": "s" * 65}, 400, "AIS.0012"),
    ],
)
def test_refusals_are_the_documented_ones(
    sdk: Any, sandbox: server.Sandbox, client: dict[str, str], changes: dict[str, Any], status: int, code: str
) -> None:
    from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException

    with pytest.raises(ClientRequestException) as refused:
        a_client(sdk, sandbox.url, **client).run_create_video_moderation_job(
            a_create(sdk, f"{sandbox.url}/media/street.mp4", **changes)
        )
    assert (refused.value.status_code, refused.value.error_code) == (status, code)
    assert len(refused.value.request_id) == 32


def test_an_unknown_job_is_a_400(sdk: Any, sandbox: server.Sandbox) -> None:
    from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException

    with pytest.raises(ClientRequestException) as refused:
        a_client(sdk, sandbox.url).run_query_video_moderation_job(sdk.RunQueryVideoModerationJobRequest(job_id="nope"))
    assert (refused.value.status_code, refused.value.error_code) == (400, "AIS.0030")


def test_temporary_credentials_need_the_right_token(sandbox: server.Sandbox) -> None:
    address = f"{sandbox.url}/v3/sandbox-project/moderation/video/jobs/nope"
    for token, status in (("sandbox-token", 400), ("other", 401)):
        answer = requests.get(
            address,
            auth=HuaweiAuth(AK, SK, security_token=Secret(token)),
            timeout=5,
        )
        assert answer.status_code == status


def test_an_old_date_and_a_changed_query_are_refused(sandbox: server.Sandbox) -> None:
    address = f"{sandbox.url}/v3/projects?name=ap-southeast-3"
    old = HuaweiAuth(AK, SK, clock=lambda: datetime.now(UTC) - timedelta(minutes=16))
    refused = requests.get(address, auth=old, timeout=5)
    assert (refused.status_code, refused.json()["error_code"]) == (401, "APIGW.0301")
    request = requests.Request("GET", address, auth=HuaweiAuth(AK, SK)).prepare()
    with requests.Session() as session:
        assert session.send(request, timeout=5).status_code == 200
        request.url = str(request.url).replace("ap-southeast-3", "ap-southeast-1")
        assert session.send(request, timeout=5).status_code == 401


def test_more_than_ten_calls_a_second_are_throttled(sandbox: server.Sandbox) -> None:
    address = f"{sandbox.url}/v3/projects"
    with requests.Session() as session:
        session.auth = HuaweiAuth(AK, SK)
        answers = [session.get(address, timeout=5) for _ in range(12)]
    assert [answer.status_code for answer in answers].count(200) == 10
    assert answers[-1].status_code == 429
    assert answers[-1].json()["error_code"] == "APIG.0308"


def test_a_recorded_answer_is_served_byte_for_byte(sdk: Any, tmp_path: Path) -> None:
    recorded = (Path(__file__).parents[1] / "payloads" / "huawei" / "query-succeeded.json").read_bytes()
    (tmp_path / "huawei").mkdir()
    running = server.start(payloads=tmp_path)
    try:
        (tmp_path / "huawei" / "late-1.json").write_bytes(recorded)
        query = sdk.RunQueryVideoModerationJobRequest(job_id="late-1")
        answer = a_client(sdk, running.url).run_query_video_moderation_job(query)
    finally:
        running.stop()
    assert answer.raw_content == recorded
    assert answer.to_json_object()["result"] == json.loads(recorded)["result"]
