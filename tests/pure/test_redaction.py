"""What readers see of links that hold a secret."""

import pytest

from reviews.redaction import without_secrets, without_signature


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://b.example/a.mp4?x=1", "https://b.example/a.mp4?x=1"),
        ("https://b.example/a.mp4?Expires=1&Signature=abc", "https://b.example/a.mp4"),
        ("https://b.example/a.mp4?x-oss-signature=abc&x-oss-date=1", "https://b.example/a.mp4"),
        ("https://ana:secret@b.example/a.mp4", "https://b.example/a.mp4"),
        ("oss://bucket/key.mp4", "oss://bucket/key.mp4"),
        ("http://[broken?Signature=abc", "http://[broken"),
    ],
)
def test_an_address_loses_what_signs_it(address: str, shown: str) -> None:
    assert without_signature(address) == shown


def test_a_text_keeps_everything_but_the_values_that_sign() -> None:
    text = '{"url": "https://b/a?Signature=abc%2F&Expires=12&w=320", "note": "signature of Ana"}'
    assert without_secrets(text) == '{"url": "https://b/a?Signature=…&Expires=…&w=320", "note": "signature of Ana"}'
