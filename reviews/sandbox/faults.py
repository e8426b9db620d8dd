"""Faults on demand: the next calls of an action answer as a test wants."""

import threading
from dataclasses import dataclass, field


@dataclass(slots=True)
class Fault:
    """What to do with a call. `status` None lets the real answer through, late (`delay_s`) or cut (`cut_at` bytes)."""

    left: int
    status: int | None
    body: bytes
    headers: dict[str, str]
    action: str | None
    delay_s: float
    cut_at: int | None


@dataclass
class Faults:
    """The faults that wait, in the order they were asked for."""

    _waiting: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(
        self,
        n: int = 1,
        *,
        status: int | None = None,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        action: str | None = None,
        delay_s: float = 0,
        cut_at: int | None = None,
    ) -> None:
        """Apply to the next `n` calls of `action` (any when None).

        Without status, body, delay and cut the answer is 503. A body without status comes with 200. `cut_at` closes
        the connection after so many bytes of the body, though Content-Length promises all.
        """
        if status is None and (body or headers):
            status = 200
        if status is None and not delay_s and cut_at is None:
            status = 503
        with self._lock:
            self._waiting.append(Fault(n, status, body, headers or {}, action, delay_s, cut_at))

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def pop_for_action(self, action: str) -> Fault | None:
        """The fault for a call of `action` that has just come in."""
        with self._lock:
            for fault in self._waiting:
                if fault.action in (None, action):
                    fault.left -= 1
                    if fault.left <= 0:
                        self._waiting.remove(fault)
                    return fault
        return None
