"""Vocabulary enums as Django choices."""

from enum import StrEnum


def enum_choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    """(value, label) pairs in the order of the enum."""
    return [(word.value, word.value) for word in enum]
