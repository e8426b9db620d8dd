"""Checks the signature of every ICE and MTS call from the wire (alibaba.md section 6)."""

import hashlib
import hmac
from datetime import UTC, datetime

from reviews.providers.alibaba import signing
from reviews.sandbox.cloud import ACCESS_KEY, SECRET_KEY, SECURITY_TOKEN, Cloud
from reviews.sandbox.http_exchange import Request
from reviews.sandbox.limits import in_window
from reviews.sandbox.refusals import AlibabaRefusal

_REQUIRED = {
    "host",
    "x-acs-action",
    "x-acs-version",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-content-sha256",
}


def check_request(cloud: Cloud, request: Request) -> None:
    """Pass, or raise the gateway's refusal: key, clock, signature, nonce, then rate."""
    try:
        parsed = signing.parse_authorization(request.headers.get("authorization", ""))
    except ValueError as error:
        raise AlibabaRefusal(400, "IncompleteSignature", str(error)) from error
    _required(request, parsed.signed_names)
    _key(request, parsed.access_key)
    _clock(cloud, request)
    _signature(request, parsed)
    if not cloud.nonces.accept(request.headers["x-acs-signature-nonce"], cloud.clock()):
        raise AlibabaRefusal(400, "SignatureNonceUsed", "Specified signature nonce was used already.")
    if not cloud.alibaba_rate.allows(request.headers["x-acs-version"] + request.headers["x-acs-action"]):
        raise AlibabaRefusal(400, "Throttling.User", "Request was denied due to user flow control.")


def _required(request: Request, names: tuple[str, ...]) -> None:
    required = _REQUIRED | {name for name in request.headers if name == "x-acs-security-token"}
    if missing := sorted(required - set(names)):
        raise AlibabaRefusal(400, "IncompleteSignature", f"These headers must be signed: {', '.join(missing)}.")
    if absent := sorted(set(names) - set(request.headers)):
        raise AlibabaRefusal(400, "IncompleteSignature", f"Signed headers are missing: {', '.join(absent)}.")


def _key(request: Request, access_key: str) -> None:
    if not hmac.compare_digest(access_key.encode(), ACCESS_KEY.encode()):
        raise AlibabaRefusal(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
    token = request.headers.get("x-acs-security-token", SECURITY_TOKEN)
    if not hmac.compare_digest(token.encode(), SECURITY_TOKEN.encode()):
        raise AlibabaRefusal(400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.")


def _clock(cloud: Cloud, request: Request) -> None:
    try:
        date = datetime.strptime(request.headers["x-acs-date"], signing.DATE_FORMAT).replace(tzinfo=UTC)
    except ValueError as error:
        raise AlibabaRefusal(400, "InvalidTimeStamp.Format", "x-acs-date is not yyyy-MM-ddTHH:mm:ssZ.") from error
    if not in_window(date, cloud.clock()):
        raise AlibabaRefusal(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")


def _signature(request: Request, parsed: signing.ParsedAuthorization) -> None:
    digest = hashlib.sha256(request.body).hexdigest()
    canonical = signing.canonical_request(
        request.method, request.path, request.query, request.headers, parsed.signed_names, digest
    )
    expected = signing.signature(SECRET_KEY, signing.string_to_sign(canonical))
    told = request.headers["x-acs-content-sha256"]
    if not (hmac.compare_digest(expected, parsed.signature) and hmac.compare_digest(digest.encode(), told.encode())):
        raise AlibabaRefusal(400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation.")
