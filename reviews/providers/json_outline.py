"""How deep and how large a JSON text is, from its bytes alone and without parsing it, in linear time.

Deleting everything but brackets, commas and quotes runs at memory speed; a parse into objects would cost more than all
that follows. Of invalid JSON no depth is under-counted that a parser could reach before it meets the fault.
"""

import re
from itertools import accumulate

_ALL_BUT_STRUCTURE = bytes(set(range(256)) - set(b'[]{}",'))
_ALIKE = bytes.maketrans(b"{}", b"[]")
_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
# An open string reaches to the end: every quote that may begin a match begins one, and nothing is scanned twice.
_STRING = re.compile(rb'"[^"]*(?:"|\Z)')
_ESCAPED_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)


def extract_outline(body: bytes) -> bytes:
    """Only the brackets and commas outside strings."""
    if b"\\" in body:
        body = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    kept = body.translate(None, _ALL_BUT_STRUCTURE).replace(b'""', b"")
    # A quote that is left had a bracket or comma inside its string.
    return _STRING.sub(b"", kept) if b'"' in kept else kept


def count_nodes(outline: bytes) -> int:
    """The number of values."""
    return outline.count(b",") + outline.count(b"[") + outline.count(b"{") + 1


def outline_depth(outline: bytes, limit: int) -> int:
    """The deepest nesting, or at least `limit + 1` when it is deeper; brackets that nothing closes count too."""
    brackets = outline.translate(_ALIKE, b",")
    level = 0
    while brackets and level <= limit:
        without_leaves = brackets.replace(b"[]", b"")
        if len(without_leaves) == len(brackets):
            return _deepest(outline)
        brackets, level = without_leaves, level + 1
    return level


def measure_depth(body: bytes) -> int:
    """The deepest nesting of any bytes, read as a JSON parser reads them: a bracket inside a string is none."""
    return _deepest(_ESCAPED_STRING.sub(b"", body) if b'"' in body else body)


def _deepest(text: bytes) -> int:
    """The largest number of brackets that are open at once; `text` holds no strings."""
    steps = text.translate(_STEPS, _ALL_BUT_BRACKETS)
    return max(accumulate(memoryview(steps).cast("b"), initial=0))
