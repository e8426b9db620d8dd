"""How queues stand: what waits, what is claimed, what is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import IntegerField, OuterRef, Subquery

from reviews.models import Job, Queue
from reviews.models.job import JobQuerySet
from reviews.vocabulary import ReviewState

MOST_COUNTED = 10_000
SOON = timedelta(hours=1)


@dataclass(frozen=True)
class Standing:
    """Jobs of one queue; counts end at MOST_COUNTED (`is_capped`: more of them wait)."""

    waiting: int = 0
    claimed: int = 0
    oldest_queued_at: datetime | None = None
    overdue: int = 0
    due_soon: int = 0  # within the next hour, the overdue ones not among them
    is_capped: bool = False


class _Count(Subquery):
    """Rows of a subquery, counted no further than one past the limit.

    In the order of an index: left to itself, PostgreSQL hopes to meet so many soon and reads the whole table for a
    queue that has fewer.
    """

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, jobs: JobQuerySet, most: int, order: str = "-pk") -> None:
        super().__init__(jobs.order_by(order).values("pk")[: most + 1])


def standing(queues: Iterable[Queue], *, now: datetime, most: int | None = None) -> dict[int, Standing]:
    """By queue id, one entry for every saved queue given; counts end at `most` (MOST_COUNTED).

    One query, in time that grows with queues, not with jobs.
    """
    most = MOST_COUNTED if most is None else most
    jobs = Job.objects.filter(queue=OuterRef("pk"))
    waiting = jobs.waiting()
    rows = Queue.objects.filter(pk__in=[queue.pk for queue in queues]).values_list(
        "pk",
        _Count(waiting, most),
        _Count(jobs.filter(review_state=ReviewState.CLAIMED), most),
        Subquery(waiting.filter(queued_at__isnull=False).order_by("queued_at").values("queued_at")[:1]),
        _Count(waiting.filter(due_at__lt=now), most, "due_at"),
        _Count(waiting.filter(due_at__gte=now, due_at__lt=now + SOON), most, "due_at"),
    )
    return {pk: _standing(most, *row) for pk, *row in rows.order_by()}


def waiting_count() -> Subquery:
    """How many jobs wait in the queue of a Queue query, up to one more than MOST_COUNTED: for a list of queues."""
    return _Count(Job.objects.filter(queue=OuterRef("pk")).waiting(), MOST_COUNTED)


@dataclass(frozen=True)
class Passing:
    """Jobs of some queues together that do not wait for a person; counts end at the limit that was asked with."""

    pending: int
    settled: int


def passing(queues: Iterable[Queue], *, settled_since: datetime, most: int) -> Passing:
    """What is not ready yet, and what was settled since that moment. One query, as `standing`."""
    jobs = Job.objects.filter(queue=OuterRef("pk"))
    rows = Queue.objects.filter(pk__in=[queue.pk for queue in queues]).values_list(
        _Count(jobs.filter(review_state=ReviewState.PENDING), most),
        _Count(jobs.filter(settled_at__gte=settled_since), most, "settled_at"),
    )
    counts = list(rows.order_by())
    return Passing(*(min(sum(row[place] for row in counts), most) for place in (0, 1)))


def _standing(most: int, waiting: int, claimed: int, oldest: datetime | None, overdue: int, soon: int) -> Standing:
    counts = [min(count, most) for count in (waiting, claimed, overdue, soon)]
    return Standing(counts[0], counts[1], oldest, counts[2], counts[3], is_capped=waiting > most)
