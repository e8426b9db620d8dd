"""The official ICE and MTS SDKs submit, query and list jobs on the sandbox."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reviews.sandbox import clips, server

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:(alibabacloud|Tea|darabonba).*"),
    pytest.mark.filterwarnings("ignore::SyntaxWarning"),
]


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """These SDKs use a proxy even for loopback, whatever NO_PROXY says."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def sandbox() -> Iterator[server.Sandbox]:
    running = server.start(speed=1000)
    yield running
    running.stop()


def a_client(package: Any, url: str, ak: str = "sandbox-ak", sk: str = "sandbox-sk", token: str | None = None) -> Any:
    from alibabacloud_tea_openapi.utils_models import Config

    config = Config(
        access_key_id=ak,
        access_key_secret=sk,
        security_token=token,
        region_id="cn-shanghai",
        endpoint=url.removeprefix("http://"),
        protocol="HTTP",
    )
    return package.client.Client(config)


@pytest.fixture
def ice(sandbox: server.Sandbox) -> Any:
    import alibabacloud_ice20201109 as package
    import alibabacloud_ice20201109.client

    return a_client(package, sandbox.url)


@pytest.fixture
def mts(sandbox: server.Sandbox) -> Any:
    import alibabacloud_mts20140618 as package
    import alibabacloud_mts20140618.client

    return a_client(package, sandbox.url)


def submit_ice(ice: Any, clip: str = "street", **fields: Any) -> str:
    from alibabacloud_ice20201109 import models

    source = models.SubmitMediaCensorJobRequestInput(media=f"oss://sandbox-videos/{clip}.mp4", type="OSS")
    request = models.SubmitMediaCensorJobRequest(input=source, **fields)
    return str(ice.submit_media_censor_job(request).body.job_id)


def finished(client: Any, models: Any, job_id: str, **paging: Any) -> Any:
    for _ in range(200):
        request = models.QueryMediaCensorJobDetailRequest(job_id=job_id, **paging)
        detail = client.query_media_censor_job_detail(request).body.media_censor_job_detail
        if detail.state in ("Success", "Fail"):
            return detail
        time.sleep(0.01)
    raise AssertionError("the job did not finish")


def test_a_job_is_read_page_by_page_and_every_frame_comes_once(ice: Any) -> None:
    from alibabacloud_ice20201109 import models

    job_id = submit_ice(ice)
    finished(ice, models, job_id)
    token, rows, tokens = None, [], []
    while True:
        page = finished(ice, models, job_id, maximum_page_size=4, next_page_token=token).vensor_censor_result
        rows += page.video_timelines.video_timeline
        token = page.next_page_token
        if not token:
            break
        tokens.append(token)
    street = clips.CLIPS["street"]
    seen = [second for second in range(20) if street.visible(second)]
    assert [row.timestamp for row in rows] == [f"00:00:{second:02d}.000" for second in seen]
    assert len({row.object for row in rows}) == len(rows)
    assert [len(token) for token in tokens] == [32] * ((len(rows) - 1) // 4)
    assert len(set(tokens)) == len(tokens)


def test_a_detail_holds_what_the_reference_page_shows(ice: Any) -> None:
    from alibabacloud_ice20201109 import models

    job_id = submit_ice(
        ice,
        title="Street walk",
        description="Sample with an ad banner",
        barrages="hello, you idiot",
        user_data="ours-7",
        output="oss://sandbox-stills/shots/{Count}.jpg",
        cover_images=json.dumps(
            [{"Bucket": "sandbox-videos", "Location": "oss-cn-shanghai", "Object": "covers/street.jpg"}]
        ),
    )
    detail = finished(ice, models, job_id)
    assert (detail.state, detail.suggestion, detail.user_data) == ("Success", "block", "ours-7")
    assert detail.input.to_map() == {
        "Bucket": "sandbox-videos", "Location": "oss-cn-shanghai", "Object": "street.mp4",
    }  # fmt: skip
    assert detail.video_censor_config.output_file.object == "shots/{Count}.jpg"
    assert detail.title_censor_result.label == "normal"
    assert (detail.desc_censor_result.label, detail.desc_censor_result.suggestion) == ("ad", "review")
    assert (detail.barrage_censor_result.label, detail.barrage_censor_result.scene) == ("abuse", "antispam")
    cover = detail.cover_image_censor_results.cover_image_censor_result[0]
    assert (cover.object, cover.results.result[0].label) == ("covers/street.jpg", "weapon,politics")
    summary = {
        row.scene: (row.suggestion, row.label) for row in detail.vensor_censor_result.censor_results.censor_result
    }
    assert summary["terrorism"] == ("block", "weapon,politics")
    assert summary["porn"] == ("pass", "normal")
    assert detail.vensor_censor_result.video_timelines.video_timeline[0].object.startswith("shots/00001-")
    assert detail.code is None


def test_jobs_are_listed_newest_first_in_pages(ice: Any, sandbox: server.Sandbox) -> None:
    from alibabacloud_ice20201109 import models

    ids = {submit_ice(ice, "cooking") for _ in range(5)}
    found, token = [], None
    while True:
        request = models.QueryMediaCensorJobListRequest(maximum_page_size=2, next_page_token=token, state="All")
        body = ice.query_media_censor_job_list(request).body
        found += [job.job_id for job in body.media_censor_job_list.media_censor_job]
        token = body.next_page_token
        if not token:
            break
    assert len(found) == 5
    assert set(found) == ids
    wanted = models.QueryMediaCensorJobListRequest(job_ids=f"{found[0]},gone")
    body = ice.query_media_censor_job_list(wanted).body
    assert [job.job_id for job in body.media_censor_job_list.media_censor_job] == [found[0]]
    assert body.non_exist_ids.string == ["gone"]
    past = models.QueryMediaCensorJobListRequest(end_of_job_created_time_range="2020-01-01T00:00:00Z")
    assert ice.query_media_censor_job_list(past).body.media_censor_job_list.media_censor_job == []


def test_states_follow_the_clock() -> None:
    import alibabacloud_ice20201109 as package
    import alibabacloud_ice20201109.client
    from alibabacloud_ice20201109 import models

    moment = datetime.now(UTC)
    running = server.start(clock=lambda: moment)
    try:
        client = a_client(package, running.url)
        job_id = submit_ice(client)
        states = []
        for _ in range(3):
            request = models.QueryMediaCensorJobDetailRequest(job_id=job_id)
            detail = client.query_media_censor_job_detail(request).body.media_censor_job_detail
            states.append((detail.state, detail.suggestion))
            moment += timedelta(seconds=1.3)
    finally:
        running.stop()
    assert states == [("Queuing", None), ("Analysing", None), ("Success", "block")]


def test_a_video_that_is_not_there_fails_with_a_code(ice: Any) -> None:
    from alibabacloud_ice20201109 import models

    detail = finished(ice, models, submit_ice(ice, "nothing"))
    assert (detail.state, detail.code) == ("Fail", "InvalidParameter.ResourceNotFound")


def test_the_mts_twin_hears_the_sound(mts: Any) -> None:
    from alibabacloud_mts20140618 import models

    place = {"Bucket": "sandbox-stills", "Location": "oss-cn-shanghai", "Object": "m/{Count}.jpg"}
    config = {"OutputFile": place, "Scenes": ["terrorism", "audio"]}
    source = {"Bucket": "sandbox-videos", "Location": "oss-cn-shanghai", "Object": "street.mp4"}
    request = models.SubmitMediaCensorJobRequest(input=json.dumps(source), video_censor_config=json.dumps(config))
    detail = finished(mts, models, mts.submit_media_censor_job(request).body.job_id)
    assert [row.scene for row in detail.vensor_censor_result.censor_results.censor_result] == ["terrorism"]
    heard = detail.audio_censor_result.audio_detail_result_list.audio_detail_result[0]
    assert heard.to_map() == {"Label": "ad", "Text": "限时优惠，加微信领取", "StartTime": 5, "EndTime": 9}
    listed = mts.query_media_censor_job_list(models.QueryMediaCensorJobListRequest()).body
    assert [job.job_id for job in listed.media_censor_job_list.media_censor_job] == [detail.job_id]


@pytest.mark.parametrize(
    ("keys", "fields", "status", "code"),
    [
        ({"sk": "wrong"}, {}, 400, "SignatureDoesNotMatch"),
        ({"ak": "nobody"}, {}, 404, "InvalidAccessKeyId.NotFound"),
        ({"token": "other"}, {}, 400, "InvalidSecurityToken.Malformed"),
        ({}, {"title": "长" * 22}, 400, "InvalidParameter"),
        ({}, {"user_data": "u" * 129}, 400, "InvalidParameter"),
        ({}, {"cover_images": "[1]"}, 400, "InvalidParameter"),
        ({}, {"output": "https://elsewhere/x"}, 400, "InvalidParameter"),
    ],
)
def test_refusals_are_the_documented_ones(
    sandbox: server.Sandbox, keys: dict[str, str], fields: dict[str, str], status: int, code: str
) -> None:
    import alibabacloud_ice20201109 as package
    import alibabacloud_ice20201109.client
    from alibabacloud_tea_openapi.exceptions import ClientException

    with pytest.raises(ClientException) as refused:
        submit_ice(a_client(package, sandbox.url, **keys), **fields)
    assert (refused.value.status_code, refused.value.code) == (status, code)
    assert set(refused.value.data) >= {"RequestId", "HostId", "Code", "Message", "Recommend"}


def test_temporary_credentials_work(sandbox: server.Sandbox) -> None:
    import alibabacloud_ice20201109 as package
    import alibabacloud_ice20201109.client

    assert len(submit_ice(a_client(package, sandbox.url, token="sandbox-token"))) == 32
