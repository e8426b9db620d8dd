"""A struct from a tree of plain JSON values. Values of a wrong type and unknown keys are counted, the rest is kept.

Knows only what the wire structs use: structs, lists of structs, text, whole and decimal numbers, and Any.
"""

import math
from collections import Counter
from typing import Any

import msgspec

from reviews.providers import unknown_keys, wire_fields


def build_struct[T: msgspec.Struct](
    shape: type[T], tree: dict[str, Any], drops: Counter[tuple[str, str]], path: str = ""
) -> T:
    """`tree` as `shape`. Every field of `shape` must have a default. Drops are counted under ("wrong_type", path).

    Of a shape that claims to know every key, the others are read or counted (`unknown_keys`).
    """
    if wire_fields.refuses_unknown_keys(shape):
        tree = unknown_keys.resolve_unknown_keys(shape, tree, drops, path)
    found = {}
    for name, key, kind in wire_fields.list_fields(shape):
        value = tree.get(key)
        if value is not None:
            value = _value(kind, value, drops, f"{path}.{key}" if path else key)
            if value is not None:
                found[name] = value
    return shape(**found)


def _value(kind: Any, value: Any, drops: Counter[tuple[str, str]], path: str) -> Any:
    if kind is Any:
        return value
    if wire_fields.is_list(kind):
        return _items(wire_fields.item_type(kind), value, drops, path)
    converted: Any
    if wire_fields.is_struct(kind):
        value = _wrapped(kind, value, drops, path)
        converted = build_struct(kind, value, drops, path) if isinstance(value, dict) else None
    else:
        converted = _SCALARS[kind](value)
    if converted is None:
        drops["wrong_type", path] += 1
    return converted


def _wrapped(kind: type[msgspec.Struct], value: Any, drops: Counter[tuple[str, str]], path: str) -> Any:
    """A bare list where the wire has an object around one list is that list: evidence is not lost over a wrapper."""
    wrapped = wire_fields.wrapped_list(kind)
    if not isinstance(value, list) or wrapped is None:
        return value
    drops["wrapper_missing", path] += 1
    return {wrapped[1]: value}


def _items(kind: Any, value: Any, drops: Counter[tuple[str, str]], path: str) -> list[Any] | None:
    if not isinstance(value, list):
        drops["wrong_type", path] += 1
        return None
    items = (_value(kind, item, drops, path) for item in value if item is not None)
    return [item for item in items if item is not None]


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode() if isinstance(value, bool | int | float) else None


def _decimal(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _whole(value: Any) -> int | None:
    number = _decimal(value)
    return value if isinstance(value, int) and number is not None else None if number is None else int(number)


_SCALARS: dict[Any, Any] = {str: _text, float: _decimal, int: _whole}
