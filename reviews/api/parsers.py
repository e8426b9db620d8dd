"""JSON as strictly as RFC 8259 and both databases want it."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import JSONParser

from reviews.providers import json_outline

MAX_DEPTH = 64
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
        view = (parser_context or {}).get("view")
        limit = getattr(view, "max_body_bytes", settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise BodyTooLarge(f"The body is larger than {limit} bytes. Send fewer items in one call.")
        value = _decoded(raw)
        _refuse_unstorable(value)
        return value


def _decoded(raw: bytes) -> Any:
    if json_outline.measure_depth(raw) > MAX_DEPTH:
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
        raise BadJSON(f"The name {shown_name(_first_double(pairs))} is given twice in one object.")
    return value


def _first_double(pairs: list[tuple[str, Any]]) -> str:
    """The first name that comes again further on; there is one."""
    counts = Counter(name for name, _ in pairs)
    return next(name for name, _ in pairs if counts[name] > 1)


def _refuse_unstorable(value: Any) -> None:
    for place, text in _strings(value):
        if found := _UNSTORABLE.search(text):
            message = f"Holds the character U+{ord(found.group()):04X}, which cannot be stored. Remove it."
            raise ValidationError({shown_name(_path(place)) or "body": [message]}, code="unstorable_character")


type _Place = tuple[_Place, str | int] | None
"""Where a value is: the place around it and the name or index there. A path in text would be copied for every value."""


def _strings(value: Any) -> Iterator[tuple[_Place, str]]:
    """(place, text) of every string and every name in `value`, without recursion, in linear time."""
    waiting: list[tuple[_Place, Any]] = [(None, value)]
    while waiting:
        place, item = waiting.pop()
        if isinstance(item, str):
            yield place, item
        elif isinstance(item, dict):
            yield from (((place, name), name) for name in item)
            waiting += [((place, name), part) for name, part in item.items()]
        elif isinstance(item, list):
            waiting += [((place, index), part) for index, part in enumerate(item)]


def _path(place: _Place) -> str:
    """`place` with dots: ``external_ids.1``."""
    names: list[str] = []
    while place is not None:
        place, name = place
        names.append(str(name))
    return ".".join(reversed(names)).lstrip(".")


def shown_name(name: str) -> str:
    """`name` short and safe to put into an answer."""
    return _UNSTORABLE.sub("\ufffd", name)[:100]
