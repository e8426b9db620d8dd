"""The API's parser: the same refusals for a small body and for one made to cost much. `make bench` shows the times."""

import tracemalloc
from io import BytesIO
from typing import Any

import pytest
from rest_framework.exceptions import APIException

from reviews.api.parsers import MAX_DEPTH, BadJSON, BodyTooLarge, StrictJSONParser

SIZE = 1_000_000


def parse(body: bytes) -> Any:
    return StrictJSONParser().parse(BytesIO(body))


def refusal(body: bytes) -> tuple[type[APIException], str]:
    with pytest.raises(APIException) as caught:
        parse(body)
    return type(caught.value), str(caught.value.detail)


# Each cost the square of its size once: minutes for a body of a megabyte.
@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'"\\' * (SIZE // 2), "The body is not JSON: Unterminated string"),
        (b'"\\""' * (SIZE // 4), "The body is not JSON: Extra data"),
        (b'["' + b"\\" * (SIZE - 2), "The body is not JSON: Unterminated string"),
        (b'"' * SIZE, "The body is not JSON: Extra data"),
        (b"[" * SIZE, "deeper than 64"),
        (b'{"a":' * (SIZE // 5), "deeper than 64"),
        (b"\\" * SIZE, "The body is not JSON: Expecting value"),
        (b'{"a":' + b"1" * SIZE + b"}", "is too large: whole numbers have at most 64 bits"),
        (b'{"a":' + b"1" * SIZE + b".5}", "is too large"),
    ],
    ids=["quote-escape", "escaped-quotes", "escapes", "quotes", "lists", "objects", "outside", "whole", "decimal"],
)
def test_a_megabyte_made_to_cost_much_is_refused_as_a_small_one_is(body: bytes, message: str) -> None:
    error, detail = refusal(body)
    assert error is BadJSON
    assert message in detail


def test_the_first_name_that_is_given_twice_is_named_however_many_come_before() -> None:
    names = b"".join(b'"n%d":1,' % number for number in range(SIZE // 12))
    assert refusal(b"{" + names + b'"x":1,"x":2}') == (BadJSON, "The name x is given twice in one object.")
    assert refusal(b'{"a":1,"b":1,"b":1,"a":1}') == (BadJSON, "The name a is given twice in one object.")


def test_a_long_name_over_many_values_is_not_copied_for_each_of_them() -> None:
    body = b'{"' + b"n" * 200_000 + b'":[' + b'"",' * 20_000 + b'""]}'
    tracemalloc.start()
    value = parse(body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(value["n" * 200_000]) == 20_001
    assert peak < 100 * len(body)  # 20,000 copies of the name would be 4 GB


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'"\\u0000"', "body"),
        (b'{"a\\u0000": 1}', "a\ufffd"),
        (b'{"a": {"b": ["x", {"c": "\\ud800"}]}}', "a.b.1.c"),
        (b'{"": {"": "\\u0000"}}', "body"),
        (b'{"": {"b": "\\u0000"}}', "b"),
        (b'["x", "\\udfff"]', "1"),
    ],
)
def test_an_unstorable_character_is_told_with_its_place(body: bytes, field: str) -> None:
    with pytest.raises(APIException) as caught:
        parse(body)
    assert list(caught.value.detail) == [field]
    assert caught.value.get_codes() == {field: ["unstorable_character"]}


def test_the_deepest_body_that_is_allowed_is_read() -> None:
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    assert parse(b'{"a": "' + b"[" * 1000 + b'\\""}') == {"a": "[" * 1000 + '"'}


def test_a_body_above_the_limit_is_not_parsed(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert parse(b"[1,2,3,45]") == [1, 2, 3, 45]
    assert refusal(b"[1,2,3,456]")[0] is BodyTooLarge
