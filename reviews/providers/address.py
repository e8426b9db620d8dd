"""Which addresses we may call: public https ones, unless private endpoints are allowed.

`check_address` looks at the text alone and asks no resolver, so forms may use it; `resolve` asks, and every call of
ours connects only to what it returned.
"""

import ipaddress
import queue
import re
import socket
import threading
from typing import Any
from urllib.parse import SplitResult, urlsplit

from reviews.providers.errors import AddressNotAllowed, Unavailable

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# What is_global of Python 3.12 or 3.13 calls global although no public web site lives there: entries of IANA's
# special-purpose registries, and tunnels that lead to other networks, also to private ones.
_NOT_PUBLIC = [
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments; .9 and .10 are answered by a near-by gateway
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT relays
        "192.88.99.0/24",  # 6to4 relays
        "192.175.48.0/24",  # AS112
        "2001::/23",  # protocol assignments: Teredo, port control, benchmarks, AMT, AS112, ORCHID, ORCHIDv2, drones
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # the former 6bone
        "3fff::/20",  # documentation
    )
]
# The only global unicast block. Outside it: mapped and compatible IPv4, NAT64, site-local, segment routing, and more.
_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
_PRIVATE_NAMES = ("localhost", ".localhost", ".local", ".internal", ".home.arpa")
_HOST = re.compile(r"[a-z0-9]([a-z0-9_.-]*[a-z0-9])?|[0-9a-f:.]+")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")


def is_public(address: Address) -> bool:
    """Whether packets to `address` stay out of every private network."""
    is_special = address.is_multicast or address.is_reserved or address.is_unspecified or not address.is_global
    if is_special or (address.version == 6 and address not in _GLOBAL_IPV6):
        return False
    return not any(address in network for network in _NOT_PUBLIC if network.version == address.version)


def check_address(url: str, *, allow_private: bool) -> None:
    """Errors: AddressNotAllowed with a plain sentence. Names are not resolved here, see `resolve`."""
    parts = split_url(url)
    if parts.scheme not in ("https", "http"):
        raise _not_allowed("the address must start with https://")
    if parts.scheme == "http" and not allow_private:
        raise _not_allowed("http is not allowed; use https")
    if not allow_private and (parts.port or 443) != 443:
        raise _not_allowed(f"port {parts.port} is refused; use the standard https port")
    host = (parts.hostname or "").removesuffix(".")
    literal = _literal(host)
    if literal is None and not _HOST.fullmatch(_ascii(host)):
        raise _not_allowed("the host name is not valid")
    if allow_private:
        return
    is_private_name = any(f".{host}".endswith(name) if name[0] == "." else host == name for name in _PRIVATE_NAMES)
    if is_private_name or (literal is not None and not is_public(literal)) or (literal is None and "." not in host):
        raise _not_allowed(f"{host} is not a public address")


def split_url(url: str) -> SplitResult:
    """The parts of an http address. Errors: AddressNotAllowed for what browsers and libraries read differently."""
    if _FORBIDDEN.search(url):
        raise _not_allowed("the address contains spaces, control characters or a backslash")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise _not_allowed("this is not an address") from None
    if not parts.hostname:
        raise _not_allowed("the address contains no host")
    if "@" in parts.netloc:
        raise _not_allowed("the address must not contain a user name or password")
    return parts


def resolve_host(host: str, port: int, *, allow_private: bool, timeout_s: float) -> list[tuple[int, tuple[Any, ...]]]:
    """(family, socket address) of `host`; *all* must be allowed, since a name may answer with a good and a bad one.

    Errors: AddressNotAllowed, Unavailable when the name does not resolve in time.
    """
    found = _look_up(host, port, timeout_s)
    for _, address in found:
        if not allow_private and not is_public(ipaddress.ip_address(str(address[0]).partition("%")[0])):
            raise _not_allowed(f"{host} resolves to an address that is not public")
    return found


def _look_up(host: str, port: int, timeout_s: float) -> list[tuple[int, tuple[Any, ...]]]:
    # The resolver knows no deadline, so it works in a thread that we stop waiting for.
    answers: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    if _literal(host) is not None:
        look_up()
    else:
        threading.Thread(target=look_up, daemon=True).start()
    try:
        answer = answers.get(timeout=max(timeout_s, 0.001))
    except queue.Empty:
        raise _not_found(f"{host} could not be looked up in time.", "dns_timeout") from None
    if isinstance(answer, Exception) or not answer:
        raise _not_found(f"{host} is not a known host name.", "dns_failed") from None
    return [(family, address) for family, _, _, _, address in answer]


def _literal(host: str) -> Address | None:
    """The address that `host` is, also in the old spellings (0x7f000001, 2130706433, 127.1) that resolvers accept."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host)) if host[:1].isdigit() else None
    except (OSError, ValueError):
        return None


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return ""


def _not_found(sentence: str, code: str) -> Unavailable:
    told = Unavailable(sentence, code=code)
    told.may_have_arrived = False
    return told


def _not_allowed(reason: str) -> AddressNotAllowed:
    return AddressNotAllowed(f"This address is not allowed: {reason}.", code="address_not_allowed")
