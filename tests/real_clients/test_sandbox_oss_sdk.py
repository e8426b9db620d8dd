"""The official OSS SDK's presigned links open objects on the sandbox; anything tampered with is refused."""

import io
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import requests
from PIL import Image

from reviews.providers.alibaba import oss
from reviews.providers.alibaba.signing import AlibabaAuth
from reviews.providers.secret import Secret
from reviews.sandbox import clips, server
from tests import pixels

AK, SK = Secret("sandbox-ak"), Secret("sandbox-sk")

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:(alibabacloud_oss_v2|crcmod).*"),
    pytest.mark.filterwarnings("ignore::SyntaxWarning"),
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[server.Sandbox]:
    running = server.start(speed=1000)
    yield running
    running.stop()


def presigned(
    url: str, bucket: str, key: str, *, sk: str = "sandbox-sk", region: str = "cn-shanghai", **fields: Any
) -> str:
    """A link made by the official SDK."""
    import alibabacloud_oss_v2 as sdk

    config = sdk.config.load_default()
    config.credentials_provider = sdk.credentials.StaticCredentialsProvider("sandbox-ak", sk)
    config.region, config.endpoint = region, url
    return str(sdk.Client(config).presign(sdk.GetObjectRequest(bucket=bucket, key=key, **fields)).url)


def code(answer: requests.Response) -> tuple[int, str | None]:
    return answer.status_code, ElementTree.fromstring(answer.content).findtext("Code")


def test_a_presigned_link_opens_a_video_and_any_part_of_it(sandbox: server.Sandbox) -> None:
    link = presigned(sandbox.url, "sandbox-videos", "street.mp4")
    whole = requests.get(link, timeout=30)
    assert (whole.status_code, whole.headers["Content-Type"]) == (200, "video/mp4")
    assert whole.content == clips.clip_path("street").read_bytes()
    part = requests.get(link, headers={"Range": "bytes=100-199"}, timeout=5)
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(whole.content)}"


def test_a_snapshot_shows_the_drawn_thing_at_its_time(sandbox: server.Sandbox) -> None:
    def call(action: str, query: dict[str, str]) -> Any:
        auth = AlibabaAuth(AK, SK, action=action, version="2020-11-09")
        return requests.post(f"{sandbox.url}/", params=query, auth=auth, timeout=5).json()

    asked = json.dumps({"Type": "OSS", "Media": "oss://sandbox-videos/street.mp4"})
    job_id = call("SubmitMediaCensorJob", {"Input": asked})["JobId"]
    time.sleep(0.05)
    detail = call("QueryMediaCensorJobDetail", {"JobId": job_id})["MediaCensorJobDetail"]
    row = detail["VensorCensorResult"]["VideoTimelines"]["VideoTimeline"][5]
    seconds = float(row["Timestamp"].rpartition(":")[2])
    link = presigned(sandbox.url, "sandbox-stills", row["Object"])
    picture = Image.open(io.BytesIO(requests.get(link, timeout=30).content)).convert("RGB")
    assert picture.size == (640, 360)
    for _, (x1, y1, x2, y2), colour in clips.boxes_at("street", seconds):
        seen = pixels.colour_at(picture, (x1 + x2) / 2, (y1 + y2) / 2)
        assert pixels.largest_difference(seen, colour) < 25
    small = requests.get(
        presigned(sandbox.url, "sandbox-stills", row["Object"], process="image/resize,w_160"), timeout=5
    )
    assert Image.open(io.BytesIO(small.content)).size == (160, 90)


def test_covers_and_frames_of_a_video_are_cut(sandbox: server.Sandbox) -> None:
    for bucket, key, process in (
        ("sandbox-videos", "covers/dance.jpg", "image/resize,m_lfit,w_320,h_320"),
        ("sandbox-videos", "dance.mp4", "video/snapshot,t_999000,f_jpg,w_180"),
    ):
        answer = requests.get(presigned(sandbox.url, bucket, key, process=process), timeout=30)
        assert Image.open(io.BytesIO(answer.content)).size == (180, 320)


def test_a_link_of_our_own_signer_opens_too(sandbox: server.Sandbox) -> None:
    link = oss.presign_url(
        "sandbox-videos",
        "street.mp4",
        endpoint_host=sandbox.url.removeprefix("http://"),
        region="cn-shanghai",
        access_key="sandbox-ak",
        secret_key="sandbox-sk",
        security_token="sandbox-token",
        now=datetime.now(UTC),
        expires_s=60,
        scheme="http",
        path_style=True,
    )
    assert requests.get(link, headers={"Range": "bytes=0-0"}, timeout=5).status_code == 206


def test_wrong_links_are_refused(sandbox: server.Sandbox) -> None:
    good = presigned(sandbox.url, "sandbox-videos", "street.mp4")
    wrong_key = presigned(sandbox.url, "sandbox-videos", "street.mp4", sk="wrong")
    assert code(requests.get(wrong_key, timeout=5)) == (403, "SignatureDoesNotMatch")
    other_object = good.replace("street", "shop")
    assert code(requests.get(other_object, timeout=5)) == (403, "SignatureDoesNotMatch")
    assert code(requests.get(good + "&x-oss-process=image/resize,w_1", timeout=5)) == (403, "SignatureDoesNotMatch")
    other_region = presigned(sandbox.url, "sandbox-videos", "street.mp4", region="cn-beijing")
    assert code(requests.get(other_region, timeout=5)) == (403, "AccessDenied")
    assert code(requests.get(good.partition("?")[0], timeout=5)) == (403, "AccessDenied")
    assert requests.head(good, timeout=5).status_code == 403  # signed for GET


def test_an_expired_link_is_refused() -> None:
    late = server.start(clock=lambda: datetime.now(UTC) + timedelta(minutes=20))
    try:
        refused = requests.get(presigned(late.url, "sandbox-videos", "street.mp4"), timeout=5)
    finally:
        late.stop()
    assert code(refused) == (403, "AccessDenied")


def test_what_is_not_there_is_named(sandbox: server.Sandbox) -> None:
    missing = presigned(sandbox.url, "sandbox-videos", "nothing.mp4")
    assert code(requests.get(missing, timeout=5)) == (404, "NoSuchKey")
    bucket = presigned(sandbox.url, "elsewhere", "street.mp4")
    assert code(requests.get(bucket, timeout=5)) == (404, "NoSuchBucket")
    process = presigned(sandbox.url, "sandbox-videos", "covers/street.jpg", process="image/rotate,90")
    assert code(requests.get(process, timeout=5)) == (400, "InvalidArgument")
