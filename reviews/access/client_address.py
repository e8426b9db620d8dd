"""The address a request came from: as the list of sessions shows it, and as limits count it."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

UNKNOWN = "0.0.0.0"  # noqa: S104 - the word for "no address", as over a Unix socket
IPV6_CUSTOMER_BITS = 64  # one customer, often one machine, has a /64 of its own: 2^64 addresses to guess from


@dataclass(frozen=True)
class ClientAddress:
    """`text` is the address; `is_countable` is False when everybody may share it, so that no limit may go by it."""

    text: str
    is_countable: bool


def read_address(meta: Mapping[str, Any]) -> ClientAddress:
    """Read REMOTE_ADDR or, behind TRUSTED_PROXY_COUNT proxies, the hop of X-Forwarded-For that the outermost wrote.

    Anything left of that hop was written by the client and is never believed. While TRUSTED_PROXY_COUNT is not set, or
    the proxies did not say who came, a peer of a private network is perhaps a proxy: a limit by its address would let
    one stranger lock everybody out.
    """
    peer = str(meta.get("REMOTE_ADDR", ""))
    count = settings.TRUSTED_PROXY_COUNT
    if not count:
        return _checked_address(peer, is_known=count == 0)
    hops = [hop.strip() for hop in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if hop.strip()]
    return (
        _checked_address(hops[-count], is_known=True) if len(hops) >= count else _checked_address(peer, is_known=False)
    )


def _checked_address(text: str, *, is_known: bool) -> ClientAddress:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ClientAddress(UNKNOWN, is_countable=False)
    return ClientAddress(str(address), is_countable=is_known or _without_mapping(address).is_global)


def network_to_count(text: str) -> str:
    """Name the network that limits count an address by: an IPv4 address alone, an IPv6 address by its /64."""
    address = _without_mapping(ipaddress.ip_address(text))
    bits = IPV6_CUSTOMER_BITS if address.version == 6 else 32
    return str(ipaddress.ip_network((address, bits), strict=False))


def _without_mapping(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    # ::ffff:1.2.3.4 is an IPv4 client of a socket that speaks both; all of them would share one /64.
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
