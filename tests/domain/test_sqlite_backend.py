"""How transactions on SQLite wait for the one writer."""

import sqlite3
import threading
import time
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection, transaction

from moderation_site.sqlite3 import base
from tests.builders import a_job

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no single writer."),
]


@pytest.fixture
def another() -> Iterator[sqlite3.Connection]:
    """Another process's connection, as it were: it takes the lock with `begin` and gives it back with `commit`."""
    line = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, check_same_thread=False)
    yield line
    line.close()


def busy_timeout() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        return int(cursor.fetchone()[0])


def test_a_turn_is_taken_soon_after_it_is_free(another: sqlite3.Connection) -> None:
    job = a_job()
    freed = []
    another.execute("BEGIN IMMEDIATE")

    def free() -> None:
        time.sleep(0.3)
        freed.append(time.monotonic())
        another.execute("COMMIT")

    holder = threading.Thread(target=free)
    holder.start()
    with transaction.atomic():
        began = time.monotonic()
        job.save(update_fields=["title"])
    holder.join()
    assert 0 <= began - freed[0] < 0.09  # SQLite's own waits would be 100 ms apart by now


def test_a_turn_that_never_comes_is_an_operational_error_after_the_timeout(
    another: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
    another.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked") as refused, transaction.atomic():
        raise AssertionError("began beside another writer")
    assert base.is_busy(refused.value)
    another.execute("COMMIT")
    with transaction.atomic():
        a_job()


def test_statements_outside_a_transaction_keep_the_whole_timeout() -> None:
    seconds = connection.settings_dict["OPTIONS"]["timeout"]
    with transaction.atomic():
        assert busy_timeout() == seconds * 1000
    assert busy_timeout() == seconds * 1000


def test_another_fault_is_not_taken_for_a_busy_database() -> None:
    with pytest.raises(OperationalError) as refused, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM there_is_no_such_table")
    assert not base.is_busy(refused.value)
