"""Rows by the hundred thousand: one row copied by the database itself, with some columns computed from a number."""

from django.db import connection, models

STEP = 20_000  # a statement may not take longer than the database's statement timeout


def copies(row: models.Model, count: int, start: int = 1, **columns: str) -> None:
    """`count` copies of a stored row. `columns` are SQL expressions over ``n``, which runs from `start`."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    values = []
    for field in fields:
        if field.attname in columns:
            values.append(columns[field.attname].replace("%", "%%"))
        else:
            values.append(f"r.{connection.ops.quote_name(str(field.column))}")
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = row._meta.db_table
    sql = (
        "WITH RECURSIVE numbers(n) AS (SELECT %s UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)"
        f" INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table} r, numbers WHERE r.id = %s"
    )
    with connection.cursor() as cursor:
        for first in range(start, start + count, STEP):
            last = min(first + STEP, start + count) - 1
            cursor.execute(sql, [first, last, row.pk])


def analyze() -> None:
    """Fresh statistics, as a database has them that has been running for a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
