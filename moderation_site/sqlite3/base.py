"""The database backend: transactions that wait for the one writer ask often and by chance, so that nobody starves.

SQLite's own handler sleeps up to 100 ms between two tries, whoever has waited longest as well: with eight writers the
lock lay idle half of the time and the slowest claim took seconds.
"""

import random
import sqlite3
import time
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

MAX_SLEEP_SECONDS = 0.004
# Who has waited so long asks most often.
MAX_RETRY_SECONDS = 0.1
MIN_SLEEP_SECONDS = 0.0005


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's; every transaction begins IMMEDIATE. ``timeout`` of OPTIONS (seconds) is the longest wait for a turn,
    then OperationalError as ever.
    """

    def _start_transaction_under_autocommit(self) -> None:
        self._wait_in_sqlite(0)
        try:
            self._begin()
        finally:
            # Statements outside a transaction wait as SQLite does.
            self._wait_in_sqlite(self._timeout_s)

    def _begin(self) -> None:
        started = time.monotonic()
        while True:
            try:
                self.cursor().execute("BEGIN IMMEDIATE")
                return
            except OperationalError as error:
                waited = time.monotonic() - started
                if not is_busy(error) or waited >= self._timeout_s:
                    raise
            time.sleep(_sleep_s(waited))

    @property
    def _timeout_s(self) -> float:
        return float(self.settings_dict["OPTIONS"].get("timeout", 5))

    def _wait_in_sqlite(self, seconds: float) -> None:
        self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def is_busy(error: OperationalError) -> bool:
    """Whether somebody else writes just now."""
    code: Any = getattr(error.__cause__, "sqlite_errorcode", 0)
    return bool(code & 0xFF == sqlite3.SQLITE_BUSY)


def _sleep_s(waited_s: float) -> float:
    longest = MAX_SLEEP_SECONDS * (1 - waited_s / MAX_RETRY_SECONDS)
    return random.uniform(MIN_SLEEP_SECONDS, max(longest, 2 * MIN_SLEEP_SECONDS))  # noqa: S311 - no secret
