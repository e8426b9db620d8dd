"""The sync's few lines of SQL: findings and detections by the ten thousand, without a model instance each.

Plain tuples in, plain tuples out. SQLite takes them by `executemany`, PostgreSQL by COPY. Callers hold a transaction.
Statements are put together from the column names in this file and in `models.finding_columns` and nothing else.
"""
# ruff: noqa: S608

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from reviews.models.finding_columns import DetectionFacts, FindingFacts

Row = tuple[Any, ...]

# What the machine said, in the order in which `rows` builds it.
FINDING_FACTS = FindingFacts._fields
DETECTION_FACTS = DetectionFacts._fields
FINDING_COLUMNS = ("id", "job_id", "key", *FINDING_FACTS, "still_file", "first_seen_at", "changed_at", "withdrawn_at")
DETECTION_COLUMNS = ("finding_id", "key", *DETECTION_FACTS)


def adapt_moment(value: datetime) -> Any:
    """A UTC moment as the database driver wants it in a raw statement."""
    return connection.ops.adapt_datetimefield_value(value)


def reserve_finding_ids(count: int) -> Sequence[int]:
    """`count` unused ids of findings, ascending. SQLite: safe because the transaction holds the write lock."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('reviews_finding', 'id')) FROM generate_series(1, %s)", [count]
            )
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'reviews_finding'")
        last = cursor.fetchone()
        first = (last[0] if last else 0) + 1
        return range(first, first + count)


def insert_findings(rows: Sequence[Row]) -> None:
    """Rows in the order of FINDING_COLUMNS."""
    _insert("reviews_finding", FINDING_COLUMNS, rows)


def insert_detections(rows: Sequence[Row]) -> None:
    """Rows in the order of DETECTION_COLUMNS; `spans` as JSON text."""
    _insert("reviews_detection", DETECTION_COLUMNS, rows)


def read_findings(job_id: int) -> list[Row]:
    """(key, id, withdrawn_at, unreported_since, *FINDING_FACTS) of all the machine's findings, withdrawn ones too."""
    return _read(
        f"SELECT key, id, withdrawn_at, unreported_since, {', '.join(FINDING_FACTS)} FROM reviews_finding "
        "WHERE job_id = %s AND source = 'machine'",
        job_id,
    )


def read_detections(job_id: int) -> list[Row]:
    """(finding_id, key, id, *DETECTION_FACTS) of every detection of the job, `spans` as compact JSON text."""
    facts = ", ".join(f"d.{name}" for name in DETECTION_FACTS)
    rows = _read(
        f"SELECT d.finding_id, d.key, d.id, {facts} FROM reviews_detection d "
        "JOIN reviews_finding f ON f.id = d.finding_id WHERE f.job_id = %s",
        job_id,
    )
    return [(*row[:-2], _compact(row[-2]), bool(row[-1])) for row in rows]


def update_findings(rows: Sequence[Row]) -> None:
    """Rows of (*FINDING_FACTS, changed_at, id): new machine words; reported, and no longer withdrawn."""
    facts = ", ".join(f"{name} = %s" for name in FINDING_FACTS)
    gone = "withdrawn_at = NULL, unreported_since = NULL"
    _execute(f"UPDATE reviews_finding SET {facts}, changed_at = %s, {gone} WHERE id = %s", rows)


def touch_findings(ids: Iterable[int], now: datetime) -> None:
    """Mark findings whose detections changed."""
    at = adapt_moment(now)
    _execute("UPDATE reviews_finding SET changed_at = %s WHERE id = %s", [(at, pk) for pk in ids])


def withdraw_findings(ids: Iterable[int], now: datetime) -> None:
    """Mark findings that a final answer leaves out; those that earlier answers left out keep that time."""
    at = adapt_moment(now)
    _execute(
        "UPDATE reviews_finding SET withdrawn_at = %s, changed_at = %s, "
        "unreported_since = COALESCE(unreported_since, %s) WHERE id = %s",
        [(at, at, at, pk) for pk in ids],
    )


def mark_unreported(ids: Iterable[int], now: datetime) -> None:
    """Mark findings that an answer leaves out which is not the last word; they go on counting."""
    at = adapt_moment(now)
    _execute(
        "UPDATE reviews_finding SET unreported_since = %s, changed_at = %s WHERE id = %s", [(at, at, pk) for pk in ids]
    )


def update_detections(rows: Sequence[Row]) -> None:
    """Rows of (*DETECTION_FACTS, id)."""
    facts = ", ".join(f"{name} = %s" for name in DETECTION_FACTS)
    _execute(f"UPDATE reviews_detection SET {facts} WHERE id = %s", rows)


def withdraw_detections(ids: Iterable[int]) -> None:
    _execute("UPDATE reviews_detection SET is_withdrawn = %s WHERE id = %s", [(True, pk) for pk in ids])


def current_verdicts(job_id: int) -> dict[int, str]:
    """Finding id -> the human verdict that stands, for findings that have one."""
    rows = _read(
        "SELECT d.finding_id, COALESCE(NULLIF(d.verdict, ''), r.verdict) FROM reviews_decision d "
        "LEFT JOIN reviews_decision r ON r.id = d.restores_id WHERE d.job_id = %s AND d.target = 'finding' "
        "AND (d.verdict <> '' OR d.restores_id IS NOT NULL) "
        "AND NOT EXISTS (SELECT 1 FROM reviews_decision later WHERE later.supersedes_id = d.id)",
        job_id,
    )
    return dict(rows)


def manual_findings(job_id: int) -> tuple[set[int], int]:
    """Ids of the findings that people added and did not take back, and how many detections these have.

    No sync touches them.
    """
    ids = _read(
        "SELECT id FROM reviews_finding WHERE job_id = %s AND source = 'person' AND withdrawn_at IS NULL", job_id
    )
    boxes = _read(
        "SELECT count(*) FROM reviews_detection d JOIN reviews_finding f ON f.id = d.finding_id "
        "WHERE f.job_id = %s AND f.source = 'person' AND f.withdrawn_at IS NULL",
        job_id,
    ) if ids else [(0,)]  # fmt: skip
    return {row[0] for row in ids}, boxes[0][0]


def _insert(table: str, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
    if not rows:
        return
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def _read(sql: str, job_id: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [job_id])
        rows: list[Row] = cursor.fetchall()
        return rows


def _execute(sql: str, rows: Sequence[Row]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def _compact(spans: str) -> str:
    # PostgreSQL gives jsonb back with its own blanks.
    return spans if spans == "[]" else json.dumps(json.loads(spans), ensure_ascii=False, separators=(",", ":"))
