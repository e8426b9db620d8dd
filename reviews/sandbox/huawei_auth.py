"""Checks the signature of every Huawei call from the wire (huawei.md section 6)."""

import hashlib
import hmac
from datetime import UTC, datetime

from reviews.providers.huawei import signing
from reviews.sandbox.cloud import ACCESS_KEY, SECRET_KEY, SECURITY_TOKEN, Cloud
from reviews.sandbox.http_exchange import Request
from reviews.sandbox.limits import in_window
from reviews.sandbox.refusals import HuaweiRefusal

_REQUIRED = {"host", "x-sdk-date"}
MAX_BODY = 12 * 1024 * 1024


def check_request(cloud: Cloud, request: Request, api: str) -> None:
    """Pass, or raise the gateway's refusal: body size, signature, clock, then rate."""
    if len(request.body) > MAX_BODY:
        raise HuaweiRefusal(413, "APIGW.0201", "Request entity too large")
    _signature(request)
    _clock(cloud, request)
    if not cloud.huawei_rate.allows(api):
        limit = f"policy user over ratelimit,limit:{cloud.huawei_rate.per_second},time:1 second"
        raise HuaweiRefusal(429, "APIG.0308", f"The throttling threshold has been reached: {limit}")


def _signature(request: Request) -> None:
    header = request.headers.get("authorization", "")
    if not header:
        raise _wrong("authorization header missing")
    try:
        parsed = signing.parse_authorization(header)
        canonical = signing.canonical_request(
            request.method,
            request.path,
            request.query,
            request.headers,
            parsed.signed_names,
            hashlib.sha256(request.body).hexdigest(),
        )
    except ValueError as error:
        raise _wrong(str(error)) from error
    _signed_enough(request, parsed.signed_names)
    text = signing.string_to_sign(request.headers["x-sdk-date"], canonical)
    expected = signing.signature(SECRET_KEY, text)
    known = hmac.compare_digest(parsed.access_key.encode(), ACCESS_KEY.encode())
    if not (hmac.compare_digest(expected, parsed.signature) and known):
        raise _wrong("verify aksk signature fail")


def _signed_enough(request: Request, names: tuple[str, ...]) -> None:
    required = _REQUIRED | ({"x-security-token"} if "x-security-token" in request.headers else set())
    if missing := sorted(required - set(names)):
        raise _wrong(f"not signed: {', '.join(missing)}")
    token = request.headers.get("x-security-token", SECURITY_TOKEN)
    if not hmac.compare_digest(token.encode(), SECURITY_TOKEN.encode()):
        raise _wrong("security token not accepted")


def _clock(cloud: Cloud, request: Request) -> None:
    try:
        date = datetime.strptime(request.headers["x-sdk-date"], signing.DATE_FORMAT).replace(tzinfo=UTC)
    except ValueError as error:
        raise _wrong("x-sdk-date is not YYYYMMDDTHHMMSSZ") from error
    if not in_window(date, cloud.clock()):
        raise _wrong("x-sdk-date is more than 15 minutes off")


def _wrong(why: str) -> HuaweiRefusal:
    return HuaweiRefusal(401, "APIGW.0301", f"Incorrect IAM authentication information: {why}")
