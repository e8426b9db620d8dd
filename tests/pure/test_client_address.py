"""Where the clients send their requests and links."""

from datetime import UTC, datetime
from typing import Any

import pytest

from reviews.providers.alibaba.client import Ice
from reviews.providers.errors import BadEndpoint, ConfigurationError, InvalidRequest, ProviderError
from reviews.providers.huawei.client import Huawei
from reviews.providers.results import ObjectRef
from tests.pure.recording_client import a_client, a_connection


@pytest.mark.parametrize(
    ("changes", "start"),
    [
        ({}, "https://b.oss-cn-shanghai.aliyuncs.com/k?"),
        ({"endpoint": "http://127.0.0.1:8100"}, "http://127.0.0.1:8100/b/k?"),
        ({"endpoint": "https://ice.internal.example.com"}, "https://b.oss-cn-shanghai.aliyuncs.com/k?"),
        ({"object_endpoint": "http://127.0.0.1:9000"}, "http://127.0.0.1:9000/b/k?"),
        ({"object_endpoint": "https://oss.example.com"}, "https://b.oss.example.com/k?"),
    ],
)
def test_an_object_link_goes_where_the_account_says(changes: dict[str, str], start: str) -> None:
    provider, _ = a_client(Ice, **changes)
    now = datetime(2026, 11, 21, 8, tzinfo=UTC)
    link = provider.object_url(ObjectRef("b", "oss-cn-shanghai", "k"), now=now, width=320)
    assert link.startswith(start)
    assert "x-oss-process=image%2Fresize%2Cw_320" in link
    assert "the-sk" not in link


@pytest.mark.parametrize("ref", [ObjectRef("", "oss-cn-shanghai", "k"), ObjectRef("b", "oss-cn-shanghai", "")])
def test_an_object_without_a_name_has_no_link(ref: ObjectRef) -> None:
    with pytest.raises(InvalidRequest):
        a_client(Ice)[0].object_url(ref, now=datetime.now(UTC))


def test_a_location_from_an_answer_cannot_lead_the_link_elsewhere() -> None:
    with pytest.raises(ProviderError):
        a_client(Ice)[0].object_url(ObjectRef("b", "evil.example.com/", "k"), now=datetime.now(UTC))


@pytest.mark.parametrize("bucket", ["evil.example.com/x", "a@evil.example.com", "b#", "b?x=", "b\\", "b:80", " "])
def test_a_bucket_from_an_answer_cannot_lead_the_link_elsewhere(bucket: str) -> None:
    with pytest.raises(InvalidRequest):
        a_client(Ice)[0].object_url(ObjectRef(bucket, "oss-cn-shanghai", "k"), now=datetime.now(UTC))


@pytest.mark.parametrize(
    "endpoint", ["https://x.example.com/api", "ftp://x", "https://u:p@x", "https://x?y", "https://"]
)
@pytest.mark.parametrize("kind", [Huawei, Ice])
def test_an_endpoint_that_is_no_root_is_a_setting_to_fix(kind: Any, endpoint: str) -> None:
    with pytest.raises(ConfigurationError):
        a_client(kind, endpoint=endpoint)


@pytest.mark.parametrize("kind", [Huawei, Ice])
@pytest.mark.parametrize("region", ["", "cn shanghai", "evil.com/", "a@b", "CN"])
def test_a_region_that_is_none_is_a_setting_to_fix(kind: Any, region: str) -> None:
    with pytest.raises(ConfigurationError, match="region"):
        a_client(kind, region=region)


@pytest.mark.parametrize("kind", [Huawei, Ice])
def test_a_private_endpoint_is_refused_unless_allowed(kind: Any) -> None:
    provider = kind(a_connection(endpoint="http://127.0.0.1:1"))
    with pytest.raises(BadEndpoint) as refused:
        provider.fetch("j")
    assert "the-" not in f"{refused.value}{refused.value!r}{provider!r}{a_connection()!r}"
