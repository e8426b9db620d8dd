"""A database beside the tests' own, on the same server: an SQLite file or a PostgreSQL database of its own."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler


class ThrowAwayDatabase:
    """`url` is for `DATABASE_URL`; `run_script` and `rows` use the driver directly, as someone without Django would."""

    def __init__(self, name: str) -> None:
        facts = connection.settings_dict
        self.name, self.is_file = name, connection.vendor == "sqlite"
        user, secret = facts["USER"] or "root", f":{facts['PASSWORD']}" if facts["PASSWORD"] else ""
        self._server = f"postgres://{user}{secret}@{facts['HOST'] or '127.0.0.1'}:{facts['PORT'] or 5432}"
        self.url = f"sqlite:///{name}" if self.is_file else f"{self._server}/{name}"

    def create(self) -> None:
        self._on_server(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)", f"CREATE DATABASE {self.name}")

    def drop(self) -> None:
        self._on_server(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def run_script(self, script: str) -> None:
        """Run many statements. Errors: what the driver raises."""
        if self.is_file:
            with closing(sqlite3.connect(self.name)) as database:
                database.executescript(script)
                database.commit()
        else:
            with psycopg.connect(self.url, autocommit=True) as server:
                server.execute(script.encode())

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        if self.is_file:
            with closing(sqlite3.connect(self.name)) as database:
                return database.execute(query).fetchall()
        with psycopg.connect(self.url) as server:
            return server.execute(query.encode()).fetchall()

    @contextmanager
    def connected(self) -> Iterator[BaseDatabaseWrapper]:
        """A Django connection to it, for introspection."""
        other = ConnectionHandler({"default": {**connection.settings_dict, "NAME": self.name}})["default"]
        try:
            yield other
        finally:
            other.close()

    def _on_server(self, *statements: str) -> None:
        if self.is_file:
            Path(self.name).unlink(missing_ok=True)
            return
        with psycopg.connect(f"{self._server}/postgres", autocommit=True) as server:
            for statement in statements:
                server.execute(statement.encode())


@contextmanager
def throw_away_database(suffix: str, folder: Path) -> Iterator[ThrowAwayDatabase]:
    """An empty database that is dropped at the end. `suffix` tells the databases of one run apart."""
    own = str(connection.settings_dict["NAME"])
    database = ThrowAwayDatabase(
        str(folder / f"{suffix}.sqlite3") if connection.vendor == "sqlite" else f"{own}_{suffix}"
    )
    database.create()
    try:
        yield database
    finally:
        database.drop()
