"""Keys of an answer that no wire struct knows: read when they hold results of a known shape, else named in warnings.

Providers change spellings (MTS once wrote `CensorCensorResult` for `CensorResults`), and a key that vanishes without a
word may have held all the evidence. A key whose value is null says nothing and is passed over.
"""

import re
from collections import Counter
from typing import Any

import msgspec

from reviews.providers import wire_fields

MAX_NAME = 60
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}\Z")


def join_path(path: str, name: str) -> str:
    """The path of a key. Names come from outside: long ones are cut, odd ones stand in quotes with escapes."""
    if not _PLAIN_NAME.match(name):
        name = _quoted(name)
    return f"{path}.{name}" if path else name


def resolve_unknown_keys(
    shape: type[msgspec.Struct], tree: dict[str, Any], drops: Counter[tuple[str, str]], path: str
) -> dict[str, Any]:
    """`tree` with results of unknown keys under the keys where `shape` has them; counts every key that is left over.

    A key is read only when its value fits exactly one field that is empty otherwise: `read_from_unknown_key`. All
    others are `unknown_key`.
    """
    fields = wire_fields.list_fields(shape)
    known = {key for _, key, _ in fields}
    unknown = [key for key, value in tree.items() if key not in known and value is not None]
    if not unknown:
        return tree
    empty = {key: kind for _, key, kind in fields if tree.get(key) in (None, {}, [])}
    found: dict[str, Any] = {}
    for key in unknown:
        places = [place for place, kind in empty.items() if _fits(kind, tree[key])]
        is_read = len(places) == 1 and places[0] not in found
        if is_read:
            found[places[0]] = tree[key]
        drops["read_from_unknown_key" if is_read else "unknown_key", join_path(path, key)] += 1
    return tree | found


def _fits(kind: Any, value: Any) -> bool:
    """Whether a value found under another name can only be meant as this: a list of rows, a wrapper, or a section."""
    if wire_fields.is_list(kind):
        return _is_list_of(wire_fields.item_type(kind), value)
    if not wire_fields.is_struct(kind):
        return False
    if wrapped := wire_fields.wrapped_list(kind):
        inner = next(iter(value.values())) if isinstance(value, dict) and len(value) == 1 else value
        return _fits(wrapped[2], inner)
    return isinstance(value, dict) and any(
        _fits(part, value[key]) for _, key, part in wire_fields.list_fields(kind) if key in value
    )


def _is_list_of(row: type[msgspec.Struct], value: Any) -> bool:
    marks = wire_fields.row_marks(row)
    if not marks or not isinstance(value, list) or not value:
        return False
    return all(isinstance(item, dict) and marks <= item.keys() for item in value)


def _quoted(name: str) -> str:
    cut = name[:MAX_NAME] + ("…" if len(name) > MAX_NAME else "")
    shown = "".join(
        letter if letter.isprintable() and letter not in '"\\' else f"\\u{{{ord(letter):x}}}" for letter in cut
    )
    return f'"{shown}"'
