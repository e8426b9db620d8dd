"""Addresses as they may be shown: a signed link never leaves the house (reliability.md, S5)."""

from urllib.parse import parse_qsl, urlsplit, urlunsplit

_SIGNED = {"signature", "ossaccesskeyid", "awsaccesskeyid", "accesskeyid", "expires", "security-token", "sig", "token"}
_SIGNED_PREFIXES = ("x-oss-", "x-amz-", "x-obs-", "x-cos-", "q-sign-", "q-ak")


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
