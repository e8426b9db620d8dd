"""Played ranges: what merging keeps and what no player can have sent, over generated ranges."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.wellness import played_ranges as played
from reviews.wellness.played_ranges import BadRange, Range

LENGTH_MS = 200


@st.composite
def a_range(draw: st.DrawFn) -> Range:
    start = draw(st.integers(0, LENGTH_MS))
    end = draw(st.integers(start, LENGTH_MS))
    return start, end, draw(st.sampled_from([100, 150])), draw(st.integers(0, 1)), draw(st.integers(0, 2))


RANGES = st.lists(a_range(), max_size=30)


def moments(ranges: list[Range]) -> set[tuple[int, ...]]:
    """Each millisecond with the way it was played: what ranges mean, written out."""
    return {(ms, *one[2:]) for one in ranges for ms in range(one[0], one[1])}


@given(RANGES)
def test_merging_keeps_every_moment_and_adds_none(ranges: list[Range]) -> None:
    assert moments(played.merge_ranges(ranges)) == moments(ranges)


@given(RANGES)
def test_merged_ranges_of_one_way_neither_overlap_nor_touch(ranges: list[Range]) -> None:
    merged = played.merge_ranges(ranges)
    assert merged == sorted(merged)
    for way in {one[2:] for one in merged}:
        spans = [one[:2] for one in merged if one[2:] == way]
        assert all(before[1] < after[0] for before, after in pairwise(spans))


@given(RANGES, RANGES)
def test_order_and_repetition_do_not_matter(first: list[Range], second: list[Range]) -> None:
    at_once = played.merge_ranges([*first, *second])
    assert played.merge_ranges([*played.merge_ranges(second), *first]) == at_once
    assert played.merge_ranges([*at_once, *second]) == at_once


@given(RANGES)
def test_the_length_counts_each_moment_once(ranges: list[Range]) -> None:
    assert played.length_ms(ranges) == len({moment[0] for moment in moments(ranges)})


@given(RANGES)
def test_what_a_player_played_passes(ranges: list[Range]) -> None:
    assert played.check_ranges(ranges, length_ms=LENGTH_MS) == [one for one in ranges if one[0] < one[1]]


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ((-1, 5, 100, 0, 0), "ranges[1][0]"),
        ((9, 5, 100, 0, 0), "ranges[1][1]"),
        ((0, LENGTH_MS + played.TOLERANCE_MS + 1, 100, 0, 0), "ranges[1][1]"),
        ((0, 5, 0, 0, 0), "ranges[1][2]"),
        ((0, 5, 1601, 0, 0), "ranges[1][2]"),
        ((0, 5, 100, 2, 0), "ranges[1][3]"),
        ((0, 5, 100, 0, 3), "ranges[1][4]"),
        ((0, 5, 100, 0, -1), "ranges[1][4]"),
    ],
)
def test_what_no_player_played_is_refused_by_its_field(bad: Range, field: str) -> None:
    with pytest.raises(BadRange) as refused:
        played.check_ranges([(0, 5, 100, 0, 0), bad], length_ms=LENGTH_MS)
    assert refused.value.field == field


def test_more_ranges_than_a_page_sends_are_refused() -> None:
    one = (0, 5, 100, 0, 0)
    assert len(played.check_ranges([one] * played.MAX_RANGES_SENT, length_ms=LENGTH_MS)) == played.MAX_RANGES_SENT
    with pytest.raises(BadRange, match="1000"):
        played.check_ranges([one] * (played.MAX_RANGES_SENT + 1), length_ms=LENGTH_MS)


def test_a_little_more_than_the_video_is_clipped_to_it() -> None:
    found = played.check_ranges(
        [(100, LENGTH_MS + 40, 100, 0, 0), (LENGTH_MS, LENGTH_MS + 9, 100, 0, 0)], length_ms=LENGTH_MS
    )
    assert found == [(100, LENGTH_MS, 100, 0, 0)]


def test_of_too_many_ranges_the_longest_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(played, "MAX_RANGES_STORED", 2)
    assert played.merge_ranges([(0, 9, 100, 0, 0), (20, 21, 100, 0, 0), (40, 45, 100, 0, 0)]) == [
        (0, 9, 100, 0, 0),
        (40, 45, 100, 0, 0),
    ]
