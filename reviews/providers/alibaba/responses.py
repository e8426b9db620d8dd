"""An answer of Alibaba -> the error it means, by its code and not by its status (contract: alibaba.md section 8)."""

import msgspec

from reviews.providers import payload_guard, values
from reviews.providers.alibaba.wire import Head
from reviews.providers.errors import (
    AuthenticationFailed,
    BadAnswer,
    InvalidRequest,
    ProviderError,
    Refused,
    Throttled,
    Unavailable,
    UnknownJob,
)
from reviews.providers.http_client import ProviderResponse
from reviews.providers.values import Drops

# The beginning of a code decides; the first that fits. Which code an unknown job gives is not documented.
_BY_BEGINNING: tuple[tuple[str, type[ProviderError]], ...] = (
    ("Throttling", Throttled),
    ("SignatureNonceUsed", Unavailable),  # a nonce of ours met another by chance or by a repeated packet: sign again
    ("SignatureDoesNotMatch", AuthenticationFailed),
    ("IncompleteSignature", AuthenticationFailed),
    ("InvalidAccessKeyId", AuthenticationFailed),
    ("InvalidSecurityToken", AuthenticationFailed),
    ("InvalidTimeStamp", AuthenticationFailed),
    ("InvalidIdentity", AuthenticationFailed),
    ("Forbidden", AuthenticationFailed),
    ("NoPermission", AuthenticationFailed),
    ("InvalidJobId.NotFound", UnknownJob),
    ("JobNotFound", UnknownJob),
    ("InvalidParameter.ResourceNotFound", UnknownJob),
    ("InternalError", Unavailable),
    ("ServiceUnavailable", Unavailable),
    ("InvalidApi", Refused),
    ("Missing", InvalidRequest),
    ("InvalidParameter", InvalidRequest),
)


def error_from(response: ProviderResponse) -> ProviderError | None:
    """The error that an answer means, None for a good one. A code beside no job inside a 200 counts like any other."""
    try:
        head, _ = payload_guard.decode_payload(response.body, Head)
    except BadAnswer as error:
        if response.status == 200:
            message = f"The response of Alibaba Cloud cannot be read: {error}"
            return BadAnswer(message, code=error.code, status=200, request_id=response.request_id)
        head = Head()
    code = head.code or ""
    if response.status == 200 and (not code or head.media_censor_job_detail or head.job_id):
        return None
    text = values.cut_text(head.message, 500, Drops(), "") or "no reason given"
    named = f"{code}, " if code else ""
    return _kind(code, response.status)(
        f"Alibaba Cloud refused the request ({named}status {response.status}): {text}",
        code=code[: values.MAX_WORD] or f"http_{response.status}",
        status=response.status,
        request_id=request_id(response, head),
        retry_after_s=response.retry_after_s,
    )


def _kind(code: str, status: int) -> type[ProviderError]:
    for beginning, kind in _BY_BEGINNING:
        if code.startswith(beginning):
            return kind
    if status == 429:
        return Throttled
    if status in (401, 403):
        return AuthenticationFailed
    if status >= 500 or status == 408:
        return Unavailable
    return BadAnswer if status < 400 and not code else Refused


def decode_response[T: msgspec.Struct](reply: ProviderResponse, shape: type[T]) -> T:
    """A good answer as a struct. Errors: BadAnswer with the request id."""
    try:
        return payload_guard.decode_payload(reply.body, shape)[0]
    except BadAnswer as error:
        raise BadAnswer(str(error), code=error.code, status=reply.status, request_id=reply.request_id) from None


def request_id(reply: ProviderResponse, head: Head) -> str:
    """The id in the body, which the documentation knows, else the one in a header."""
    return (head.request_id or reply.request_id)[: values.MAX_ID]
