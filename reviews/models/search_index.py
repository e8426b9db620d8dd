"""The full-text index over jobs, findings and detections: what is in it, how both databases keep it.

SQLite: an FTS5 table of trigrams for each source, filled by triggers. PostgreSQL: a GIN index over `reviews_grams_v1`,
a function of our own, so no extension and no right to create one is needed; the server keeps it, COPY included.
Installed after every migrate, as the triggers of `append_only`: SQLite rebuilds a table to alter it and loses its
triggers. Rows that are there already are indexed in batches, which go on where they stopped.
"""
# ruff: noqa: S608 - statements are put together from the names in this file and nothing else

import zlib
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

BATCH_SIZE = 5_000


@dataclass(frozen=True)
class SearchSource:
    """Rows that can be found: the columns of `table` that are searched, while the row has no `hidden` mark.

    `hidden` is a column that is NULL or false for rows that count.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    hidden: str = ""
    is_flag: bool = False

    def body(self, row: str) -> str:
        """SQL of the searched text of `row` (an alias, or new and old in a trigger)."""
        return " || ' ' || ".join(f"{row}.{column}" for column in self.columns)

    def is_live(self, row: str) -> str:
        """SQL of whether `row` is in the index."""
        filled = f"({self.body(row)}) <> ''"
        if not self.hidden:
            return filled
        return f"{filled} AND " + (f"NOT {row}.{self.hidden}" if self.is_flag else f"{row}.{self.hidden} IS NULL")

    @property
    def fts(self) -> str:
        """The name of the FTS5 table; another definition has another name, and is built anew."""
        return f"reviews_search_{self.name}_{self._mark}"

    @property
    def _mark(self) -> str:
        return f"{zlib.crc32(f'{self.body("t")} {self.is_live("t")} {GRAMS}'.encode()):08x}"


GRAMS = "reviews_grams_v1"
# A new searched text is a column here: of a job, say "description". The next migrate indexes it.
SOURCES = (
    SearchSource("job", "reviews_job", ("external_id", "title")),
    SearchSource("finding", "reviews_finding", ("text",), hidden="withdrawn_at"),
    SearchSource("detection", "reviews_detection", ("content",), hidden="is_withdrawn", is_flag=True),
)

# Every pair with a wide character (Chinese, Japanese, Korean), else three characters; the first two of each word.
# The same in Python: reviews/search/grams.py, compared by tests/domain/test_search_index.py.
_GRAMS_SQL = f"""CREATE OR REPLACE FUNCTION {GRAMS}(body text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT
PARALLEL SAFE AS $$
DECLARE
    c text[] := string_to_array(lower(body), NULL);
    w boolean[] := ARRAY[]::boolean[];
    grams text[] := ARRAY[]::text[];
    n integer := cardinality(c);
    in_word boolean := false;
    is_word boolean;
BEGIN
    FOR i IN 1..n LOOP w := w || (ascii(c[i]) >= 11904); END LOOP;
    FOR i IN 1..n - 1 LOOP
        is_word := NOT w[i] AND (c[i] ~ '[a-z0-9]' OR ascii(c[i]) >= 128);
        IF w[i] OR w[i + 1] THEN
            grams := grams || (c[i] || c[i + 1]);
        ELSE
            IF is_word AND NOT in_word THEN grams := grams || (' ' || c[i] || c[i + 1]); END IF;
            IF i + 2 <= n AND NOT w[i + 2] THEN grams := grams || (c[i] || c[i + 1] || c[i + 2]); END IF;
        END IF;
        in_word := is_word;
    END LOOP;
    RETURN grams;
END $$"""


def install_search(connection: BaseDatabaseWrapper) -> None:
    """Put the index in place, whether or not it is there, and index the rows that are not yet."""
    tables = set(connection.introspection.table_names())
    sources = [source for source in SOURCES if source.table in tables]
    if connection.vendor == "postgresql":
        _install_postgresql(connection, sources)
    else:
        _install_sqlite(connection, sources)


def empty_search(connection: BaseDatabaseWrapper) -> None:
    """Forget every row, for tables that were emptied without their triggers. PostgreSQL follows by itself."""
    if connection.vendor != "postgresql":
        names = [source.fts for source in SOURCES]
        _run(connection, *(f"INSERT INTO {name}({name}) VALUES ('delete-all')" for name in names))


def _install_postgresql(connection: BaseDatabaseWrapper, sources: list[SearchSource]) -> None:
    names = {source.fts for source in sources}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, i.indisvalid FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid "
            "WHERE c.relname LIKE %s AND c.relnamespace = current_schema()::regnamespace",
            [r"reviews\_search\_%"],
        )
        there = dict(cursor.fetchall())
    # Older definitions, and what a build that was stopped has left behind.
    _run(connection, *(f"DROP INDEX {name}" for name, is_valid in there.items() if name not in names or not is_valid))
    missing = [source for source in sources if not there.get(source.fts)]
    if not missing:
        return
    # Without a transaction around it, writers need not wait while a long table is read.
    how = "" if connection.in_atomic_block else " CONCURRENTLY"
    _run(
        connection,
        _GRAMS_SQL,
        "SET statement_timeout = 0",
        "SET lock_timeout = 0",
        *(
            f"CREATE INDEX{how} {source.fts} ON {source.table} "
            f"USING gin ({GRAMS}({source.body(source.table)})) WHERE {source.is_live(source.table)}"
            for source in missing
        ),
        "RESET statement_timeout",
        "RESET lock_timeout",
    )


def _install_sqlite(connection: BaseDatabaseWrapper, sources: list[SearchSource]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%'")
        there = {name for (name,) in cursor.fetchall() if name.startswith("reviews_search_")}
    wanted = {name for source in sources for name in (source.fts, f"{source.fts}_terms")}
    # What waits to be indexed: rows of a source up to this id. Triggers leave them alone until then.
    _run(
        connection,
        "CREATE TABLE IF NOT EXISTS reviews_searchprogress (source text PRIMARY KEY, up_to_id integer NOT NULL)",
        *(f"DROP TRIGGER IF EXISTS reviews_search_{source.name}_{event}" for source in sources for event in _EVENTS),
        *(f"DROP TABLE {name}" for name in sorted(there - wanted, reverse=True)),
    )
    for source in sources:
        with transaction.atomic(using=connection.alias):
            if source.fts not in there:
                _check_trigrams(connection)
                _run(connection, *_create_fts(source))
            _run(connection, *(_trigger(source, event) for event in _EVENTS))
        _fill_sqlite(connection, source)


def _check_trigrams(connection: BaseDatabaseWrapper) -> None:
    """Errors: ImproperlyConfigured for an SQLite library that cannot hold the index."""
    try:
        _run(connection, "CREATE VIRTUAL TABLE temp.reviews_trigrams USING fts5(body, tokenize='trigram')")
    except OperationalError as error:
        raise ImproperlyConfigured(
            f"This SQLite library cannot index texts ({error}). Use version 3.34 or newer with FTS5, or PostgreSQL."
        ) from error
    _run(connection, "DROP TABLE temp.reviews_trigrams")


def _create_fts(source: SearchSource) -> list[str]:
    return [
        # No copy of the texts; columnsize=0: nothing is ranked by length.
        f"CREATE VIRTUAL TABLE {source.fts} USING fts5(body, content='', columnsize=0, tokenize='trigram')",
        f"CREATE VIRTUAL TABLE {source.fts}_terms USING fts5vocab({source.fts}, 'row')",
        "INSERT OR REPLACE INTO reviews_searchprogress (source, up_to_id) "
        f"SELECT '{source.name}', max(id) FROM {source.table} HAVING max(id) IS NOT NULL",
    ]


_EVENTS = ("insert", "update", "delete")


def _trigger(source: SearchSource, event: str) -> str:
    leaves = (
        f"INSERT INTO {source.fts}({source.fts}, rowid, body) "
        f"SELECT 'delete', old.id, {_padded(source, 'old')} WHERE {_is_indexed(source, 'old')};"
    )
    enters = (
        f"INSERT INTO {source.fts}(rowid, body) "
        f"SELECT new.id, {_padded(source, 'new')} WHERE {_is_indexed(source, 'new')};"
    )
    acts = {"insert": enters, "update": f"{leaves} {enters}", "delete": leaves}[event]
    when = ""
    if event == "update":
        watched = [*source.columns, *([source.hidden] if source.hidden else [])]
        event = f"update OF {', '.join(watched)}"
        when = " WHEN " + " OR ".join(f"old.{column} IS NOT new.{column}" for column in watched)
    return (
        f"CREATE TRIGGER reviews_search_{source.name}_{event.split()[0]} AFTER {event} ON {source.table}{when} "
        f"BEGIN {acts} END"
    )


def _is_indexed(source: SearchSource, row: str) -> str:
    waits = f"SELECT 1 FROM reviews_searchprogress p WHERE p.source = '{source.name}' AND {row}.id <= p.up_to_id"
    return f"{source.is_live(row)} AND NOT EXISTS ({waits})"


def _padded(source: SearchSource, row: str) -> str:
    # Blanks around, so that two characters at an end are part of three.
    return f"' ' || {source.body(row)} || '  '"


def _fill_sqlite(connection: BaseDatabaseWrapper, source: SearchSource) -> None:
    """Index what waits, newest rows first, in short transactions."""
    while True:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SELECT up_to_id FROM reviews_searchprogress WHERE source = %s", [source.name])
            row = cursor.fetchone()
            if row is None:
                return
            last = row[0] - BATCH_SIZE
            cursor.execute(
                f"INSERT INTO {source.fts}(rowid, body) SELECT t.id, {_padded(source, 't')} FROM {source.table} t "
                f"WHERE t.id > %s AND t.id <= %s AND {source.is_live('t')}",
                [last, row[0]],
            )
            if last > 0:
                cursor.execute("UPDATE reviews_searchprogress SET up_to_id = %s WHERE source = %s", [last, source.name])
            else:
                cursor.execute("DELETE FROM reviews_searchprogress WHERE source = %s", [source.name])


def _run(connection: BaseDatabaseWrapper, *statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
