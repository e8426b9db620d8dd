"""The words of one judgement (category, label, suggestion), read once per answer and then looked up.

An answer of a long video repeats a few dozen combinations tens of thousands of times.
"""

from collections.abc import Callable
from typing import NamedTuple

from reviews.providers.values import MAX_CATEGORY, MAX_DETECTION_KEY, MAX_LABEL, MAX_WORD, Drops, bounded_key, cut_text
from reviews.providers.values import parse_suggestion as read_suggestion
from reviews.vocabulary import Suggestion

type Spelling = Callable[[str, str], tuple[str, str]]
"""(category, label) as received -> the known spelling of both; unknown words come back as they are."""


class Label(NamedTuple):
    """One combination in our words. `key` is that of its first detection in a finding."""

    category: str
    label: str
    suggestion: Suggestion
    suggestion_raw: str
    severity: int
    key: str
    flaws: tuple[tuple[str, str], ...]  # counted at every use


class LabelCache(dict[tuple[str | None, str | None, str | None], Label]):
    """(category, label, suggestion) as received -> Words. `glossary[...]` reads a new combination by itself."""

    def __init__(self, spelling: Spelling, path: str) -> None:
        super().__init__()
        self._spelling = spelling
        self._path = path

    def __missing__(self, received: tuple[str | None, str | None, str | None]) -> Label:
        flaws = Drops()
        path = self._path
        category, label = self._spelling(
            cut_text(received[0], MAX_CATEGORY, flaws, f"{path}.category"),
            cut_text(received[1], MAX_LABEL, flaws, f"{path}.label"),
        )
        suggestion = read_suggestion(received[2], flaws, f"{path}.suggestion")
        raw = cut_text(received[2], MAX_WORD, flaws, f"{path}.suggestion")
        key = bounded_key(f"{category}:{label}:0", MAX_DETECTION_KEY)
        words = Label(category, label, suggestion, raw, suggestion.severity, key, tuple(flaws))
        self[received] = words
        return words


def numbered_key(label: Label, used: set[str]) -> str:
    """The key of one more detection with the same words in one finding: `category:label:n`."""
    number = 1
    while True:
        key = bounded_key(f"{label.category}:{label.label}:{number}", MAX_DETECTION_KEY)
        if key not in used:
            return key
        number += 1
