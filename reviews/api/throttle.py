"""How often one token or person may call in a minute."""

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from reviews.models import ApiToken

MINUTE_SECONDS = 60


class CallsPerMinute(BaseThrottle):
    """Counts the calls of this minute of the clock in the cache, so approximately: two at once may count as one,
    and hosts with caches of their own count apart. It keeps a runaway script off the desk; it is no quota.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        most = settings.API_RATE_PER_MINUTE
        if not most or not request.user.is_authenticated:
            return True
        key = f"api-calls:{_caller(request)}:{int(time.time() // MINUTE_SECONDS)}"
        calls = cache.get(key, 0) + 1
        if calls > most:
            return False
        cache.set(key, calls, MINUTE_SECONDS)
        return True

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return MINUTE_SECONDS - time.time() % MINUTE_SECONDS


def _caller(request: Request) -> str:
    token = request.auth
    return f"token-{token.sha256[:32]}" if isinstance(token, ApiToken) else f"person-{request.user.pk}"
