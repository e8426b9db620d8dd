"""Triggers that refuse UPDATE and DELETE (and TRUNCATE) on what is only ever added, for both databases.

Decisions, audit entries and seals, and the random draws with the versions of the rules that drew.

Installed after every migrate: SQLite rebuilds a table to alter it and its triggers are lost.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("reviews_decision", "reviews_auditentry", "reviews_auditseal", "reviews_draw", "reviews_ruleversion")

_REFUSE = """CREATE OR REPLACE FUNCTION reviews_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$"""


def install_triggers(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, whether or not they are there. Tables that do not exist yet are passed over."""
    _run(connection, [*_drops(connection), *_creates(connection)])


def remove_triggers(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for emptying a test database, and for taking the migration back."""
    _run(connection, _drops(connection))


def _drops(connection: BaseDatabaseWrapper) -> list[str]:
    of_table = connection.vendor == "postgresql"
    return [
        f"DROP TRIGGER IF EXISTS {_name(table, event)}" + (f" ON {table}" if of_table else "")
        for table in _tables(connection)
        for event in _events(connection)
    ]


def _creates(connection: BaseDatabaseWrapper) -> list[str]:
    tables = _tables(connection)
    if connection.vendor == "postgresql":
        return [_REFUSE] + [
            f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION reviews_append_only()"
            for table in tables
            for event in _events(connection)
        ]
    return [
        f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {event} refused'); END"
        for table in tables
        for event in _events(connection)
    ]


def _tables(connection: BaseDatabaseWrapper) -> list[str]:
    existing = set(connection.introspection.table_names())
    return [table for table in TABLES if table in existing]


def _events(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    return ("UPDATE", "DELETE", "TRUNCATE") if connection.vendor == "postgresql" else ("UPDATE", "DELETE")


def _name(table: str, event: str) -> str:
    return f"{table}_no_{event.lower()}"


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
