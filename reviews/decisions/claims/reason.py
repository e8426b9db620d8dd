"""The reason that an act on somebody else's work asks for: required, and kept as a note."""

from django.utils.translation import gettext as _

from reviews.access.errors import Invalid

MAX_REASON_LENGTH = 4000


def check_reason(reason: str, missing: str) -> None:
    """Errors: Invalid ``reason_required`` (with the sentence `missing`), ``bad_reason``; the field is ``reason``."""
    if not reason.strip():
        raise Invalid("reason_required", missing, field="reason")
    if len(reason) > MAX_REASON_LENGTH or "\0" in reason or any("\ud800" <= letter <= "\udfff" for letter in reason):
        raise Invalid(
            "bad_reason",
            _(
                "The reason is too long or contains characters that cannot be stored. Use at most "
                "%(n)d characters of plain text."
            )
            % {"n": MAX_REASON_LENGTH},
            field="reason",
        )
