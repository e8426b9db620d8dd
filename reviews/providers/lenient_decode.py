"""A struct from a tree of plain JSON values. Those of a wrong type are dropped and counted, the rest kept.

Knows only what the wire structs use: structs, lists of structs, text, whole and decimal numbers, and Any.
"""

import math
from collections import Counter
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import msgspec


def build_struct[T: msgspec.Struct](
    shape: type[T], tree: dict[str, Any], drops: Counter[tuple[str, str]], path: str = ""
) -> T:
    """`tree` as `shape`. Every field of `shape` must have a default. Drops are counted under ("wrong_type", path)."""
    found = {}
    for name, key, kind in _fields(shape):
        value = tree.get(key)
        if value is not None:
            value = _value(kind, value, drops, f"{path}.{key}" if path else key)
            if value is not None:
                found[name] = value
    return shape(**found)


def _value(kind: Any, value: Any, drops: Counter[tuple[str, str]], path: str) -> Any:
    if kind is Any:
        return value
    if get_origin(kind) is list:
        return _items(get_args(kind)[0], value, drops, path)
    converted: Any
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        value = _wrapped(kind, value, drops, path)
        converted = build_struct(kind, value, drops, path) if isinstance(value, dict) else None
    else:
        converted = _SCALARS[kind](value)
    if converted is None:
        drops["wrong_type", path] += 1
    return converted


def _wrapped(kind: type[msgspec.Struct], value: Any, drops: Counter[tuple[str, str]], path: str) -> Any:
    """A bare list where the wire has an object around one list is that list: evidence is not lost over a wrapper."""
    fields = _fields(kind)
    if not isinstance(value, list) or len(fields) != 1 or get_origin(fields[0][2]) is not list:
        return value
    drops["wrapper_missing", path] += 1
    return {fields[0][1]: value}


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


@lru_cache(maxsize=64)
def _fields(shape: type[msgspec.Struct]) -> tuple[tuple[str, str, Any], ...]:
    return tuple((field.name, field.encode_name, _plain(field.type)) for field in msgspec.structs.fields(shape))


def _plain(kind: Any) -> Any:
    """The type without `| None`."""
    if get_origin(kind) in (Union, UnionType):
        kinds = [part for part in get_args(kind) if part is not NoneType]
        if len(kinds) != 1:
            raise TypeError(f"{kind} has more than one type")
        return kinds[0]
    return kind
