"""What a search is looked up by: every text with the search in it has all its grams."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.search.grams import build_pattern, grams_of_search, is_word_start, list_grams

TEXT = st.text(st.sampled_from("abC1 é,广告牌日Ａ"), max_size=30)


@given(TEXT, st.data())
def test_every_part_of_a_text_is_looked_up_by_grams_of_the_text(text: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(text)))
    part = text[first : data.draw(st.integers(first, len(text)))]
    if is_word_start(part) and not build_pattern(part).search(text):
        return
    assert set(grams_of_search(part)) <= set(list_grams(text))


@pytest.mark.parametrize(
    ("wanted", "grams"),
    [
        ("广告", ["广告"]),
        ("广告牌", ["广告", "告牌"]),
        ("5元", ["5元"]),
        ("port", ["por", "ort"]),
        ("QR", [" qr"]),
        ("a,", []),
        ("a", []),
        ("广", []),
        ("", []),
    ],
)
def test_searches_and_their_grams(wanted: str, grams: list[str]) -> None:
    assert grams_of_search(wanted) == grams


@pytest.mark.parametrize(
    ("wanted", "text", "is_found"),
    [
        ("qr", "Scan the QR code", True),
        ("ad", "bread", False),
        ("ad", "(ad)", True),
        ("port", "transport", True),
        ("广告", "免费广告", True),
        ("100%", "100% off", True),
        ("a.c", "abc", False),
    ],
)
def test_two_letters_are_found_where_a_word_begins_and_more_anywhere(wanted: str, text: str, is_found: bool) -> None:
    assert bool(build_pattern(wanted).search(text)) == is_found
