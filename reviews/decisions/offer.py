"""Which job is next for a person: first due, then riskiest, then oldest, across queues.

Looked at without a lock, then exactly one row is locked. Every question is answered by an index,
however long the queue. The statements are written out (see `offer_sql`): this is what the whole desk asks all day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from reviews.decisions import lease, offer_sql
from reviews.models import Job, Review, Reviewer
from reviews.vocabulary import ReviewState

SKIPPED_FOR = timedelta(hours=12)
LAPSED_LOOKED_AT = 50


@dataclass(frozen=True)
class Wanted:
    """Who asks, when, and out of which queues; `passed_over` is a job that shall not come."""

    by: Reviewer
    now: datetime
    queue_ids: list[int]
    passed_over: int | None = None

    @property
    def values(self) -> dict[str, Any]:
        """What the statements ask with: never a job that the person judged before or skipped lately."""
        moment = connection.ops.adapt_datetimefield_value
        return {
            "by": self.by.pk,
            "now": moment(self.now),
            "skipped_after": moment(self.now - SKIPPED_FOR),
            "passed_over": self.passed_over or 0,
            "most": LAPSED_LOOKED_AT,
        }


@dataclass(frozen=True)
class Head:
    """The best job of one queue (waiting), or one whose claim no longer holds (lapsed)."""

    job_id: int
    queue_id: int
    is_lapsed: bool


@dataclass(frozen=True)
class Taken:
    """A job that is `by`'s from now on: CLAIMED under `fence`; `lapsed` is the dead claim to be ended."""

    job_id: int
    fence: int
    stage: str
    lapsed: Review | None = None


def heads(wanted: Wanted) -> list[Head]:
    """The best waiting job of each queue and the lapsed ones, best first, without a lock. One query."""
    if not wanted.queue_ids:
        return []
    queues = {f"queue_{place}": pk for place, pk in enumerate(wanted.queue_ids)}
    rows = _rows(offer_sql.heads(len(queues)), {**wanted.values, **queues})
    return [Head(job_id, queue_id, bool(is_lapsed)) for job_id, queue_id, is_lapsed in rows]


def take(head: Head, wanted: Wanted, *, waits: bool) -> Taken | None:
    """One job, CLAIMED by this: the best of the head's queue, or the lapsed job itself; None when it is gone.

    `waits`: wait for a row that somebody has locked (as long as the database's lock timeout), instead of passing over.
    The caller writes the review and ends the lapsed one, in the same transaction.
    """
    if head.is_lapsed:
        return _take_lapsed(head.job_id, wanted, waits=waits)
    rows = _rows(offer_sql.take(waits=waits), {**wanted.values, "queue": head.queue_id})
    return Taken(*rows[0]) if rows else None


def _take_lapsed(job_id: int, wanted: Wanted, *, waits: bool) -> Taken | None:
    jobs = Job.objects.filter(pk=job_id, review_state=ReviewState.CLAIMED)
    job = lease.lockable(jobs, skip_locked=not waits).first()
    # Read under the lock: the claim may have been renewed between the look and the lock.
    held = lease.active(job) if job else None
    if job is None or lease.runs(held, wanted.now) or lease.has_judged(job, by=wanted.by):
        return None
    return Taken(job.pk, lease.advance(job), job.stage, held)


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
