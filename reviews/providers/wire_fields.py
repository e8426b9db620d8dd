"""What the wire structs declare: their fields with the names on the wire, and by which keys their rows are known."""

from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import msgspec

type WireField = tuple[str, str, Any]
"""(name in Python, key on the wire, type without `| None`)."""


@lru_cache(maxsize=64)
def list_fields(shape: type[msgspec.Struct]) -> tuple[WireField, ...]:
    """The fields of `shape` in their order."""
    return tuple((field.name, field.encode_name, _plain(field.type)) for field in msgspec.structs.fields(shape))


def is_struct(kind: Any) -> bool:
    """Whether the type is a wire struct, and not text, a number, a list or Any."""
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def is_list(kind: Any) -> bool:
    """Whether the type is a list of structs."""
    return get_origin(kind) is list


def item_type(kind: Any) -> Any:
    """The type of what a list holds."""
    return get_args(kind)[0]


def wrapped_list(kind: Any) -> WireField | None:
    """The only field of a struct that is nothing but a wrapper around one list; None for any other type."""
    fields = list_fields(kind) if is_struct(kind) else ()
    return fields[0] if len(fields) == 1 and is_list(fields[0][2]) else None


def row_marks(kind: type[msgspec.Struct]) -> frozenset[str]:
    """The keys that every row of this type has; empty when rows of it cannot be known by their keys."""
    return frozenset(getattr(kind, "row_marks", ()))


def refuses_unknown_keys(shape: type[msgspec.Struct]) -> bool:
    """Whether the struct claims to know every key, so that any other key is something that we lose."""
    return bool(shape.__struct_config__.forbid_unknown_fields)


def _plain(kind: Any) -> Any:
    """The type without `| None`."""
    if get_origin(kind) in (Union, UnionType):
        kinds = [part for part in get_args(kind) if part is not NoneType]
        if len(kinds) != 1:
            raise TypeError(f"{kind} has more than one type")
        return kinds[0]
    return kind
