"""What readers see of links that hold a secret: scheme, host and path."""

import pytest

from reviews.redaction import get_public_address, get_public_text, get_public_value
from tests.hostile_links import HOSTILE, SECRET


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://b.example/a.mp4?x=1", "https://b.example/a.mp4"),
        ("https://b.example:8443/a%20b.mp4", "https://b.example:8443/a%20b.mp4"),
        ("http://[::1]:8100/media/clip.mp4", "http://[::1]:8100/media/clip.mp4"),
        ("https://ana:secret@b.example/a.mp4", "https://b.example/a.mp4"),
        ("oss://bucket/key.mp4", "oss://bucket/key.mp4"),
        ("oss://bucket/dt=2026-11-21/key.mp4", "oss://bucket/dt=…/key.mp4"),
        ("https://视频.example/片段.mp4", "https://视频.example/片段.mp4"),
        ("http://[broken?Signature=abc", "http://…"),
        ("b.example/a.mp4?sign=abc", "b.example/a.mp4"),
        ("//b.example/a.mp4?sign=abc", "//b.example/a.mp4"),
        ("", ""),
    ],
)
def test_an_address_keeps_scheme_host_and_path(address: str, shown: str) -> None:
    assert get_public_address(address) == shown


@pytest.mark.parametrize("link", HOSTILE)
def test_no_spelling_of_a_signed_link_survives(link: str) -> None:
    for text in (link, f"could not fetch {link}: 403", f"({link})", f'{{"url":"{link}"}}', f"a\n{link}\nb", link[:-2]):
        assert SECRET not in get_public_text(text), text
    assert SECRET not in get_public_address(link)
    assert SECRET not in str(get_public_value({"a": [{"b": link}], link: 1}))


@pytest.mark.parametrize(
    "text",
    [
        "", "Signature of Ana", "1 / 2 // 3", "what? x = 1", "16:9", "job hw:abc: timeout after 5 s", "50 % of it",
        "你好，世界", "a=b", "Huawei Cloud refused the request (AIS.0002, status 401): no reason given", "see https://h.example/help/",
    ],
)  # fmt: skip
def test_a_text_without_a_secret_stays_as_it_is(text: str) -> None:
    assert get_public_text(text) == text


def test_a_value_keeps_its_shape() -> None:
    assert get_public_value({"n": 1, "x": None, "l": [True, "https://h/a?b=c"], "sign": "abc", "token": 5}) == {
        "n": 1, "x": None, "l": [True, "https://h/a"], "sign": "…", "token": 5,
    }  # fmt: skip


@pytest.mark.timeout(60)  # quadratic work on texts of this length takes minutes
@pytest.mark.parametrize("piece", ["//", "https://a?", "%", "a=", "x-oss-", "signature", "%3A%2F%2F", "\\/", "?a", "a"])
def test_a_long_text_takes_time_as_its_length_does(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert len(get_public_text(text)) <= len(text)
    assert len(get_public_address(text)) <= len(text) + len("//…")


@pytest.mark.parametrize("text", ["Policy: how to vote", "sign: peace", "It expires: soon", "my token: a bracelet"])
def test_words_that_people_write_are_no_secrets(text: str) -> None:
    assert get_public_text(text) == text
