"""Every signature vector of the contracts comes out to the byte."""

import hashlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from reviews.providers.alibaba import oss
from reviews.providers.alibaba import signing as acs3
from reviews.providers.huawei import signing as sdk_hmac
from reviews.providers.secret import Secret

VECTORS = Path(__file__).parent.parent / "payloads" / "vectors"
HUAWEI = json.loads((VECTORS / "huawei_vectors.json").read_text())["vectors"]
ALIBABA = json.loads((VECTORS / "alibaba_vectors.json").read_text())
OSS_V4 = [vector for vector in ALIBABA["oss"] if vector["signature_version"] == "v4"]


def by_name(vectors: list[dict[str, Any]]) -> dict[str, Any]:
    return {"argvalues": vectors, "ids": [vector["name"] for vector in vectors]}


@pytest.mark.parametrize("vector", **by_name(HUAWEI))
def test_a_huawei_vector_comes_out_to_the_byte(vector: dict[str, Any]) -> None:
    url = urlsplit(vector["url"])
    headers = {name.lower(): value for name, value in vector["headers"].items()}
    body = (vector["body"] or "").encode()
    names = sorted(headers)
    canonical = sdk_hmac.canonical_request(
        vector["method"],
        url.path,
        parse_qsl(url.query, keep_blank_values=True),
        headers,
        names,
        hashlib.sha256(body).hexdigest(),
    )
    assert canonical == vector["canonical_request"]
    text = sdk_hmac.string_to_sign(vector["date"], canonical)
    assert text == vector["string_to_sign"]
    signed = sdk_hmac.signature(vector["secret_key"], text)
    assert sdk_hmac.authorization_header(vector["access_key"], names, signed) == vector["authorization"]
    assert sdk_hmac.parse_authorization(vector["authorization"]) == (vector["access_key"], tuple(names), signed)


@pytest.mark.parametrize("vector", **by_name(ALIBABA["acs3"]))
def test_an_acs3_vector_comes_out_to_the_byte(vector: dict[str, Any]) -> None:
    url = urlsplit(vector["url"])
    names = sorted(vector["headers"])
    canonical = acs3.canonical_request(
        vector["method"],
        url.path,
        parse_qsl(url.query, keep_blank_values=True),
        vector["headers"],
        names,
        acs3.EMPTY_SHA256,
    )
    assert canonical == vector["canonical_request"]
    text = acs3.string_to_sign(canonical)
    assert text == vector["string_to_sign"]
    signed = acs3.signature(vector["access_key_secret"], text)
    assert acs3.authorization_header(vector["access_key_id"], names, signed) == vector["authorization"]
    assert acs3.parse_authorization(vector["authorization"]) == (vector["access_key_id"], tuple(names), signed)


STYLES: dict[str, dict[str, Any]] = {
    "virtual_hosted": {"endpoint_host": "oss-cn-shanghai.aliyuncs.com"},
    "path_style_loopback": {"endpoint_host": "127.0.0.1:9998", "scheme": "http", "path_style": True},
}


LINKS = [(vector, style) for vector in OSS_V4 for style in STYLES if style in vector["urls"]]


@pytest.mark.parametrize(("vector", "style"), LINKS)
def test_an_oss_link_comes_out_to_the_byte(vector: dict[str, Any], style: str) -> None:
    link = oss.presign_url(
        vector["bucket"],
        vector["key"],
        region=vector["region"],
        access_key=vector["access_key_id"],
        secret_key=vector["access_key_secret"],
        security_token=vector.get("security_token") or "",
        now=datetime.fromtimestamp(vector["now_unix"], UTC),
        expires_s=vector["expires_in_s"],
        process=vector["x_oss_process"] or "",
        **STYLES[style],
    )
    assert link == vector["urls"][style]


@pytest.mark.parametrize("vector", **by_name(OSS_V4))
def test_an_oss_link_can_be_checked_from_what_a_server_received(vector: dict[str, Any]) -> None:
    pairs = parse_qsl(urlsplit(vector["urls"]["virtual_hosted"]).query, keep_blank_values=True)
    assert oss.canonical_request("GET", vector["bucket"], vector["key"], pairs) == vector["canonical_request"]
    assert (
        oss.string_to_sign(dict(pairs)["x-oss-date"], vector["region"], vector["canonical_request"])
        == vector["string_to_sign"]
    )
    assert (
        oss.v4_signature("GET", vector["bucket"], vector["key"], pairs, vector["access_key_secret"])
        == vector["signature"]
    )


MINIMAL = [vector for vector in HUAWEI if vector["name"] in ("query_minimal_headers", "create_utf8_body")]


@pytest.mark.parametrize("vector", **by_name(MINIMAL))
def test_the_huawei_auth_of_a_real_request_equals_the_vector(vector: dict[str, Any]) -> None:
    auth = sdk_hmac.HuaweiAuth(
        Secret(vector["access_key"]),
        Secret(vector["secret_key"]),
        project_id=vector["headers"].get("X-Project-Id", ""),
        clock=lambda: datetime.strptime(vector["date"], sdk_hmac.DATE_FORMAT).replace(tzinfo=UTC),
    )
    headers = {name: value for name, value in vector["headers"].items() if name == "Content-Type"}
    body = vector["body"].encode() if vector["body"] else None
    prepared = requests.Request(vector["method"], vector["url"], headers=headers, data=body, auth=auth).prepare()
    assert prepared.headers["Authorization"] == vector["authorization"]


@pytest.mark.parametrize("name", ["detail_minimal_headers", "published_doc_example"])
def test_the_alibaba_auth_of_a_real_request_equals_the_vector(name: str) -> None:
    vector = next(vector for vector in ALIBABA["acs3"] if vector["name"] == name)
    auth = acs3.AlibabaAuth(
        Secret(vector["access_key_id"]),
        Secret(vector["access_key_secret"]),
        action=vector["headers"]["x-acs-action"],
        version=vector["headers"]["x-acs-version"],
        clock=lambda: datetime.strptime(vector["headers"]["x-acs-date"], acs3.DATE_FORMAT).replace(tzinfo=UTC),
        nonce=lambda: vector["headers"]["x-acs-signature-nonce"],
    )
    request = requests.Request("POST", vector["url"].partition("?")[0], params=vector["params_decoded"], auth=auth)
    assert request.prepare().headers["Authorization"] == vector["authorization"]


@pytest.mark.parametrize("module", [sdk_hmac, acs3])
@pytest.mark.parametrize(
    "header", ["", "Basic abc", "SDK-HMAC-SHA256 Access=a", "ACS3-HMAC-SHA256 Credential=,", "\x00"]
)
def test_a_malformed_authorization_is_a_value_error(module: Any, header: str) -> None:
    with pytest.raises(ValueError):
        module.parse_authorization(header)


def test_an_auth_never_shows_its_keys() -> None:
    auths = [
        sdk_hmac.HuaweiAuth(Secret("the-ak"), Secret("the-sk"), security_token=Secret("the-token")),
        acs3.AlibabaAuth(
            Secret("the-ak"), Secret("the-sk"), action="A", version="V", security_token=Secret("the-token")
        ),
    ]
    assert not any("the-" in repr(auth) + str(auth) for auth in auths)


def captured(name: str) -> list[tuple[str, str, dict[str, str], bytes]]:
    """(method, target, headers, body) of each request of an official SDK, as a server received it."""
    text = (VECTORS / name).read_text()
    found = []
    for block in re.split(r"^(?:---|##) \d+\..*\n", text, flags=re.MULTILINE)[1:]:
        head, _, rest = block.strip().partition("\n\n")
        lines = head.splitlines()
        method, target, _ = lines[0].split(" ")
        headers = {key.lower(): value for key, _, value in (line.partition(": ") for line in lines[1:])}
        body = rest.split("\n\n")[0].strip() if rest.startswith("{") else ""
        found.append((method, target, headers, body.encode()))
    return found


@pytest.mark.parametrize("request_", captured("huawei_sdk_request.txt"))
def test_a_captured_request_of_the_huawei_sdk_verifies(request_: tuple[str, str, dict[str, str], bytes]) -> None:
    method, target, headers, body = request_
    url, given = urlsplit(target), sdk_hmac.parse_authorization(headers["authorization"])
    digest = hashlib.sha256(body).hexdigest()
    canonical = sdk_hmac.canonical_request(method, url.path, parse_qsl(url.query), headers, given.signed_names, digest)
    text = sdk_hmac.string_to_sign(headers["x-sdk-date"], canonical)
    assert sdk_hmac.signature("SKEXAMPLE/secret+key0000000000000000001", text) == given.signature


ACS3_CAPTURED = [request for request in captured("alibaba_sdk_request.txt") if "authorization" in request[2]]


@pytest.mark.parametrize("request_", ACS3_CAPTURED)
def test_a_captured_request_of_the_alibaba_sdk_verifies(request_: tuple[str, str, dict[str, str], bytes]) -> None:
    method, target, headers, _ = request_
    url, given = urlsplit(target), acs3.parse_authorization(headers["authorization"])
    pairs = parse_qsl(url.query, keep_blank_values=True)
    digest = headers["x-acs-content-sha256"]
    canonical = acs3.canonical_request(method, url.path, pairs, headers, given.signed_names, digest)
    assert acs3.signature("testsecret", acs3.string_to_sign(canonical)) == given.signature


def test_all_captured_requests_were_found() -> None:
    assert (len(captured("huawei_sdk_request.txt")), len(ACS3_CAPTURED)) == (3, 6)
