"""The one gate all provider bytes pass before they become values.

`read(body, shape)` gives a struct of type `shape` in which both databases can store every string and every number is a
64-bit or finite one, plus a count of what was replaced or dropped. Two ways lead there with the same outcome:

- fast: byte-level checks find nothing hostile, then one typed decode;
- slow: a generic parse, a walk that cleans every node, and a lenient conversion that drops what has the wrong type and
  resolves keys that the struct does not know.

Refused outright (BadAnswer): too large, not UTF-8, not JSON, cut, NaN or Infinity, deeper than 64, more than 2,000,000
values (docs/records/0002-node-limit.md).
"""

import json
import math
import re
from collections import Counter
from functools import lru_cache
from typing import Any, NoReturn

import msgspec

from reviews.providers import json_outline, lenient_decode
from reviews.providers.errors import BadAnswer
from reviews.providers.unknown_keys import join_path

MAX_BYTES = 64 * 2**20
MAX_DEPTH = 64
MAX_NODES = 2_000_000
REPLACEMENT = "�"

Drops = Counter[tuple[str, str]]
"""(stable code, path without indexes) -> how often."""

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_HOSTILE = re.compile(f"[\x00\ud800-\udfff{_BIDI}]")
_HOSTILE_BYTES = re.compile(rb"\xd8\x9c|\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
_HOSTILE_ESCAPE = re.compile(
    rb"\\u(?:0000|061[cC]|200[eEfF]|202[a-eA-E]|206[6-9]"
    rb"|[dD][89abAB]..(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2}\\u)[dD][c-fC-F])"
)


def decode_payload[T: msgspec.Struct](body: bytes, shape: type[T]) -> tuple[T, Drops]:
    """The body as `shape`, and what was dropped or replaced. Errors: BadAnswer with a stable code, nothing else."""
    body = _checked_body(body)
    if not _is_hostile(body):
        try:
            return _decoder(shape).decode(body), Counter()
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass  # a wrong type, an unknown key or broken JSON: the slow way tells which
    drops: Drops = Counter()
    tree = clean_tree(_parse(body, drops), drops)
    if not isinstance(tree, dict):
        raise BadAnswer("The response is JSON but not an object.", code="not_an_object")
    return lenient_decode.build_struct(shape, tree, drops), drops


def clean_tree(node: Any, drops: Drops, path: str = "", depth: int = 1) -> Any:
    """The same tree with storable strings and numbers. Errors: BadAnswer when too deep."""
    if isinstance(node, str):
        return clean_text(node, drops, path)
    if isinstance(node, dict):
        _check_depth(depth)
        return {
            (name := clean_text(key, drops, path)): clean_tree(value, drops, join_path(path, name), depth + 1)
            for key, value in node.items()
        }
    if isinstance(node, list):
        _check_depth(depth)
        return [clean_tree(value, drops, path, depth + 1) for value in node]
    return _number(node, drops, path)


def clean_text(value: str, drops: Drops, path: str) -> str:
    """NUL, lone surrogates and bidi controls become the replacement character; all else stays, NFC or NFD."""
    cleaned, count = _HOSTILE.subn(REPLACEMENT, value)
    if count:
        drops["text_replaced", path] += count
    return cleaned


def _number(value: Any, drops: Drops, path: str) -> Any:
    is_too_large = isinstance(value, int) and not -(2**63) <= value < 2**63
    if value is _OUT_OF_RANGE or is_too_large or (isinstance(value, float) and not math.isfinite(value)):
        drops["number_out_of_range", path] += 1
        return None
    return value


def _checked_body(body: bytes) -> bytes:
    if len(body) > MAX_BYTES:
        raise BadAnswer(f"The answer has {len(body)} bytes; at most {MAX_BYTES} are read.", code="too_large")
    body = body.removeprefix(b"\xef\xbb\xbf")
    if not body.strip():
        raise BadAnswer("The response is empty.", code="empty")
    try:
        if not body.isascii():
            body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadAnswer("The response is not UTF-8.", code="not_utf8") from None
    outline = json_outline.extract_outline(body)
    # The count first: it bounds what the levels of the depth cost.
    if json_outline.count_nodes(outline) > MAX_NODES:
        raise BadAnswer(f"The response contains more than {MAX_NODES} values.", code="too_many_values")
    if json_outline.outline_depth(outline, MAX_DEPTH) > MAX_DEPTH:
        _too_deep()
    return body


def _is_hostile(body: bytes) -> bool:
    # One-byte look-ups first: they run ten times as fast as those of two, and most answers end there.
    if b"\\" in body and b"\\u" in body and _HOSTILE_ESCAPE.search(body):
        return True
    return (b"\xe2" in body or b"\xd8" in body) and _HOSTILE_BYTES.search(body) is not None


def _parse(body: bytes, drops: Drops) -> Any:
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_refuse_constant, parse_int=_parse_int)
    except (ValueError, RecursionError):
        raise BadAnswer("The response is not complete JSON.", code="not_json") from None


def _refuse_constant(name: str) -> NoReturn:
    raise BadAnswer(f"The answer holds {name}, which is no JSON number.", code="not_json")


_OUT_OF_RANGE: Any = object()


def _parse_int(digits: str) -> Any:
    # Python refuses to read more than 4,300 digits at all; 20 are enough for every 64-bit number.
    return int(digits) if len(digits) <= 20 else _OUT_OF_RANGE


def _check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        _too_deep()


def _too_deep() -> NoReturn:
    raise BadAnswer(f"The answer is nested deeper than {MAX_DEPTH}.", code="too_deep")


@lru_cache(maxsize=32)
def _decoder[T: msgspec.Struct](shape: type[T]) -> msgspec.json.Decoder[T]:
    return msgspec.json.Decoder(shape)
