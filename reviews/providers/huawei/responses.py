"""An answer of Huawei -> the error it means, by its code and not by its status (contract: huawei.md section 7)."""

import msgspec

from reviews.providers import payload_guard, values
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
from reviews.providers.huawei.wire import Head
from reviews.providers.values import Drops

# AIS.0003 is an internal fault behind a status of 400; AIS.0030 is "job not found", also with 400.
_BY_CODE: dict[str, type[ProviderError]] = {
    **dict.fromkeys(("AIS.0002", "AIS.0004", "AIS.0007"), AuthenticationFailed),
    **dict.fromkeys(("APIG.0301", "APIG.0302", "APIG.0303", "APIG.0304", "APIG.0305"), AuthenticationFailed),
    **dict.fromkeys(("AIS.0003", "AIS.0405"), Unavailable),
    **dict.fromkeys(("AIS.0010", "AIS.0011", "AIS.0012", "AIS.0013", "AIS.0014", "AIS.0015"), InvalidRequest),
    **dict.fromkeys(("AIS.0020", "AIS.0504"), InvalidRequest),
    **dict.fromkeys(("AIS.0005", "APIG.0101"), Refused),
    "AIS.0030": UnknownJob,
    "APIG.0308": Throttled,
}


def error_from(response: ProviderResponse) -> ProviderError | None:
    """The error that an answer means, None for a good one. A code inside a 200 counts like any other."""
    try:
        head, _ = payload_guard.decode_payload(response.body, Head)
    except BadAnswer as error:
        if response.status == 200:
            return _error(BadAnswer, f"The response of Huawei Cloud cannot be read: {error}", error.code, response)
        head = Head()
    code = head.error_code or head.code or ""
    if response.status == 200 and (not code or head.job_id):
        return None
    kind = _kind(code, response.status)
    text = values.cut_text(head.error_msg or head.message, 500, Drops(), "") or "no reason given"
    request_id = response.request_id or values.cut_text(head.request_id, values.MAX_ID, Drops(), "")
    named = f"{code}, " if code else ""
    return kind(
        f"Huawei Cloud refused the request ({named}status {response.status}): {text}",
        code=code[: values.MAX_WORD] or f"http_{response.status}",
        status=response.status,
        request_id=request_id,
        retry_after_s=response.retry_after_s,
    )


def _kind(code: str, status: int) -> type[ProviderError]:
    # Moderation's page writes APIG., the gateway's own page APIGW., for the same codes.
    known = _BY_CODE.get(code.replace("APIGW.", "APIG."))
    if known is not None:
        return known
    if status == 429:
        return Throttled
    if status in (401, 403):
        return AuthenticationFailed
    if status >= 500 or status == 408:
        return Unavailable
    return BadAnswer if status < 400 else Refused


def decode_response[T: msgspec.Struct](reply: ProviderResponse, shape: type[T]) -> T:
    """A good answer as a struct. Errors: BadAnswer with the request id."""
    try:
        return payload_guard.decode_payload(reply.body, shape)[0]
    except BadAnswer as error:
        raise _error(BadAnswer, str(error), error.code, reply) from None


def _error(kind: type[ProviderError], message: str, code: str, reply: ProviderResponse) -> ProviderError:
    return kind(message, code=code, status=reply.status, request_id=reply.request_id)
