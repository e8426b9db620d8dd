"""ACS3-HMAC-SHA256, the signature of Alibaba Cloud's RPC gateway (contract: alibaba.md section 6). Pure.

The client signs with `AlibabaAuth`; a server checks by rebuilding `canonical_request` from what it received. Trap:
official SDKs write the URL form-style (space as `+`) and sign `%20`, so a server decodes the query before it calls us.
"""

import hashlib
import hmac
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit

from requests import PreparedRequest
from requests.auth import AuthBase

from reviews.providers.secret import NO_SECRET, Secret

ALGORITHM = "ACS3-HMAC-SHA256"
DATE_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()

_AUTHORIZATION = re.compile(
    r"ACS3-HMAC-SHA256 Credential=(?P<key>[^,\s]+), ?SignedHeaders=(?P<names>[^,\s]+), ?"
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
    """The text that is hashed. `query_pairs` decoded (`+` is a space), `headers` with lower-case names.

    Errors: ValueError when a signed header is not there.
    """
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(query_pairs))
    lines = [method.upper(), path or "/", query]
    lines += [f"{name}:{_header(headers, name)}" for name in signed_names]
    lines += ["", ";".join(signed_names), body_sha256]
    return "\n".join(lines)


def string_to_sign(canonical: str) -> str:
    """No date and no scope: the date is one of the signed headers."""
    return f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"


def signature(secret_key: str, string_to_sign: str) -> str:
    """Hex HMAC-SHA256 with the raw secret as key."""
    return hmac.new(secret_key.encode(), string_to_sign.encode(), hashlib.sha256).hexdigest()


def authorization_header(access_key: str, signed_names: Sequence[str], signature: str) -> str:
    """The Authorization header: commas, no spaces after them."""
    return f"{ALGORITHM} Credential={access_key},SignedHeaders={';'.join(signed_names)},Signature={signature}"


def parse_authorization(header: str) -> ParsedAuthorization:
    """The parts of an Authorization header. Errors: ValueError."""
    match = _AUTHORIZATION.fullmatch(header.strip())
    if match is None:
        raise ValueError(f"Authorization is not of the form {ALGORITHM} Credential=...,SignedHeaders=...,Signature=...")
    return ParsedAuthorization(match["key"], tuple(match["names"].split(";")), match["signature"])


def _header(headers: Mapping[str, str], name: str) -> str:
    try:
        return headers[name].strip()
    except KeyError:
        raise ValueError(f"the signed header {name} is missing") from None


class AlibabaAuth(AuthBase):
    """Signs one request of one action; give each attempt a fresh signature and nonce. Keys never appear in repr."""

    def __init__(
        self,
        access_key: Secret,
        secret_key: Secret,
        *,
        action: str,
        version: str,
        security_token: Secret = NO_SECRET,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        nonce: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        self._access_key = access_key
        self._secret_key = secret_key
        self._action = action
        self._version = version
        self._security_token = security_token
        self._clock = clock
        self._nonce = nonce

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        url = urlsplit(request.url or "")
        digest = hashlib.sha256(_bytes(request.body)).hexdigest()
        request.headers.update(self._stamps(url.netloc.rpartition("@")[2], digest))
        headers = {name.lower(): _text(value) for name, value in request.headers.items()}
        names = sorted(name for name in headers if name == "host" or name.startswith("x-acs-"))
        pairs = parse_qsl(url.query, keep_blank_values=True)
        canonical = canonical_request(request.method or "POST", url.path, pairs, headers, names, digest)
        signed = signature(self._secret_key.reveal(), string_to_sign(canonical))
        request.headers["Authorization"] = authorization_header(self._access_key.reveal(), names, signed)
        return request

    def _stamps(self, host: str, digest: str) -> dict[str, str]:
        stamps = {
            "host": host,
            "x-acs-action": self._action,
            "x-acs-version": self._version,
            "x-acs-date": self._clock().astimezone(UTC).strftime(DATE_FORMAT),
            "x-acs-signature-nonce": self._nonce(),
            "x-acs-content-sha256": digest,
        }
        if self._security_token:
            stamps |= {
                "x-acs-accesskey-id": self._access_key.reveal(),
                "x-acs-security-token": self._security_token.reveal(),
            }
        return stamps

    def __repr__(self) -> str:
        return f"AlibabaAuth({self._action}, ***)"


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
