"""The address a request came from, as limits and the list of sessions count it."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - the word for "no address", as over a Unix socket


def of(request: HttpRequest) -> str:
    """REMOTE_ADDR; behind TRUSTED_PROXY_COUNT proxies the hop of X-Forwarded-For that the outermost of them wrote.

    Anything left of that hop was written by the client and is never believed.
    """
    found = str(request.META.get("REMOTE_ADDR", ""))
    if count := settings.TRUSTED_PROXY_COUNT:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        found = hops[-count] if len(hops) >= count else found
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return UNKNOWN
