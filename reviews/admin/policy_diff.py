"""Two versions of a policy side by side, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from reviews.models import Policy

COMPARED = (
    "name_en", "name_zh", "text_en", "text_zh", "allowed_verdicts", "harm_band", "note_required", "is_active",
)  # fmt: skip
MAX_WORDS = 4000
# A word with the blanks after it; every Chinese character is a word of its own.
_WORD = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """Words that both versions have (`same`), only the older (`gone`) or only the newer (`new`)."""

    kind: str
    text: str


def diff_policies(older: Policy, newer: Policy) -> list[tuple[str, list[Piece]]]:
    """For each field that differs: its name and its pieces in reading order. Plain text; the template escapes."""
    pairs = [(name, _text(older, name), _text(newer, name)) for name in COMPARED]
    return [(name, diff_words(before, after)) for name, before, after in pairs if before != after]


def diff_words(before: str, after: str) -> list[Piece]:
    """What happened to the words; texts of more than MAX_WORDS words are shown as wholly gone and new."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > MAX_WORDS:
        return [Piece("gone", before), Piece("new", after)]
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(old[a:b])))
        else:
            found += [Piece("gone", "".join(old[a:b])), Piece("new", "".join(new[c:d]))]
    return [piece for piece in found if piece.text]


def _text(policy: Policy, name: str) -> str:
    value = getattr(policy, name)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
