"""Documented limits: calls a second for each API, the clock window, and nonces that work once."""

import threading
import time
from collections import defaultdict, deque
from datetime import datetime, timedelta

CLOCK_WINDOW = timedelta(minutes=15)  # both clouds: huawei.md section 2, alibaba.md section 6.2


class RateLimit:
    """At most `per_second` calls of one API in any second."""

    def __init__(self, per_second: int) -> None:
        self.per_second = per_second
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def allows(self, api: str) -> bool:
        """Count a call; False when it is one too many (a refused call is not counted)."""
        now = time.monotonic()
        with self._lock:
            calls = self._calls[api]
            while calls and calls[0] <= now - 1:
                calls.popleft()
            if len(calls) >= self.per_second:
                return False
            calls.append(now)
            return True


class Nonces:
    """Remembers nonces for as long as their date could still be accepted."""

    def __init__(self) -> None:
        self._seen: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def accept(self, nonce: str, now: datetime) -> bool:
        """False when the nonce was used before."""
        with self._lock:
            if len(self._seen) > 10_000:
                self._seen = {known: at for known, at in self._seen.items() if now - at < 2 * CLOCK_WINDOW}
            if nonce in self._seen:
                return False
            self._seen[nonce] = now
            return True


def in_window(date: datetime, now: datetime) -> bool:
    """Whether a request's date is near enough to our clock."""
    return abs(now - date) <= CLOCK_WINDOW
