"""The index asked for one source, for both databases. Written out: neither FTS5 nor our function is known to the ORM.

`tests/domain/test_search.py` compares what comes back with every text read and looked through.
"""
# ruff: noqa: S608 - names are those of models/search_index.py, values are parameters

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from reviews.models.search_index import GRAMS, SearchSource
from reviews.search import grams

_ROWS_AT_ONCE = 500
# How a row of each source leads to its job.
_JOB_ID = {"job": "t.id", "finding": "t.job_id", "detection": "f.job_id"}
_MORE_TABLES = {"detection": " CROSS JOIN reviews_finding f"}
_JOINED = {"detection": " AND f.id = t.finding_id AND f.withdrawn_at IS NULL"}


@dataclass(frozen=True)
class SearchScope:
    """Whose jobs are looked through: those of the queues, and what `person_id` brought in that no queue has yet.

    `queue_ids` None: all jobs.
    """

    queue_ids: tuple[int, ...] | None
    person_id: int


def find_rows(
    source: SearchSource, wanted: str, scope: SearchScope, *, limit: int, max_jobs: int
) -> list[tuple[int, int]]:
    """Return (row id, job id) of rows with `wanted` in them, newest rows first. One query, or two.

    Ends at `limit` rows, or with more than `max_jobs` jobs: a common word is not read to its end.
    """
    asked = _postgresql(source, wanted) if connection.vendor == "postgresql" else _sqlite(source, wanted)
    if asked is None:
        return []
    start, conditions, params = asked
    narrowed, more, joins_job = _scope(source, scope)
    job = " CROSS JOIN reviews_job j" if joins_job else ""
    on_job = f" AND j.id = {_JOB_ID[source.name]}" if joins_job else ""
    statement = (
        f"SELECT t.id, {_JOB_ID[source.name]} FROM {start}{_MORE_TABLES.get(source.name, '')}{job} "
        f"WHERE {conditions}{_JOINED.get(source.name, '')}{on_job}{narrowed} ORDER BY {_newest(source)} DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *more, limit])
        return _read_some(cursor, max_jobs)


def _read_some(cursor: Any, max_jobs: int) -> list[tuple[int, int]]:
    rows: list[tuple[int, int]] = []
    jobs: set[int] = set()
    while len(jobs) <= max_jobs and (batch := cursor.fetchmany(_ROWS_AT_ONCE)):
        rows += batch
        jobs.update(job_id for _row, job_id in batch)
    return rows


def _newest(source: SearchSource) -> str:
    # The index of SQLite hands its rows out in this order; sorting others would read them all first.
    return "t.id" if connection.vendor == "postgresql" else "s.rowid"


def _postgresql(source: SearchSource, wanted: str) -> tuple[str, str, list[Any]]:
    body = source.body("t")
    conditions = f"{source.is_live('t')} AND {GRAMS}({body}) @> %s::text[]"
    params: list[Any] = [grams.grams_of_search(wanted)]
    if not grams.is_word_start(wanted):  # whose gram says all there is to say
        conditions += f" AND ({body}) ILIKE %s"
        params.append(f"%{_escape_like(wanted)}%")
    return f"{source.table} t", conditions, params


def _sqlite(source: SearchSource, wanted: str) -> tuple[str, str, list[Any]] | None:
    match = _quote(wanted) if len(wanted) > grams.MIN_LENGTH else _any_beginning_with(source, wanted)
    if not match:
        return None
    start = f"{source.fts} s CROSS JOIN {source.table} t"
    conditions = f"s.{source.fts} MATCH %s AND t.id = s.rowid AND {source.is_live('t')}"
    params: list[Any] = [match]
    if grams.is_word_start(wanted):
        conditions += f" AND ' ' || {source.body('t')} GLOB %s"
        params.append(f"*[^A-Z{grams.WORD_LETTERS}]{''.join(map(_either_case, wanted))}*")
    return start, conditions, params


def _any_beginning_with(source: SearchSource, pair: str) -> str:
    """Return a search for all triples of the index that begin with two characters: it holds no pairs."""
    with connection.cursor() as cursor:
        first = pair.lower()
        cursor.execute(
            f"SELECT term FROM {source.fts}_terms WHERE term >= %s AND term < %s", [first, f"{first}\U0010ffff"]
        )
        return " OR ".join(_quote(term) for (term,) in cursor.fetchall())


def _either_case(char: str) -> str:
    # LOWER of SQLite knows ASCII only.
    return f"[{''.join(sorted({char, *(other for other in (char.lower(), char.upper()) if len(other) == 1)}))}]"


def _scope(source: SearchSource, scope: SearchScope) -> tuple[str, list[Any], bool]:
    if scope.queue_ids is None:
        return "", [], False
    row = "t" if source.name == "job" else "j"
    own = f"({row}.queue_id IS NULL AND {row}.added_by_id = %s)"
    queues = f"{row}.queue_id IN ({_marks(scope.queue_ids)}) OR " if scope.queue_ids else ""
    return f" AND ({queues}{own})", [*scope.queue_ids, scope.person_id], row == "j"


def _marks(values: Iterable[Any]) -> str:
    return ", ".join("%s" for _ in values)


def _quote(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
