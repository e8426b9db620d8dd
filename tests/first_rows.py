"""Empties the tables after a transactional test and puts back the rows that `migrate` made.

Django's own flush empties every table and then sends post_migrate, which looks up every content type, permission, role
and policy again: 67 of its 73 ms. Here the rows are remembered once, right after `migrate`, and only tables that have
rows are emptied. Nothing is written down twice: what migrations and post_migrate make is what comes back.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from reviews.models import append_only, search_index


class FirstRows:
    """The rows of a database as they were when this was made."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.tables = sorted(connection.introspection.django_table_names(only_existing=True, include_views=False))
        self.rows = {table: _rows_of(connection, table) for table in self._filled(connection)}
        self.triggers = _triggers(connection)

    def restore(self, connection: BaseDatabaseWrapper) -> None:
        """Leave exactly the first rows and the first triggers. Sequences go on, as after a flush."""
        with _constraints_off(connection), transaction.atomic(using=connection.alias):
            filled = self._filled(connection)
            with _append_only_off(connection, filled):
                _execute(connection, *(f"DELETE FROM {_quoted(connection, table)}" for table in filled))
            search_index.empty_search(connection)
            for table, (columns, rows) in self.rows.items():
                _insert(connection, table, columns, rows)
        if _triggers(connection) != self.triggers:  # a test took them away, or rebuilt a table
            append_only.install_triggers(connection)
            search_index.install_search(connection)
        assert _triggers(connection) == self.triggers, "A test has changed the triggers."

    def _filled(self, connection: BaseDatabaseWrapper) -> list[str]:
        """Tables with rows, in one query."""
        each = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {_quoted(connection, table)})" for table in self.tables)
        return [row[0] for row in _query(connection, " UNION ALL ".join(each))]


def _rows_of(connection: BaseDatabaseWrapper, table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {_quoted(connection, table)}")
        return [column[0] for column in cursor.description], [tuple(row) for row in cursor.fetchall()]


def _insert(connection: BaseDatabaseWrapper, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    names, places = ", ".join(_quoted(connection, name) for name in columns), ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {_quoted(connection, table)} ({names}) VALUES ({places})", rows)


@contextmanager
def _constraints_off(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """SQLite checks keys row by row unless told not to; all rows go, so none can dangle. PostgreSQL defers anyway."""
    with connection.constraint_checks_disabled():
        yield


@contextmanager
def _append_only_off(connection: BaseDatabaseWrapper, filled: list[str]) -> Iterator[None]:
    """Our triggers rightly refuse DELETE: out of the way for these statements of this connection only."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)
        try:
            yield
        finally:
            connection.connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, True)
        return
    guarded = [table for table in append_only.TABLES if table in filled]
    _execute(connection, *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in guarded))
    yield
    _execute(connection, "SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come cannot be altered
    _execute(connection, *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in guarded))
    _execute(connection, "SET CONSTRAINTS ALL DEFERRED")


def _triggers(connection: BaseDatabaseWrapper) -> list[tuple[Any, ...]]:
    if connection.vendor == "sqlite":
        return _query(connection, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    return _query(
        connection,
        "SELECT tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
    )


def _quoted(connection: BaseDatabaseWrapper, name: str) -> str:
    return str(connection.ops.quote_name(name))


def _query(connection: BaseDatabaseWrapper, sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [tuple(row) for row in cursor.fetchall()]


def _execute(connection: BaseDatabaseWrapper, *statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
