"""Addresses and texts as they may be shown: the secret of a signed link never leaves the house."""

import re
from urllib.parse import parse_qsl, urlsplit, urlunsplit

_SIGNED = {"signature", "ossaccesskeyid", "awsaccesskeyid", "accesskeyid", "expires", "security-token", "sig", "token"}
_SIGNED_PREFIXES = ("x-oss-", "x-amz-", "x-obs-", "x-cos-", "q-sign-", "q-ak")
_IN_TEXT = re.compile(
    r"(?i)\b(signature|ossaccesskeyid|awsaccesskeyid|accesskeyid|expires|security-token|x-(?:oss|amz|obs)-[a-z-]+)"
    r"(=|%3D)[^&\"'\s\\]+"
)


def without_signature(address: str) -> str:
    """`address` without its query when the query signs it, and without user and password."""
    try:
        parts = urlsplit(address)
        query = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return address.partition("?")[0]
    host = parts.netloc.rpartition("@")[2]
    signed = any(_signs(name.lower()) for name, _ in query)
    if not signed and host == parts.netloc:
        return address
    return urlunsplit((parts.scheme, host, parts.path, "" if signed else parts.query, "" if signed else parts.fragment))


def _signs(name: str) -> bool:
    return name in _SIGNED or name.startswith(_SIGNED_PREFIXES)


def without_secrets(text: str) -> str:
    """`text` with the values of signature parameters replaced wherever a link stands in it."""
    return _IN_TEXT.sub(r"\1\2…", text)
