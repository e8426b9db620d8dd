"""Ids and addresses as people paste them: what cannot be seen at their ends goes, what is left is named.

Tables, chat programs and mail add no-break spaces, zero-width spaces and byte order marks that nobody sees.
"""

import unicodedata

# Controls, invisible and direction marks, every kind of blank and line end.
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
# Drawn as nothing, although their categories are those of letters, marks and symbols.
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_BLANK = "Zs"


def is_invisible(char: str) -> bool:
    """Return whether nobody can see this character: blanks, controls, zero-width marks, variation selectors."""
    is_selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return unicodedata.category(char) in _INVISIBLE or char in _BLANK_LETTERS or is_selector


def is_hidden_mark(char: str) -> bool:
    """Return whether it is invisible and no blank: a line end, a zero-width space, a mark of direction."""
    return is_invisible(char) and unicodedata.category(char) != _BLANK


def trim_pasted(text: str) -> str:
    """Return `text` without the invisible characters at its ends; what is inside stays."""
    first, last = 0, len(text)
    while first < last and is_invisible(text[first]):
        first += 1
    while first < last and is_invisible(text[last - 1]):
        last -= 1
    return text[first:last]


def describe_character(char: str) -> str:
    """Return how a message names one character: ``U+200B ZERO WIDTH SPACE``, with itself in front when it is seen."""
    name = f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()
    return name if is_invisible(char) or not char.isprintable() else f"{char} ({name})"


def clean_address(address: str) -> str:
    """Return a pasted address without invisible ends; blanks inside an http address are encoded as a browser would.

    An object's name (``oss://bucket/a b.mp4``) keeps its blanks: they are part of it; links to it encode them.
    """
    trimmed = trim_pasted(address)
    if not trimmed.lower().startswith(("http://", "https://")):
        return trimmed
    return "".join(_encode(char) if unicodedata.category(char) == _BLANK else char for char in trimmed)


def _encode(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode())
