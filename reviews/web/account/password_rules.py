"""Passwords that are long and yet easy to guess: one's own name again and again, few characters, one short word."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MIN_DISTINCT_CHARACTERS = 6
MIN_OWN_CHARACTERS = 6  # beside names
MIN_NAME_LENGTH = 3
MIN_UNIT_LENGTH = 8  # of what may be repeated


class VariedPasswordValidator:
    """Beside Django's validators, which compare the whole password with the whole name."""

    def validate(self, password: str, user: Any = None) -> None:
        """Errors: ValidationError ``too_uniform``, ``repeated``, ``mostly_name``, each with what to do."""
        plain = _squeezed(password)
        if len(set(password)) < MIN_DISTINCT_CHARACTERS:
            said = _("This password has too few different characters. Use at least %(n)d different characters.")
            raise ValidationError(said % {"n": MIN_DISTINCT_CHARACTERS}, code="too_uniform")
        if is_repeated(plain):
            raise ValidationError(
                _("This password repeats a short word. Use several different words."), code="repeated"
            )
        if user is not None and is_mostly_name(plain, _names(user)):
            said = _("This password consists mainly of your name. Use words that are not related to you.")
            raise ValidationError(said, code="mostly_name")

    def get_help_text(self) -> str:
        return _("Use several different words that are not related to your name.")


def is_repeated(plain: str) -> bool:
    """Tell whether the text is one short piece over and over, the last time perhaps cut off."""
    units = range(1, min(MIN_UNIT_LENGTH, len(plain) // 2 + 1))
    return any((plain[:unit] * len(plain))[: len(plain)] == plain for unit in units)


def is_mostly_name(plain: str, names: list[str]) -> bool:
    """Tell whether little is left without the names, read forwards or backwards."""
    rest = plain
    for name in sorted({*names, *(name[::-1] for name in names)}, key=len, reverse=True):
        rest = rest.replace(name, "")
    return rest != plain and (len(rest) < MIN_OWN_CHARACTERS or len(rest) * 2 < len(plain))


def _names(user: Any) -> list[str]:
    email = str(getattr(user, "email", "") or "")
    texts = [getattr(user, name, "") or "" for name in ("username", "first_name", "last_name")]
    texts += [email, *email.split("@")]
    return [name for name in (_squeezed(str(text)) for text in texts) if len(name) >= MIN_NAME_LENGTH]


def _squeezed(text: str) -> str:
    """Letters and digits alone, in one case: separators between repetitions hide nothing."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())
