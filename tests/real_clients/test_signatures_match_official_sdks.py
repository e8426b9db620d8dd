"""Our signatures are those of the vendors' own code, byte for byte."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
import requests
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews.providers.alibaba import oss
from reviews.providers.alibaba import signing as acs3
from reviews.providers.huawei import signing as sdk_hmac
from reviews.providers.secret import Secret

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:(alibabacloud_oss_v2|crcmod).*"),
    pytest.mark.filterwarnings("ignore::SyntaxWarning"),
]
AK, SK = Secret("the-ak"), Secret("the-sk")
NOW = datetime(2026, 11, 21, 8, 0, 0, tzinfo=UTC)
KEYS = [
    "a.mp4",
    "test/ai/censor/test-0001.mp4",
    "a/中 b~*().mp4",
    "日本語/ファイル.jpg",
    "한국어.png",
    "with space/and+plus&amp=1.jpg",
    "per%cent%20encoded.jpg",
    "quote'\"<>.jpg",
    "emoji-😀.mp4",
    "e\u0301.jpg",
    "semi;colon,comma:colon@at.jpg",
    "brackets[1]{2}.jpg",
    "back\\slash|pipe^caret`tick.jpg",
    "a//double/slash.jpg",
    "trailing/",
    "?question#hash.jpg",
    "!$(bang).jpg",
    "x" * 900,
]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Importing the Huawei SDK writes into the home folder."""
    monkeypatch.setenv("HOME", str(tmp_path))


def oss_link_of_the_sdk(key: str, process: str, token: str) -> str:
    import alibabacloud_oss_v2 as sdk

    config = sdk.config.load_default()
    config.credentials_provider = sdk.credentials.StaticCredentialsProvider("the-ak", "the-sk", token or None)
    config.region = "cn-shanghai"
    request = sdk.GetObjectRequest(bucket="bucket-1", key=key, process=process or None)
    with time_machine.travel(NOW, tick=False):
        return str(sdk.Client(config).presign(request, expires=timedelta(seconds=300)).url)


def our_oss_link(key: str, process: str, token: str) -> str:
    return oss.presign_url(
        "bucket-1", key, endpoint_host="oss-cn-shanghai.aliyuncs.com", region="cn-shanghai", access_key="the-ak",
        secret_key="the-sk", security_token=token, now=NOW, expires_s=300, process=process,
    )  # fmt: skip


def parts(url: str) -> tuple[str, str, list[tuple[str, str]]]:
    split = urlsplit(url)
    return split.netloc, split.path, sorted(parse_qsl(split.query, keep_blank_values=True))


@pytest.mark.parametrize("token", ["", "tok+/=", "CAIS令牌"])
@pytest.mark.parametrize("process", ["", "image/resize,w_320", "video/snapshot,t_1000,f_jpg,w_320"])
@pytest.mark.parametrize("key", KEYS)
def test_an_oss_link_is_that_of_the_official_sdk(key: str, process: str, token: str) -> None:
    assert parts(our_oss_link(key, process, token)) == parts(oss_link_of_the_sdk(key, process, token))


header_values = st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)
pieces = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="/?#"), min_size=1, max_size=8
)
words = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=8)


@given(
    path=st.lists(pieces.filter(lambda piece: piece not in (".", "..")), min_size=1, max_size=4),
    query=st.dictionaries(st.text(alphabet="abcDEF", min_size=1, max_size=4), words, max_size=4),
    body=st.text(max_size=40),
    token=st.one_of(st.just(""), header_values),
    method=st.sampled_from(["GET", "POST"]),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_our_huawei_signature_is_that_of_the_official_signer(
    path: list[str], query: dict[str, str], body: str, token: str, method: str
) -> None:
    from huaweicloudsdkcore.auth.credentials import BasicCredentials
    from huaweicloudsdkcore.sdk_request import SdkRequest
    from huaweicloudsdkcore.signer.signer import Signer

    date = NOW.strftime(sdk_hmac.DATE_FORMAT)
    headers = {"Content-Type": "application/json", "X-Sdk-Date": date, "X-Project-Id": "p1"}
    if token:
        headers["X-Security-Token"] = token
    uri = "/v3/" + "/".join(quote(piece, safe="") for piece in path)
    official = SdkRequest(
        method=method, schema="https", host="moderation.ap-southeast-3.myhuaweicloud.com", resource_path=uri, uri=uri,
        query_params=list(query.items()), header_params=dict(headers), body=body, signing_algorithm=None,
    )  # fmt: skip
    expected = Signer(BasicCredentials("the-ak", "the-sk", "p1")).sign(official).header_params["Authorization"]
    lower = {name.lower(): value for name, value in headers.items()} | {"host": official.host}
    names = sorted(lower)
    canonical = sdk_hmac.canonical_request(
        method, uri, list(query.items()), lower, names, hashlib.sha256(body.encode()).hexdigest()
    )
    signed = sdk_hmac.signature("the-sk", sdk_hmac.string_to_sign(date, canonical))
    assert sdk_hmac.authorization_header("the-ak", names, signed) == expected


def test_our_huawei_auth_signs_a_request_as_the_official_signer_does() -> None:
    from huaweicloudsdkcore.auth.credentials import BasicCredentials
    from huaweicloudsdkcore.sdk_request import SdkRequest
    from huaweicloudsdkcore.signer.signer import Signer

    auth = sdk_hmac.HuaweiAuth(AK, SK, security_token=Secret("tok"), project_id="p1", clock=lambda: NOW)
    url = "https://moderation.ap-southeast-3.myhuaweicloud.com/v3/p1/moderation/video/jobs/j-1?a=b%20c"
    ours = requests.Request("GET", url, auth=auth, headers={"Content-Type": "application/json"}).prepare()
    headers = {name: value for name, value in ours.headers.items() if name not in ("Authorization", "Host")}
    official = SdkRequest(
        method="GET", schema="https", host="moderation.ap-southeast-3.myhuaweicloud.com", uri=ours.path_url,
        resource_path="/v3/p1/moderation/video/jobs/j-1", query_params=[("a", "b c")], header_params=headers, body="",
    )  # fmt: skip
    Signer(BasicCredentials("the-ak", "the-sk", "p1")).sign(official)
    assert ours.headers["Authorization"] == official.header_params["Authorization"]


@given(
    query=st.dictionaries(st.text(alphabet="ABCabc", min_size=1, max_size=5), words, max_size=5),
    token=st.one_of(st.just(""), header_values),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_our_acs3_signature_is_that_of_the_official_sdk(query: dict[str, str], token: str) -> None:
    from alibabacloud_tea_openapi.utils import Utils

    auth = acs3.AlibabaAuth(
        AK, SK, action="QueryMediaCensorJobDetail", version="2020-11-09", security_token=Secret(token),
        clock=lambda: NOW, nonce=lambda: "0123456789abcdef",
    )  # fmt: skip
    request = requests.Request("POST", "https://ice.cn-shanghai.aliyuncs.com/", params=query, auth=auth).prepare()
    headers = {
        name: value for name, value in request.headers.items() if name not in ("Authorization", "Content-Length")
    }
    official = SimpleNamespace(method="POST", pathname="/", query=dict(query), headers=headers)
    expected = Utils.get_authorization(official, acs3.ALGORITHM, acs3.EMPTY_SHA256, "the-ak", "the-sk")
    assert request.headers["Authorization"] == expected
