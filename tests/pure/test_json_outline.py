"""How deep a body is, is known before it is parsed, for any bytes: no parser is led deeper than was counted."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reviews.providers import json_outline

LIMIT = 64
# Mostly bytes that mean something, so that strings, escapes and brackets meet in every order.
noise = st.lists(st.sampled_from([b"[", b"]", b"{", b"}", b'"', b"\\", b",", b":", b"\n", b"a", b"\xff"])).map(b"".join)
values = st.recursive(
    st.none() | st.text('[]{}",\\a\n') | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('[]{}",\\a'), inner, max_size=3),
)
texts = values.map(lambda value: json.dumps(value, ensure_ascii=False).encode())


def depth_by_hand(body: bytes) -> int:
    """Byte by byte, as a parser goes."""
    depth = deepest = 0
    is_string = is_escaped = False
    for byte in body:
        if is_string:
            is_string = is_escaped or byte != ord('"')
            is_escaped = not is_escaped and byte == ord("\\")
        elif byte == ord('"'):
            is_string = True
        else:
            depth += (byte in b"[{") - (byte in b"]}")
            deepest = max(deepest, depth)
    return deepest


def depth_of(value: Any) -> int:
    if not isinstance(value, dict | list):
        return 0
    return 1 + max(map(depth_of, value.values() if isinstance(value, dict) else value), default=0)


def depth_before_the_fault(body: bytes) -> int:
    """How deep Python's parser goes before it ends or meets a fault: the deepest valid beginning, closed by hand."""
    deepest = 0
    for end in range(len(body) + 1):
        depth = depth_by_hand(body[:end])
        if depth > deepest and _is_beginning(body[:end]):
            deepest = depth
    return deepest


def _is_beginning(text: bytes) -> bool:
    """Whether the parser reads to the end of `text`, which ends in an opening bracket, before it complains."""
    try:
        json.loads(text.decode())
    except UnicodeDecodeError:
        return False
    except json.JSONDecodeError as error:
        return error.pos >= len(text) - 1
    return True


@given(st.binary(max_size=200) | noise | texts)
@example(b'"\\' * 50)
@example(b'"\\"' * 50 + b"[[[")
@example(b'\\"[[[')
@example(b"]]][")
def test_the_depth_of_any_bytes_is_what_a_byte_by_byte_reader_finds(body: bytes) -> None:
    assert json_outline.measure_depth(body) == depth_by_hand(body)


@given(texts)
def test_of_valid_json_it_is_the_depth_of_the_value(body: bytes) -> None:
    depth = depth_of(json.loads(body))
    assert json_outline.measure_depth(body) == depth
    assert json_outline.outline_depth(json_outline.extract_outline(body), LIMIT) == depth


@given(noise | texts.flatmap(lambda text: st.integers(0, len(text)).map(lambda end: text[:end])))
@example(b'[{"[":"]"')
@example(b'[[[["[[[[')
@example(b'{"a":{"b\\\\":[["')
def test_the_quick_outline_never_counts_less_than_a_parser_reaches(body: bytes) -> None:
    assert json_outline.outline_depth(json_outline.extract_outline(body), LIMIT) >= depth_before_the_fault(body)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'["\\"", '])
def test_brackets_that_nothing_closes_are_too_deep(opening: bytes) -> None:
    body = opening * (LIMIT + 1)
    assert json_outline.measure_depth(body) == LIMIT + 1
    assert json_outline.outline_depth(json_outline.extract_outline(body), LIMIT) > LIMIT


def test_an_open_string_full_of_brackets_is_not_deep() -> None:
    body = b'{"a":"' + b"[" * 1000
    assert json_outline.measure_depth(body) == 1
    assert json_outline.outline_depth(json_outline.extract_outline(body), LIMIT) == 1


def test_the_deepest_thing_that_is_let_through_does_not_exhaust_the_parser() -> None:
    body = b"[" * LIMIT
    assert json_outline.measure_depth(body) == LIMIT
    with suppress(json.JSONDecodeError):
        json.loads(body)
