"""The first jobs of each of several queues, in one query: a step into an index for each, where all together are sorted.

Databases answer "the first fifty of these ten queues" by reading and sorting all ten.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from reviews.models.job_queryset import JobQuerySet

_ANY = -1  # stands for a queue's id until the statement is put together


def top_of_each_queue(
    jobs: JobQuerySet, queue_ids: Iterable[int], *, order: Sequence[str], limit: int, apart: JobQuerySet | None = None
) -> list[int]:
    """Ids of the first `most` (by `order`) of `jobs` in each queue, and of `apart`: unordered, at most one query."""
    queues = list(queue_ids)
    parts = [_part(jobs.filter(queue_id=_ANY), order, limit)] * len(queues)
    asked = [_with_queue_id(params, queue) for (_, params), queue in zip(parts, queues, strict=True)]
    if apart is not None:
        parts.append(_part(apart, order, limit))
        asked.append(parts[-1][1])
    if not parts:
        return []
    # SQLite takes a limit inside a union only within brackets of its own, which the ORM does not write.
    statement = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS part" for sql, _ in parts)  # noqa: S608 - the ORM's own
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for params in asked for value in params])
        return [row[0] for row in cursor.fetchall()]


def _part(jobs: JobQuerySet, order: Sequence[str], most: int) -> tuple[str, tuple[Any, ...]]:
    sql, params = jobs.order_by(*order).values_list("pk")[:most].query.sql_with_params()
    return sql, tuple(params)


def _with_queue_id(params: tuple[Any, ...], queue: int) -> tuple[Any, ...]:
    return tuple(queue if value == _ANY else value for value in params)
