"""What is looked up for a search: pairs and triples of characters. Pure; the same rule as `reviews_grams_v1`.

Chinese words often have two characters, so every pair with a wide character is indexed; of other scripts three
characters in a row, and the first two of each word.
"""

import re

MIN_LENGTH = 2
_FIRST_WIDE = "\u2e80"  # from here on: CJK, kana, Hangul, full-width forms
WORD_LETTERS = "a-z0-9\u0080-\u2e7f"


def list_grams(text: str, *, with_starts: bool = True) -> list[str]:
    """Return the grams of a text, in order, repeated ones too; `with_starts`: also the first two letters of words."""
    chars = text.lower()
    grams, in_word = [], False
    for place in range(len(chars) - 1):
        pair = chars[place : place + 2]
        is_word = _is_word_letter(pair[0])
        if _is_wide(pair[0]) or _is_wide(pair[1]):
            grams.append(pair)
        else:
            if with_starts and is_word and not in_word:
                grams.append(f" {pair}")
            if place + 2 < len(chars) and not _is_wide(chars[place + 2]):
                grams.append(chars[place : place + 3])
        in_word = is_word
    return grams


def grams_of_search(wanted: str) -> list[str]:
    """Return the grams that every text with `wanted` in it has; none when it is too short to be looked up.

    The start of a word is no condition for a longer search: "port" is found in "transport".
    """
    if is_word_start(wanted):
        return [f" {wanted.lower()}"]
    return list_grams(wanted, with_starts=False)


def is_word_start(wanted: str) -> bool:
    """Return whether `wanted` is two letters of a script without wide characters: found at the start of a word."""
    return len(wanted) == 2 and all(_is_word_letter(char) for char in wanted.lower())


def build_pattern(wanted: str) -> re.Pattern[str]:
    """Return what finds `wanted` in a text."""
    start = rf"(?<![{WORD_LETTERS}])" if is_word_start(wanted) else ""
    return re.compile(start + re.escape(wanted), re.IGNORECASE)


def _is_wide(char: str) -> bool:
    return char >= _FIRST_WIDE


def _is_word_letter(char: str) -> bool:
    return "a" <= char <= "z" or "0" <= char <= "9" or "\u0080" <= char < _FIRST_WIDE
