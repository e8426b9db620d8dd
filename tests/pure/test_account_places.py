"""Which hosts an account may call, and which variables it may name: every trick of spelling."""

from typing import Any

import pytest

from moderation_site import account_checks
from reviews.models.key_names import find_name_fault, find_pattern_faults
from reviews.providers import registry
from reviews.providers.alibaba.client import Ice, Mts
from reviews.providers.endpoint import ENDPOINT_FIELDS, find_entry_faults, find_faults
from reviews.providers.errors import ConfigurationError, InvalidRequest
from reviews.providers.huawei.client import Huawei
from reviews.providers.results import ObjectRef
from tests.pure.recording_client import a_client, a_connection

GOOD = [
    (Huawei, "endpoint", "https://moderation.ap-southeast-3.myhuaweicloud.com"),
    (Huawei, "endpoint", "https://MODERATION.ap-southeast-3.MyHuaweiCloud.com/"),
    (Huawei, "endpoint", "moderation.cn-north-4.myhuaweicloud.com"),
    (Huawei, "endpoint", "https://moderation.cn-north-4.myhuaweicloud.com:443"),
    (Huawei, "identity_endpoint", "https://iam.ap-southeast-3.myhuaweicloud.com"),
    (Huawei, "identity_endpoint", "https://iam.myhuaweicloud.com"),
    (Ice, "endpoint", "https://ice.cn-shanghai.aliyuncs.com"),
    (Ice, "endpoint", "https://ice-vpc.cn-shanghai.aliyuncs.com"),
    (Ice, "object_endpoint", "https://oss-cn-shanghai.aliyuncs.com"),
    (Ice, "object_endpoint", "https://oss-cn-shanghai-internal.aliyuncs.com"),
    (Mts, "endpoint", "https://mts.cn-shanghai.aliyuncs.com"),
]
CLOUD = "moderation.ap-southeast-3.myhuaweicloud.com"
BAD = [
    "https://evil.example.com",
    "https://myhuaweicloud.com",
    "https://evilmyhuaweicloud.com",
    "https://moderation.evilmyhuaweicloud.com",
    f"https://{CLOUD}.evil.example.com",
    f"https://{CLOUD}@evil.example.com",
    f"https://evil.example.com#{CLOUD}",
    f"https://evil.example.com/{CLOUD}",
    f"https://evil.example.com?{CLOUD}",
    f"https://evil.example.com\\{CLOUD}",
    f"https://evil.example.com\\@{CLOUD}",
    f"https://evil.example.com%2f{CLOUD}",
    f"https://evil.example.com%00.{CLOUD}",
    f"https://u:p@{CLOUD}",
    f"https://@{CLOUD}",
    f"https://{CLOUD}.",
    f"https://{CLOUD}..",
    f"https://.{CLOUD}",
    f"https://{CLOUD}:8443",
    f"https://{CLOUD}:",
    f"https://{CLOUD}:0",
    f"https://{CLOUD}:99999",
    f"https://{CLOUD}:443:443",
    f"http://{CLOUD}",
    f"http://{CLOUD}:443",
    f"https://{CLOUD}/path",
    f"https://{CLOUD}//",
    f"https://{CLOUD}?",
    f"https://{CLOUD}#",
    f"https://{CLOUD} ",
    f"https://{CLOUD}\n",
    f"https:{CLOUD}",
    f"//{CLOUD}",
    f"javascript://{CLOUD}",
    "https://moderation.a.b.myhuaweicloud.com",  # a * stays inside its label
    "https://moderation..myhuaweicloud.com",
    "https://moderation.-.myhuaweicloud.com",
    "https://bucket.obs.ap-southeast-3.myhuaweicloud.com",  # anybody's bucket
    "https://moderation.ap-southeast-3.myhuaweicloud。com",
    "https://moderation.ap-southeast-3.myhuaweicloud．com",
    "https://ｍoderation.ap-southeast-3.myhuaweicloud.com",
    "https://moderation.ap-southeast-3.myhuaweicloud.com℀",
    "https://moderation.ap-southeast-3.myhuawe\u0131cloud.com",
    "https://xn--moderation.ap-southeast-3.myhuaweicloud.com",
    "https://ice.cn-shanghai.aliyuncs.com",  # the other cloud's
    "https://169.254.169.254",
    "https://2852039166",
    "https://[::ffff:169.254.169.254]",
]


@pytest.mark.parametrize(("provider", "field", "value"), GOOD)
@pytest.mark.parametrize("allow_private", [False, True])
def test_a_documented_host_needs_no_list(provider: Any, field: str, value: str, allow_private: bool) -> None:
    given = a_connection(allow_private=allow_private, **{field: value})
    assert find_faults(provider, given, []) == {}


@pytest.mark.parametrize("value", BAD)
@pytest.mark.parametrize("field", ENDPOINT_FIELDS)
@pytest.mark.parametrize("allow_private", [False, True])
def test_every_other_spelling_is_refused_at_its_field(field: str, value: str, allow_private: bool) -> None:
    given = a_connection(allow_private=allow_private, **{field: value})
    assert list(find_faults(Huawei, given, [])) == [field]


@pytest.mark.parametrize(
    "value",
    [
        "https://bucket.oss-cn-shanghai.aliyuncs.com",
        "https://123.cn-shanghai.fc.aliyuncs.com",  # anybody's function, which reads what it is sent
        "https://aliyuncs.com",
        "https://ice.cn-shanghai.aliyuncs.com.evil.example",
    ],
)
def test_hosts_under_a_clouds_domain_that_belong_to_its_customers_are_refused(value: str) -> None:
    assert list(find_faults(Ice, a_connection(endpoint=value), [])) == ["endpoint"]
    assert list(find_faults(Ice, a_connection(object_endpoint=value), [])) == ["object_endpoint"]


@pytest.mark.parametrize(
    ("entry", "value", "is_allowed"),
    [
        ("gw.example.com", "https://gw.example.com", True),
        ("gw.example.com", "https://GW.example.com:443/", True),
        ("gw.example.com", "https://gw.example.com:8443", False),
        ("gw.example.com", "http://gw.example.com", True),  # where plain http is allowed at all
        ("gw.example.com", "https://a.gw.example.com", False),
        ("gw.example.com", "https://gw.example.com.", False),
        ("gw.example.com", "https://gw.example.com.evil.example", False),
        ("gw.example.com:8443", "https://gw.example.com:8443", True),
        ("gw.example.com:8443", "https://gw.example.com", False),
        ("127.0.0.1:*", "http://127.0.0.1:8101", True),
        ("127.0.0.1:*", "http://127.0.0.2:8101", False),
        ("127.0.0.1:*", "http://127.1:8101", False),
        ("[::1]:8101", "http://[::1]:8101", True),
        ("*", "https://evil.example", False),
        ("*.example.com", "https://a.example.com", False),
        ("https://gw.example.com", "https://gw.example.com", False),
        ("", "https://gw.example.com", False),
    ],
)
def test_the_operators_list_names_whole_hosts(entry: str, value: str, is_allowed: bool) -> None:
    given = a_connection(allow_private=True, endpoint=value)
    assert bool(find_faults(Huawei, given, [entry])) is not is_allowed


def test_a_host_on_the_list_still_meets_the_rule_of_private_addresses() -> None:
    assert (
        "not a public address"
        in find_faults(Huawei, a_connection(endpoint="https://10.0.0.1"), ["10.0.0.1"])["endpoint"]
    )


def test_a_refusal_names_what_to_do() -> None:
    fault = find_faults(Huawei, a_connection(endpoint="https://gw.example.com"), [])["endpoint"]
    assert "moderation.*.myhuaweicloud.com" in fault
    assert "add gw.example.com to ALLOWED_ENDPOINTS" in fault


@pytest.mark.parametrize("slug", registry.slugs())
@pytest.mark.parametrize(
    "region", ["", "x.evil.com/", "a@evil.com", "a#", "a?", "a:80", "-", "a-", "CN", "ü", "a\n", "a" * 61]
)
def test_a_region_never_changes_the_host(slug: str, region: str) -> None:
    provider = registry.get(slug)
    assert list(find_faults(provider, a_connection(region=region), [])) == ["region"]
    with pytest.raises(ConfigurationError):
        a_client(provider, region=region)


@pytest.mark.parametrize("project", ["..", "a/b", "a?b", "a#b", "a\r\nX: y", "ü", "a" * 101, "%2e%2e", "a b"])
def test_a_project_id_never_changes_the_path_or_a_header(project: str) -> None:
    assert list(find_faults(Huawei, a_connection(project_id=project), [])) == ["project_id"]
    provider, door = a_client(Huawei, project_id=project)
    with pytest.raises(ConfigurationError, match="project ID"):
        provider.fetch("j")
    assert door.calls == []


@pytest.mark.parametrize("location", ["fc", "cn-shanghai", "x.evil.com/oss-", "oss-a.evil.com", "oss-", "oss-a/b"])
def test_a_location_of_an_answer_leads_to_no_other_service(location: str) -> None:
    from datetime import UTC, datetime

    with pytest.raises((InvalidRequest, ConfigurationError)):
        a_client(Ice)[0].object_url(ObjectRef("b", location, "k"), now=datetime.now(UTC))


OWN = {"SECRET_KEY", "DATABASE_URL", "DESK_OWN_SECRET"}


@pytest.mark.parametrize(
    ("patterns", "name", "is_fine"),
    [
        (["DESK_KEY_*"], "DESK_KEY_HW_ID", True),
        (["DESK_KEY_*"], "DESK_KEYS", False),
        (["DESK_KEY_*"], "desk_key_a", False),
        (["DESK_KEY_*"], "XDESK_KEY_A", False),
        (["DESK_KEY_*"], "DESK_KEY_A\n", False),
        (["DESK_KEY_*"], "DESK_KEY_É", False),
        (["HW_AK"], "HW_AK", True),
        (["HW_AK"], "HW_AKB", False),
        (["HW_*"], "HW_AK", True),
        (["*"], "ANY", False),
        (["HW*"], "HW_AK", False),
        (["*_AK"], "HW_AK", False),
        ([], "DESK_KEY_A", False),
        (["DATABASE_*", "DATABASE_URL"], "DATABASE_URL", False),
    ],
)
def test_a_name_is_covered_by_the_list_and_never_the_sites_own(patterns: list[str], name: str, is_fine: bool) -> None:
    fault = find_name_fault(name, is_secret=False, patterns=patterns, own=OWN)
    assert bool(fault) is not is_fine, fault


@pytest.mark.parametrize(
    "pattern", ["*", "D*", "DATABASE_*", "SECRET_KEY", "DESK_OWN_*", "PG_*", "AWS_*", "a_*", "A B"]
)
def test_a_list_that_reaches_the_sites_own_names_is_refused(pattern: str) -> None:
    assert len(find_pattern_faults(["DESK_KEY_*", pattern], OWN)) == 1


def test_the_checks_name_the_setting_and_pass_the_defaults(settings: Any) -> None:
    assert account_checks.account_key_names(None) == account_checks.allowed_endpoints(None) == []
    assert {"SECRET_KEY", "SECRET_KEY_FILE", "DATABASE_URL", "AUDIT_SEAL_KEY", "ACCOUNT_KEY_NAMES"} <= set(
        settings.OWN_ENVIRONMENT_NAMES
    )
    settings.ACCOUNT_KEY_NAMES, settings.ALLOWED_ENDPOINTS = ["SECRET_*"], ["https://gw.example.com/"]
    assert account_checks.account_key_names(None)[0].msg.startswith("ACCOUNT_KEY_NAMES: 'SECRET_*' covers")
    assert account_checks.allowed_endpoints(None)[0].id == "desk.E011"
    assert find_entry_faults(["a", "a:1", "a:*", "[::1]:1"]) == []
