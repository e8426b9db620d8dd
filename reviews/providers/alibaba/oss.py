"""Presigned OSS GET links, signature V4 (contract: alibaba.md section 11). Pure; links are never stored.

The endpoint's style never enters the signature: virtual host, custom domain, path style and loopback sign the same
`/bucket/key`.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote

ALGORITHM = "OSS4-HMAC-SHA256"
DATE_FORMAT = "%Y%m%dT%H%M%SZ"
MAX_EXPIRES_SECONDS = 604_800
BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
_SCOPE_TAIL = "oss/aliyun_v4_request"


def presign_url(
    bucket: str,
    key: str,
    *,
    endpoint_host: str,
    region: str,
    access_key: str,
    secret_key: str,
    security_token: str,
    now: datetime,
    expires_s: int,
    process: str = "",
    scheme: str = "https",
    path_style: bool = False,
) -> str:
    """A signed GET link. `region` without `oss-`; `process` is an x-oss-process value such as `image/resize,w_320`.

    Errors: ValueError when `expires_s` is outside 1 to 604,800 or bucket or key is none.
    """
    if not 1 <= expires_s <= MAX_EXPIRES_SECONDS:
        raise ValueError(f"expires_s must be 1 to {MAX_EXPIRES_SECONDS}, not {expires_s}")
    # The bucket becomes part of a host name: nothing in it may lead the link, and our signature, to another host.
    if not BUCKET.fullmatch(bucket):
        raise ValueError("a bucket name is 1 to 63 letters, digits, - or _")
    if not key:
        raise ValueError("the key must not be empty")
    date = now.astimezone(UTC).strftime(DATE_FORMAT)
    pairs = [("x-oss-process", process), ("x-oss-security-token", security_token)]
    pairs = [pair for pair in pairs if pair[1]]
    pairs += [
        ("x-oss-date", date),
        ("x-oss-expires", str(expires_s)),
        ("x-oss-signature-version", ALGORITHM),
        ("x-oss-credential", f"{access_key}/{date[:8]}/{region}/{_SCOPE_TAIL}"),
    ]
    pairs.append(("x-oss-signature", v4_signature("GET", bucket, key, pairs, secret_key)))
    place = f"{endpoint_host}/{bucket}" if path_style else f"{bucket}.{endpoint_host}"
    return f"{scheme}://{place}/{quote(key, safe='/')}?" + "&".join(_pair(*pair) for pair in pairs)


def v4_signature(method: str, bucket: str, key: str, query_pairs: Sequence[tuple[str, str]], secret_key: str) -> str:
    """The signature that the decoded query of a link must carry; `x-oss-signature` in it is ignored.

    Errors: ValueError when x-oss-date or x-oss-credential is missing or malformed.
    """
    query = dict(query_pairs)
    date, region = query.get("x-oss-date", ""), credential_region(query.get("x-oss-credential", ""))
    text = string_to_sign(date, region, canonical_request(method, bucket, key, query_pairs))
    signing_key = f"aliyun_v4{secret_key}".encode()
    for part in (date[:8], region, "oss", "aliyun_v4_request"):
        signing_key = _hmac(signing_key, part)
    return _hmac(signing_key, text).hex()


def canonical_request(method: str, bucket: str, key: str, query_pairs: Sequence[tuple[str, str]]) -> str:
    """The text that is hashed; no header is signed for a plain GET, hence the two empty lines."""
    query = "&".join(sorted(_pair(*pair) for pair in query_pairs if pair[0] != "x-oss-signature"))
    return "\n".join((method, quote(f"/{bucket}/{key}", safe="/"), query, "", "", "UNSIGNED-PAYLOAD"))


def string_to_sign(date: str, region: str, canonical: str) -> str:
    """`date` is x-oss-date, YYYYMMDDTHHMMSSZ."""
    scope = f"{date[:8]}/{region}/{_SCOPE_TAIL}"
    return f"{ALGORITHM}\n{date}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"


def credential_region(credential: str) -> str:
    """The region inside an x-oss-credential. Errors: ValueError."""
    parts = credential.split("/")
    if len(parts) != 5 or "/".join(parts[3:]) != _SCOPE_TAIL:
        raise ValueError(f"x-oss-credential is not of the form ID/yyyymmdd/region/{_SCOPE_TAIL}")
    return parts[2]


def _pair(name: str, value: str) -> str:
    return f"{quote(name, safe='')}={quote(value, safe='')}" if value else quote(name, safe="")


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
