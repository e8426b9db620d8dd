"""Opaque paging tokens: 32 hex characters, new on every answer (alibaba.md section 1.2)."""

import secrets
import threading
from collections import OrderedDict
from typing import Any

_MAX_TOKENS = 100_000


class Tokens:
    """Remembers what each token stands for; the oldest are forgotten first."""

    def __init__(self) -> None:
        self._places: OrderedDict[str, Any] = OrderedDict()
        self._lock = threading.Lock()

    def issue(self, place: Any) -> str:
        token = secrets.token_hex(16)
        with self._lock:
            self._places[token] = place
            if len(self._places) > _MAX_TOKENS:
                self._places.popitem(last=False)
        return token

    def look_up(self, token: str) -> Any:
        """What the token stands for, None when it is unknown."""
        return self._places.get(token)
