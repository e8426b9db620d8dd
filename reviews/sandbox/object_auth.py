"""Checks presigned OSS links, signature V4 (alibaba.md section 11)."""

import hmac
import re
from datetime import UTC, datetime, timedelta

from reviews.providers.alibaba import oss
from reviews.sandbox.cloud import ACCESS_KEY, ALIBABA_REGION, SECRET_KEY, SECURITY_TOKEN, Cloud
from reviews.sandbox.http_exchange import Request
from reviews.sandbox.limits import CLOCK_WINDOW
from reviews.sandbox.refusals import ObjectRefusal

_NEEDED = ("x-oss-signature-version", "x-oss-credential", "x-oss-date", "x-oss-expires", "x-oss-signature")


def check_link(cloud: Cloud, request: Request, bucket: str, key: str) -> None:
    """Pass, or raise OSS's refusal: form, key, scope, lifetime, signature."""
    query = dict(request.query)
    if missing := [name for name in _NEEDED if not query.get(name)]:
        raise _denied(f"The link is not presigned with signature V4: {', '.join(missing)} missing.")
    if len(query) != len(request.query):
        raise _denied("A query parameter is there twice.")
    _credential(query)
    _lifetime(cloud, query)
    expected = oss.v4_signature(request.method, bucket, key, request.query, SECRET_KEY)
    if not hmac.compare_digest(expected.encode(), query["x-oss-signature"].encode()):
        raise ObjectRefusal(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
        )


def _credential(query: dict[str, str]) -> None:
    if query["x-oss-signature-version"] != oss.ALGORITHM:
        raise _denied(f"x-oss-signature-version must be {oss.ALGORITHM}.")
    try:
        region = oss.credential_region(query["x-oss-credential"])
    except ValueError as error:
        raise _denied(str(error)) from error
    access_key, day = query["x-oss-credential"].split("/")[:2]
    if not hmac.compare_digest(access_key.encode(), ACCESS_KEY.encode()):
        raise ObjectRefusal(
            403, "InvalidAccessKeyId", "The OSS Access Key Id you provided does not exist in our records."
        )
    if region != ALIBABA_REGION or day != query["x-oss-date"][:8]:
        raise _denied("The credential's scope is not of this region and day.")
    token = query.get("x-oss-security-token", SECURITY_TOKEN)
    if not hmac.compare_digest(token.encode(), SECURITY_TOKEN.encode()):
        raise ObjectRefusal(403, "InvalidSecurityToken", "The security token you provided is invalid.")


def _lifetime(cloud: Cloud, query: dict[str, str]) -> None:
    text = query["x-oss-expires"]
    try:
        signed_at = datetime.strptime(query["x-oss-date"], oss.DATE_FORMAT).replace(tzinfo=UTC)
    except ValueError as error:
        raise _denied("x-oss-date is not yyyymmddThhmmssZ.") from error
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= oss.MAX_EXPIRES_SECONDS:
        raise _denied(f"x-oss-expires must be 1 to {oss.MAX_EXPIRES_SECONDS}.")
    if cloud.clock() < signed_at - CLOCK_WINDOW:
        raise _denied("The link is signed for later.")
    if cloud.clock() > signed_at + timedelta(seconds=int(text)):
        raise _denied("Request has expired.")


def _denied(message: str) -> ObjectRefusal:
    return ObjectRefusal(403, "AccessDenied", message)
