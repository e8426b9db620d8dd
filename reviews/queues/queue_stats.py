"""How queues stand at a moment: what waits, what of it a person may take, what is claimed, what is late."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery

from reviews.models import Job, Queue, Review, Reviewer
from reviews.models.job_queryset import JobQuerySet
from reviews.queues import offers
from reviews.vocabulary import ReviewState

MAX_COUNTED = 10_000
DUE_SOON_WITHIN = timedelta(hours=1)


@dataclass(frozen=True)
class QueueStats:
    """Jobs of one queue at a moment; a lapsed claim counts as waiting. Counts end at the limit that was asked with.

    `waiting` is for anybody. Of these `offered` may be taken by the person who asked; `judged`, `skipped` and
    `for_leads` may not.
    """

    waiting: int = 0
    claimed: int = 0
    oldest_queued_at: datetime | None = None
    overdue: int = 0
    due_soon: int = 0  # within the next hour, the overdue ones not among them
    is_capped: bool = False  # more of them wait
    offered: int = 0
    is_offered_capped: bool = False
    judged: int = 0
    skipped: int = 0
    unchecked: int = 0  # no machine checked them, and the queue does not offer them
    for_leads: int = 0


class _CappedCount(Subquery):
    """Rows of a subquery, counted no further than one past the limit.

    In the order of an index: left to itself, PostgreSQL hopes to meet so many soon and reads the whole table for a
    queue that has fewer.
    """

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, jobs: JobQuerySet, most: int, order: str = "-pk") -> None:
        super().__init__(jobs.order_by(order).values("pk")[: most + 1])


def stats_of_queues(
    queues: Iterable[Queue],
    *,
    now: datetime,
    limit: int | None = None,
    person: Reviewer | None = None,
    is_lead: bool = False,
) -> dict[int, QueueStats]:
    """By queue id, one entry for every saved queue given; counts end at `limit` (MAX_COUNTED).

    `person` is whose offers are counted, `is_lead` whether those of leads are among them; without a person, whatever
    waits is offered. Two queries, three with a person, in time that grows with queues, lapsed claims and what is not
    offered, not with jobs.
    """
    limit = MAX_COUNTED if limit is None else limit
    ids = [queue.pk for queue in queues]
    lapsed: dict[int, list[_LapsedJob]] = defaultdict(list)
    for one in _lapsed_jobs(ids, now):
        lapsed[one.queue_id].append(one)
    had: dict[int | None, Counter[offers.Hidden]] = defaultdict(Counter)
    if person:
        lapsed_ids = [one.job_id for those in lapsed.values() for one in those]
        for hidden in offers.jobs_not_offered(person, now=now, lapsed=lapsed_ids, queue_ids=ids, is_lead=is_lead):
            had[hidden.queue_id][hidden.why] += 1
    # So many more are counted that the limit still holds when what lapsed or is not offered has been taken away.
    spare = max([0, *(len(those) for those in lapsed.values()), *(those.total() for those in had.values())])
    rows = _counted_columns(ids, now, limit + spare)
    return {pk: _stats(limit, row, lapsed[pk], had[pk], now) for pk, *row in rows}


@dataclass(frozen=True)
class _LapsedJob:
    """A job whose claim lapsed: its row says claimed, and it waits."""

    job_id: int
    queue_id: int
    queued_at: datetime | None
    due_at: datetime | None


def _lapsed_jobs(queue_ids: list[int], now: datetime) -> list[_LapsedJob]:
    found = Review.objects.lapsed(now).filter(job__review_state=ReviewState.CLAIMED, job__queue_id__in=queue_ids)
    columns = found.order_by().values_list("job_id", "job__queue_id", "job__queued_at", "job__due_at")
    return [_LapsedJob(*row) for row in columns]


def _counted_columns(queue_ids: list[int], now: datetime, limit: int) -> QuerySet[Queue, tuple[Any, ...]]:
    """Queue id and what the jobs' own columns say, each count up to one past the limit. One query."""
    jobs = Job.objects.filter(queue=OuterRef("pk"))
    waiting = jobs.waiting()
    return (
        Queue.objects.filter(pk__in=queue_ids)
        .order_by()
        .values_list(
            "pk",
            _CappedCount(waiting, limit),
            _CappedCount(jobs.filter(review_state=ReviewState.CLAIMED), limit),
            Subquery(waiting.filter(queued_at__isnull=False).order_by("queued_at").values("queued_at")[:1]),
            _CappedCount(waiting.filter(due_at__lt=now), limit, "due_at"),
            _CappedCount(waiting.filter(due_at__gte=now, due_at__lt=now + DUE_SOON_WITHIN), limit, "due_at"),
            _CappedCount(jobs.filter(review_state=ReviewState.UNCHECKED), limit),
        )
    )


def _stats(
    limit: int, row: list[Any], lapsed: list[_LapsedJob], had: Counter[offers.Hidden], now: datetime
) -> QueueStats:
    waiting, claimed, oldest, overdue, soon, unchecked = row
    waiting += len(lapsed)
    due = [one.due_at for one in lapsed if one.due_at]
    return QueueStats(
        waiting=min(waiting, limit),
        claimed=min(claimed - len(lapsed), limit),
        oldest_queued_at=min(
            (moment for moment in (oldest, *(one.queued_at for one in lapsed)) if moment), default=None
        ),
        overdue=min(overdue + sum(at < now for at in due), limit),
        due_soon=min(soon + sum(now <= at < now + DUE_SOON_WITHIN for at in due), limit),
        is_capped=waiting > limit,
        offered=min(waiting - had.total(), limit),
        is_offered_capped=waiting - had.total() > limit,
        judged=had[offers.Hidden.JUDGED],
        skipped=had[offers.Hidden.SKIPPED],
        for_leads=had[offers.Hidden.FOR_LEADS],
        unchecked=min(unchecked, limit),
    )


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
