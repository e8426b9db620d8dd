"""How queues stand: what waits, what is claimed, what is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import IntegerField, OuterRef, Subquery

from reviews.models import Job, Queue
from reviews.models.job_queryset import JobQuerySet
from reviews.vocabulary import ReviewState

MAX_COUNTED = 10_000
DUE_SOON_WITHIN = timedelta(hours=1)


@dataclass(frozen=True)
class QueueStats:
    """Jobs of one queue; counts end at MAX_COUNTED (`is_capped`: more of them wait)."""

    waiting: int = 0
    claimed: int = 0
    oldest_queued_at: datetime | None = None
    overdue: int = 0
    due_soon: int = 0  # within the next hour, the overdue ones not among them
    is_capped: bool = False


class _CappedCount(Subquery):
    """Rows of a subquery, counted no further than one past the limit.

    In the order of an index: left to itself, PostgreSQL hopes to meet so many soon and reads the whole table for a
    queue that has fewer.
    """

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, jobs: JobQuerySet, most: int, order: str = "-pk") -> None:
        super().__init__(jobs.order_by(order).values("pk")[: most + 1])


def stats_of_queues(queues: Iterable[Queue], *, now: datetime, limit: int | None = None) -> dict[int, QueueStats]:
    """By queue id, one entry for every saved queue given; counts end at `limit` (MAX_COUNTED).

    One query, in time that grows with queues, not with jobs.
    """
    limit = MAX_COUNTED if limit is None else limit
    jobs = Job.objects.filter(queue=OuterRef("pk"))
    waiting = jobs.waiting()
    rows = Queue.objects.filter(pk__in=[queue.pk for queue in queues]).values_list(
        "pk",
        _CappedCount(waiting, limit),
        _CappedCount(jobs.filter(review_state=ReviewState.CLAIMED), limit),
        Subquery(waiting.filter(queued_at__isnull=False).order_by("queued_at").values("queued_at")[:1]),
        _CappedCount(waiting.filter(due_at__lt=now), limit, "due_at"),
        _CappedCount(waiting.filter(due_at__gte=now, due_at__lt=now + DUE_SOON_WITHIN), limit, "due_at"),
    )
    return {pk: _capped_stats(limit, *row) for pk, *row in rows.order_by()}


def waiting_count_subquery() -> Subquery:
    """How many jobs wait in the queue of a Queue query, up to one more than MAX_COUNTED: for a list of queues."""
    return _CappedCount(Job.objects.filter(queue=OuterRef("pk")).waiting(), MAX_COUNTED)


@dataclass(frozen=True)
class PendingAndSettled:
    """Jobs of some queues together that do not wait for a person; counts end at the limit that was asked with."""

    pending: int
    settled: int


def pending_and_settled(queues: Iterable[Queue], *, settled_since: datetime, limit: int) -> PendingAndSettled:
    """What is not ready yet, and what was settled since that moment. One query, as `standing`."""
    jobs = Job.objects.filter(queue=OuterRef("pk"))
    rows = Queue.objects.filter(pk__in=[queue.pk for queue in queues]).values_list(
        _CappedCount(jobs.filter(review_state=ReviewState.PENDING), limit),
        _CappedCount(jobs.filter(settled_at__gte=settled_since), limit, "settled_at"),
    )
    counts = list(rows.order_by())
    return PendingAndSettled(*(min(sum(row[place] for row in counts), limit) for place in (0, 1)))


def _capped_stats(
    most: int, waiting: int, claimed: int, oldest: datetime | None, overdue: int, soon: int
) -> QueueStats:
    counts = [min(count, most) for count in (waiting, claimed, overdue, soon)]
    return QueueStats(counts[0], counts[1], oldest, counts[2], counts[3], is_capped=waiting > most)
