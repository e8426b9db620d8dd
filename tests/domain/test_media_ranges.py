"""Byte ranges of RFC 9110, section 14."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.media.ranges import Range, UnsatisfiableRange, parse_range_header


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-499", 0, 499),
        ("bytes=500-999", 500, 999),
        ("bytes=0-0", 0, 0),
        ("bytes=999-", 999, 999),
        ("bytes=-1", 999, 999),
        ("bytes=-5000", 0, 999),
        ("bytes=900-5000", 900, 999),
        ("Bytes=0-1", 0, 1),
        ("bytes= 0-1 , 5-6", 0, 1),
        ("bytes=5000-, 3-4", 3, 4),
        ("bytes=,3-4", 3, 4),
    ],
)
def test_the_first_satisfiable_range_of_a_thousand_bytes(header: str, first: int, last: int) -> None:
    found = parse_range_header(header, 1000)[0]
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    "header",
    [
        *["", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "bytes=1-2,x", "bytes=٣-٤", "lines=1-2"],
        *["bytes=1--2", "bytes=" + "0-1," * 400, "bytes=+1-2", "bytes=1.0-2", "bytes=0-" + "9" * 30],
    ],
)
def test_what_is_malformed_or_of_another_unit_is_ignored(header: str) -> None:
    assert parse_range_header(header, 1000) == []


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=1000-", 1000), ("bytes=-0", 1000), ("bytes=0-", 0), ("bytes=-5", 0)]
)
def test_a_range_without_a_byte_is_unsatisfiable(header: str, size: int) -> None:
    with pytest.raises(UnsatisfiableRange):
        parse_range_header(header, size)


def test_a_range_says_its_length_and_its_header() -> None:
    assert Range(5, 9).length == 5
    assert Range(5, 9).content_range(100) == "bytes 5-9/100"
    assert [found.is_open for found in parse_range_header("bytes=1-,1-2,-3", 10)] == [True, False, False]


NUMBER = st.integers(0, 10**6)
SPEC = st.one_of(
    st.builds("{}-{}".format, NUMBER, NUMBER), st.builds("{}-".format, NUMBER), st.builds("-{}".format, NUMBER)
)


@given(specs=st.lists(SPEC, min_size=1, max_size=5), size=st.integers(0, 2 * 10**6))
def test_every_range_lies_inside_the_file(specs: list[str], size: int) -> None:
    try:
        found = parse_range_header("bytes=" + ",".join(specs), size)
    except UnsatisfiableRange:
        return
    assert all(0 <= part.first <= part.last < size for part in found)


@given(header=st.text(max_size=60), size=st.integers(0, 10**6))
def test_any_text_is_understood_ignored_or_unsatisfiable(header: str, size: int) -> None:
    for text in (header, "bytes=" + header):
        try:
            assert all(0 <= part.first <= part.last < size for part in parse_range_header(text, size))
        except UnsatisfiableRange:
            assert text.startswith("bytes=")


@given(first=st.integers(0, 999), last=st.integers(0, 999))
def test_the_bytes_named_are_the_bytes_answered(first: int, last: int) -> None:
    data = bytes(number % 251 for number in range(1000))
    found = parse_range_header(f"bytes={first}-{last}", len(data))
    if first > last:
        assert found == []
    else:
        assert data[found[0].first : found[0].last + 1] == data[first : last + 1]
