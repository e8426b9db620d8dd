"""SDK-HMAC-SHA256, the signature of Huawei Cloud's API gateway (contract: huawei.md section 6). Pure.

The client signs with `HuaweiAuth`; a server checks by rebuilding `canonical_request` from what it received.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from requests import PreparedRequest
from requests.auth import AuthBase

from reviews.providers.secret import NO_SECRET, Secret

ALGORITHM = "SDK-HMAC-SHA256"
DATE_FORMAT = "%Y%m%dT%H%M%SZ"
EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()

_AUTHORIZATION = re.compile(
    r"SDK-HMAC-SHA256 Access=(?P<key>[^,\s]+), ?SignedHeaders=(?P<names>[^,\s]+), ?"
    r"Signature=(?P<signature>[0-9a-f]{64})"
)


class ParsedAuthorization(NamedTuple):
    """The three parts of an Authorization header."""

    access_key: str
    signed_names: tuple[str, ...]
    signature: str


def canonical_request(
    method: str,
    path: str,
    query_pairs: Sequence[tuple[str, str]],
    headers: Mapping[str, str],
    signed_names: Sequence[str],
    body_sha256: str,
) -> str:
    """The text that is hashed. `path` as on the wire, `query_pairs` decoded, `headers` with lower-case names.

    Errors: ValueError when a signed header is not there.
    """
    lines = [method.upper(), _path(path), _query(query_pairs)]
    lines += [f"{name}:{_header(headers, name)}" for name in signed_names]
    lines += ["", ";".join(signed_names), body_sha256]
    return "\n".join(lines)


def string_to_sign(date: str, canonical: str) -> str:
    """`date` is the X-Sdk-Date header, YYYYMMDDTHHMMSSZ."""
    return f"{ALGORITHM}\n{date}\n{hashlib.sha256(canonical.encode()).hexdigest()}"


def signature(secret_key: str, string_to_sign: str) -> str:
    """Hex HMAC-SHA256. The secret is the key itself: nothing is derived from date or region."""
    return hmac.new(secret_key.encode(), string_to_sign.encode(), hashlib.sha256).hexdigest()


def authorization_header(access_key: str, signed_names: Sequence[str], signature: str) -> str:
    """The Authorization header."""
    return f"{ALGORITHM} Access={access_key}, SignedHeaders={';'.join(signed_names)}, Signature={signature}"


def parse_authorization(header: str) -> ParsedAuthorization:
    """The parts of an Authorization header. Errors: ValueError."""
    match = _AUTHORIZATION.fullmatch(header.strip())
    if match is None:
        raise ValueError(f"Authorization is not of the form {ALGORITHM} Access=..., SignedHeaders=..., Signature=...")
    return ParsedAuthorization(match["key"], tuple(match["names"].split(";")), match["signature"])


def _path(path: str) -> str:
    # The signed path ends in a slash, the wire path does not; an escaped %2F becomes a real slash here.
    encoded = "/".join(quote(piece, safe="") for piece in unquote(path).split("/"))
    return encoded if encoded.endswith("/") else encoded + "/"


def _query(pairs: Sequence[tuple[str, str]]) -> str:
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(pairs))


def _header(headers: Mapping[str, str], name: str) -> str:
    try:
        return headers[name].strip()
    except KeyError:
        raise ValueError(f"the signed header {name} is missing") from None


class HuaweiAuth(AuthBase):
    """Signs one request; give each attempt a fresh signature. Keys never appear in repr."""

    def __init__(
        self,
        access_key: Secret,
        secret_key: Secret,
        *,
        security_token: Secret = NO_SECRET,
        project_id: str = "",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._access_key = access_key
        self._secret_key = secret_key
        self._security_token = security_token
        self._project_id = project_id
        self._clock = clock

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        url = urlsplit(request.url or "")
        self._stamp(request, url.netloc.rpartition("@")[2])
        headers = {name.lower(): _text(value) for name, value in request.headers.items()}
        names = sorted(name for name in headers if name in _SIGNED)
        canonical = canonical_request(
            request.method or "GET",
            url.path,
            parse_qsl(url.query, keep_blank_values=True),
            headers,
            names,
            hashlib.sha256(_bytes(request.body)).hexdigest(),
        )
        signed = signature(self._secret_key.reveal(), string_to_sign(headers["x-sdk-date"], canonical))
        request.headers["Authorization"] = authorization_header(self._access_key.reveal(), names, signed)
        return request

    def _stamp(self, request: PreparedRequest, host: str) -> None:
        request.headers["Host"] = host
        request.headers["X-Sdk-Date"] = self._clock().astimezone(UTC).strftime(DATE_FORMAT)
        if self._project_id:
            request.headers["X-Project-Id"] = self._project_id
        if self._security_token:
            request.headers["X-Security-Token"] = self._security_token.reveal()

    def __repr__(self) -> str:
        return "HuaweiAuth(***)"


# Only headers that no proxy rewrites: the official SDK signs its User-Agent too, which a proxy may change.
_SIGNED = frozenset({"host", "content-type", "x-sdk-date", "x-project-id", "x-security-token"})


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _bytes(body: object) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes):
        return body
    raise TypeError("only bytes or text can be signed")
