"""Control characters written visibly, so that no text of a provider or client forges a line of a log or terminal."""

import unicodedata

# Controls (line ends and terminal sequences among them), invisible and direction marks, lone surrogates, line ends.
_FORGING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def escape_controls(text: str) -> str:
    r"""Write line ends, terminal sequences and characters that turn the direction of a line as ``\n``, ``\x1b``, ..."""
    if text.isprintable():
        return text
    return "".join(_escape(char) if unicodedata.category(char) in _FORGING else char for char in text)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
