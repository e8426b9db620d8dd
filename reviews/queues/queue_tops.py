"""The first jobs of each of several queues, in one query: a step into an index for each, where all together are sorted.

Databases answer "the first fifty of these ten queues" by reading and sorting all ten.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from reviews.models.job_queryset import JobQuerySet

_ANY = -1  # stands for a queue's id until the statement is put together


def top_of_each_queue(
    jobs: JobQuerySet,
    queue_ids: Iterable[int],
    *,
    order: Sequence[str],
    limit: int,
    few: Iterable[JobQuerySet] = (),
    apart: JobQuerySet | None = None,
) -> list[int]:
    """Ids of the first `limit` (by `order`) of `jobs` in each queue, of `few` in all, and of `apart`: unordered.

    `few` are selections that name their jobs, so that no queue needs to be asked by its index. At most one query.
    """
    queues = list(queue_ids)
    sql, params = _part(jobs.filter(queue_id=_ANY), order, limit)
    pieces = [(sql, _with_queue_id(params, queue)) for queue in queues]
    pieces += [_part(one.filter(queue_id__in=queues), order, limit) for one in few if queues]
    if apart is not None:
        pieces.append(_part(apart, order, limit))
    if not pieces:
        return []
    # SQLite takes a limit inside a union only within brackets of its own, which the ORM does not write.
    statement = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS part" for sql, _ in pieces)  # noqa: S608 - the ORM's own
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for _, params in pieces for value in params])
        return [row[0] for row in cursor.fetchall()]


def _part(jobs: JobQuerySet, order: Sequence[str], most: int) -> tuple[str, tuple[Any, ...]]:
    sql, params = jobs.order_by(*order).values_list("pk")[:most].query.sql_with_params()
    return sql, tuple(params)


def _with_queue_id(params: tuple[Any, ...], queue: int) -> tuple[Any, ...]:
    return tuple(queue if value == _ANY else value for value in params)
