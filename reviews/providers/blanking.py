"""Our keys out of what the other side said: some clouds repeat what they were sent."""

from urllib.parse import quote

from reviews.providers.errors import ProviderError
from reviews.providers.secret import Secret


def blank_bytes(body: bytes, secrets: tuple[Secret, ...]) -> bytes:
    """Return the body of an answer without our keys."""
    for value in _spellings(secrets):
        body = body.replace(value.encode(), b"***")
    return body


def blank_error(error: ProviderError, secrets: tuple[Secret, ...]) -> ProviderError:
    """Return the same error, its texts without our keys."""
    for value in _spellings(secrets):
        error.args = tuple(str(part).replace(value, "***") for part in error.args)
        error.code = error.code.replace(value, "***")
        error.request_id = error.request_id.replace(value, "***")
    return error


def _spellings(secrets: tuple[Secret, ...]) -> set[str]:
    return {spelling for secret in secrets for spelling in (secret.reveal(), quote(secret.reveal(), safe=""))}
