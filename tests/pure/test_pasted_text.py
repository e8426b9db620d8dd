"""Pasted ids and addresses: what nobody sees goes at the ends, is named inside."""

import pytest

from reviews.pasted_text import clean_address, describe_character, trim_pasted


@pytest.mark.parametrize(
    "unseen", ["\ufeff", "\u200b", "\xa0", "\u3000", "\t", "\u202e", "\xad", "\u3164", "\ufe0f", "\x00"]
)
def test_what_nobody_sees_goes_at_both_ends_and_stays_inside(unseen: str) -> None:
    assert trim_pasted(f"{unseen}{unseen}abc{unseen}1 {unseen}") == f"abc{unseen}1"


def test_what_is_seen_stays() -> None:
    assert [trim_pasted(text) for text in ("", "  ", '"a"', "a,", "\uff41b", "视频")] == [
        "",
        "",
        '"a"',
        "a,",
        "\uff41b",
        "视频",
    ]


@pytest.mark.parametrize(
    ("pasted", "address"),
    [
        ("  https://cdn.example/a b.mp4\u200b", "https://cdn.example/a%20b.mp4"),
        ("\ufeffhttps://cdn.example/a%20b.mp4\xa0", "https://cdn.example/a%20b.mp4"),
        ("HTTPS://cdn.example/a\u3000b.mp4", "HTTPS://cdn.example/a%E3%80%80b.mp4"),
        (" oss://bucket/a b.mp4 ", "oss://bucket/a b.mp4"),
    ],
)
def test_blanks_around_an_address_go_and_those_inside_are_encoded(pasted: str, address: str) -> None:
    assert clean_address(pasted) == address
    assert clean_address(address) == address


def test_a_character_is_named_so_that_it_can_be_found() -> None:
    assert describe_character("\u200b") == "U+200B ZERO WIDTH SPACE"
    assert describe_character("\uff41") == "\uff41 (U+FF41 FULLWIDTH LATIN SMALL LETTER A)"
    assert describe_character("\t") == "U+0009"
