"""Which addresses may be called."""

import ipaddress
import socket

import pytest

from reviews.providers import address
from reviews.providers.address import check_address, resolve_host
from reviews.providers.errors import AddressNotAllowed, Unavailable

REFUSED = [
    "http://example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "//example.com/",
    "example.com",
    "",
    "https://",
    "https:///path",
    "https://user@example.com/",
    "https://user:secret@example.com/",
    "https://example.com@127.0.0.1/",
    "https://example.com:8443/",
    "https://example.com:22/",
    "https://example.com:99999/",
    "https://example.com\\@127.0.0.1/",
    "https://exa mple.com/",
    "https://example.com/\r\nHost: x",
    "https://exam\tple.com/",
    "https://localhost/",
    "https://localhost./",
    "https://metadata.google.internal/",
    "https://db.local/",
    "https://intranet/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://0.0.0.0/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.100.100.200/latest/meta-data/",
    "https://192.0.2.1/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://192.88.99.1/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[::127.0.0.1]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fc00::1]/",
    "https://[ff02::1]/",
    "https://[64:ff9b::169.254.169.254]/",
    "https://[64:ff9b:1::1]/",
    "https://[2002:7f00:1::1]/",
    "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "https://[2001:db8::1]/",
]
# Every block of IANA's special-purpose registries, one address of each, and blocks that were given back.
SPECIAL = [
    "0.0.0.1", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.0.1", "172.16.0.1", "192.0.0.1", "192.0.0.8",
    "192.0.0.9", "192.0.0.10", "192.0.0.170", "192.0.0.171", "192.0.2.1", "192.31.196.1", "192.52.193.1",
    "192.88.99.1", "192.88.99.2", "192.168.0.1", "192.175.48.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::2", "::8.8.8.8", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "64:ff9b:1::1", "100::1", "100:0:0:1::1",
    "200::1", "400::1", "2001::1", "2001:1::1", "2001:1::2", "2001:1::3", "2001:2::1", "2001:3::1", "2001:4:112::1",
    "2001:10::1", "2001:20::1", "2001:2f:ffff::1", "2001:30::1", "2001:1ff::1", "2001:db8::1", "2002:808:808::1",
    "2620:4f:8000::1", "3ffe::1", "3fff::1", "3fff:fff::1", "4000::1", "5f00::1", "8000::1", "e000::1", "fc00::1",
    "fd00::1", "fe80::1", "febf::1", "fec0::1", "feff::1", "ff02::1", "ff0e::1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "192.0.1.1", "192.31.197.1", "2001:200::1", "2001:4860:4860::8888", "2400:3200::1", "3ffd::1"]


@pytest.mark.parametrize("text", SPECIAL)
def test_no_block_of_the_special_purpose_registries_is_public(text: str) -> None:
    assert not address.is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_what_lies_beside_the_special_blocks_is_public(text: str) -> None:
    assert address.is_public(ipaddress.ip_address(text))


ALLOWED = [
    "https://example.com/",
    "https://example.com:443/a?b=c",
    "https://EXAMPLE.com./",
    "https://bücher.example.com/",
    "https://8.8.8.8/",
    "https://[2606:4700:4700::1111]/",
    "https://bucket_name.oss-cn-shanghai.aliyuncs.com/key",
]


@pytest.mark.parametrize("url", REFUSED)
def test_an_address_outside_the_rules_is_refused_with_a_plain_sentence(url: str) -> None:
    with pytest.raises(AddressNotAllowed) as refused:
        check_address(url, allow_private=False)
    assert str(refused.value).startswith("This address is not allowed: ")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ALLOWED)
def test_a_public_https_address_is_allowed(url: str) -> None:
    check_address(url, allow_private=False)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8100/", "http://localhost/", "https://10.0.0.1:8443/", "http://nas/"]
)
def test_private_addresses_are_fine_where_allowed(url: str) -> None:
    check_address(url, allow_private=True)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "http://u:p@127.0.0.1/", "http://", "http://a b/", "http://a:x/"])
def test_allowing_private_ones_does_not_allow_nonsense(url: str) -> None:
    with pytest.raises(AddressNotAllowed):
        check_address(url, allow_private=True)


@pytest.mark.parametrize(
    "answers", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::1"], ["100.100.100.200"], ["fe80::1%lo"]]
)
def test_a_name_is_refused_when_any_of_its_addresses_is_private(
    answers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, port)) for answer in answers]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(AddressNotAllowed):
        resolve_host("rebound.example.com", 443, allow_private=False, timeout_s=5)


def test_a_resolver_that_never_answers_ends_at_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    stuck = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: stuck.wait(30) and [])
    with pytest.raises(Unavailable) as late:
        resolve_host("slow.example.com", 443, allow_private=False, timeout_s=0.05)
    stuck.set()
    assert late.value.code == "dns_timeout"


def test_every_address_of_a_public_name_is_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 443)) for host in ("8.8.8.8", "1.1.1.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: found)
    assert [place[0] for _, place in resolve_host("two.example.com", 443, allow_private=False, timeout_s=5)] == [
        "8.8.8.8",
        "1.1.1.1",
    ]
    assert address.is_public(ipaddress.ip_address("8.8.8.8"))
