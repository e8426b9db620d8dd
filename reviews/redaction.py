"""Addresses and texts as they may be shown: of an address only scheme, host and path, whatever signs it is called.

An allow-list, since every cloud and CDN names its tokens differently and new names appear. One function,
`get_public_address`; a text goes through it address by address.
"""

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import unquote

HIDDEN = "…"
# What the machine read or heard in the video, and what a person wrote: shown as it is.
EVIDENCE_FIELDS = frozenset({"text", "content", "spans", "label", "category", "note"})
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}:)?//(.*)", re.DOTALL)
_HOST = re.compile(r"(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_TAIL = re.compile(r"[?#;&].*", re.DOTALL)
# A whole segment of a path that is a token by its look: a digest, or the three parts of a JWT.
_TOKEN = re.compile(r"[0-9A-Fa-f]{32,}|ey[\w-]{8,}\.[\w-]+\.[\w-]*")
_MAX_DECODINGS = 4
# In a text: an address up to what cannot belong to one (also //host/..., https:\/\/..., https%3A%2F%2F...), ...
_IN_TEXT = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]{0,30}:|(?<![\w:/\\.]))(?:\\{0,8}/){2}[^\s\"'<>]+"
    r"|[A-Za-z][A-Za-z0-9+.-]{0,30}%(?:25)*3[Aa](?:%(?:25)*2[Ff]){2}[^\s\"'<>]+"
)
# ... a query without its host, ...
_QUERY = re.compile(r"(?<=[\w/%.~-])(?:\?|%3[Ff])[\w.~%\[\]-]{1,60}(?:=|%3[Dd])[^\s\"'<>]*")
# ... and values whose name says that they sign, wherever they stand.
_SIGNING = re.compile(
    r"(?i)\b("
    # names of clouds and CDNs, with = or with the colon of a header or of JSON
    r"(?:x-(?:oss|amz|obs|cos|goog|ms|acs|sdk)-[\w-]{1,40}|q-(?:sign|ak|key|header|url)[\w-]{0,40}|auth_?(?:key|info)|"
    r"\w{0,20}(?:signature|access_?key_?(?:id)?|(?:access|security|session|id|refresh)[_-]token)|hdnt[sl]|hdnea|hmac"
    r"|key-pair-id|authorization)(?:\s?[=:]\s?|%3D)"
    # words that people write too ("policy: ..."): only as a parameter
    r"|(?:\w{0,20}token|sign?|expires|policy|passw(?:or)?d)(?:=|%3D)"
    r")((?:Bearer\s)?)(?![{\[\s\"…])[^\s&;\"'<>,\\]+"
)
# Keys of our own answers that a signed link uses too.
_OWN_NAMES = ("policy",)
_BACKSLASHES = re.compile(r"\\+/|\\")
_MARKS = ("//", "\\/", "%", "=", ":")


def get_public_address(address: str) -> str:
    """Return `address` as scheme, host and path: no user, query or fragment, no token in the path."""
    text = re.split(r"[\x00-\x20\x7f]", _BACKSLASHES.sub("/", address.strip()), maxsplit=1)[0]
    match = _ADDRESS.fullmatch(text)
    if match is None:
        return _get_public_path(text)
    scheme = match[1] or ""
    beginning = _TAIL.sub("", match[2])
    authority, slash, path = beginning.partition("/")
    host = authority.rpartition("@")[2]
    if not _HOST.fullmatch(host):  # also a user and password that were cut before their @
        return f"{scheme}//{HIDDEN}" if authority or path else f"{scheme}//"
    return f"{scheme}//{host}{slash}{_get_public_path(path)}"


def get_public_text(text: str) -> str:
    """Return `text` with every address in it as `get_public_address` gives it, and without values that sign."""
    if not any(mark in text for mark in _MARKS):
        return text
    text = _IN_TEXT.sub(lambda match: get_public_address(_decode(match[0]) if "//" not in match[0] else match[0]), text)
    text = _QUERY.sub("", text)
    return _SIGNING.sub(rf"\1\2{HIDDEN}", text)


def get_public_value(value: Any, *, keep: Collection[str] = ()) -> Any:
    """Return a JSON value with every text in it, names included, as `get_public_text` gives it.

    What stands under a name of `keep` stays as it is.
    """
    if isinstance(value, str):
        return get_public_text(value)
    if isinstance(value, dict):
        # A name that signs says so beside its value, not inside it.
        return {
            get_public_text(str(name)): part
            if name in keep
            else (HIDDEN if _is_signing(name, part) else get_public_value(part, keep=keep))
            for name, part in value.items()
        }
    if isinstance(value, list | tuple):
        return [get_public_value(part, keep=keep) for part in value]
    return value


def _is_signing(name: Any, value: Any) -> bool:
    return (
        isinstance(value, str)
        and value != ""
        and _SIGNING.fullmatch(f"{name}=x") is not None
        and name not in _OWN_NAMES
    )


def _get_public_path(path: str) -> str:
    segments = _TAIL.sub("", path).split("/")
    # What follows a // may be another address's host, with its user and password before it.
    return "/".join(
        HIDDEN if number and not before and segment and not _HOST.fullmatch(segment) else _get_public_segment(segment)
        for number, (before, segment) in enumerate(zip(["", *segments], segments, strict=False))
    )


def _get_public_segment(segment: str) -> str:
    decoded = _decode(segment)
    shown = _TAIL.sub("", decoded)
    if _TOKEN.fullmatch(shown) or "@" in shown:
        return HIDDEN
    if "=" in shown:
        return f"{shown.partition('=')[0]}={HIDDEN}"
    return segment if shown == decoded else shown


def _decode(text: str) -> str:
    for _ in range(_MAX_DECODINGS):
        plain = unquote(text)
        if plain == text:
            break
        text = plain
    return text
