"""JSON as strictly as RFC 8259 and both databases want it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import JSONParser

MAX_DEPTH = 64
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_BRACKET = re.compile(rb"[\[\]{}]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_INT64 = 2**63


class BadJSON(APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "bad_json"


class BodyTooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"


class StrictJSONParser(JSONParser):
    """Refuses what would be a 500 later: too much, too deep, NaN, doubled names, NUL, lone surrogates."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The body's value. Errors: 413 above the byte limit, 400 naming what is wrong and where."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise BodyTooLarge(f"The body is larger than {limit} bytes. Send fewer items in one call.")
        value = _decoded(raw)
        _refuse_unstorable(value)
        return value


def _decoded(raw: bytes) -> Any:
    if _depth(raw) > MAX_DEPTH:
        raise BadJSON(f"The JSON is nested deeper than {MAX_DEPTH} levels.")
    try:
        return json.loads(
            raw.decode("utf-8"),
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_int64,
            object_pairs_hook=_without_doubles,
        )
    except UnicodeDecodeError as error:
        raise BadJSON(f"The body is not UTF-8 (byte {error.start}). Send UTF-8 without a byte order mark.") from None
    except json.JSONDecodeError as error:
        raise BadJSON(f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from None


def _depth(raw: bytes) -> int:
    depth = deepest = 0
    for bracket in _BRACKET.finditer(_STRING.sub(b"", raw)):
        depth += 1 if bracket.group() in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _refuse_constant(name: str) -> float:
    raise BadJSON(f"{name} is not JSON. Send a finite number or null.")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise BadJSON(f"The number {text[:40]} is too large.")
    return number


def _int64(text: str) -> int:
    if len(text) > 20 or not -_INT64 <= (number := int(text)) < _INT64:
        raise BadJSON(f"The number {text[:40]} is too large: whole numbers have at most 64 bits.")
    return number


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise BadJSON(f"The name {shown(double)} is given twice in one object.")
    return value


def _refuse_unstorable(value: Any) -> None:
    for path, text in _strings(value):
        if found := _UNSTORABLE.search(text):
            message = f"Holds the character U+{ord(found.group()):04X}, which cannot be stored. Leave it out."
            raise ValidationError({shown(path) or "body": [message]}, code="unstorable_character")


def _strings(value: Any) -> Iterator[tuple[str, str]]:
    """(path, text) of every string and every name in `value`, without recursion."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        path, item = waiting.pop()
        if isinstance(item, str):
            yield path, item
        elif isinstance(item, dict):
            yield from ((f"{path}.{name}".lstrip("."), name) for name in item)
            waiting += [(f"{path}.{name}".lstrip("."), part) for name, part in item.items()]
        elif isinstance(item, list):
            waiting += [(f"{path}.{index}".lstrip("."), part) for index, part in enumerate(item)]


def shown(name: str) -> str:
    """`name` short and safe to put into an answer."""
    return _UNSTORABLE.sub("\ufffd", name)[:100]
