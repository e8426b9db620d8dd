"""Which job is next for a person: first due, then riskiest, then oldest, across queues.

Looked at without a lock, then exactly one row is locked. Every question is answered by an index,
however long the queue. The statements are written out (see `offer_sql`): this is what the whole desk asks all day.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from reviews.access import permissions
from reviews.decisions.claims import lease, next_job_sql
from reviews.models import Job, Review, Reviewer
from reviews.queues.offers import SKIP_LASTS
from reviews.vocabulary import ReviewState

MAX_LAPSED = 50


@dataclass(frozen=True)
class NextJobQuery:
    """Who asks, when, and out of which queues; `passed_over` is a job that shall not come."""

    by: Reviewer
    now: datetime
    queue_ids: list[int]
    skip_job_id: int | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        """What the statements ask with: never a job that the person judged before or skipped lately, nor a lead's."""
        moment = connection.ops.adapt_datetimefield_value
        return {
            "by": self.by.pk,
            "now": moment(self.now),
            "skipped_after": moment(self.now - SKIP_LASTS),
            "passed_over": self.skip_job_id or 0,
            "most": MAX_LAPSED,
            "is_lead": int(permissions.has_permission(self.by, permissions.Permission.TAKE_OVER)),
        }


@dataclass(frozen=True)
class Candidate:
    """The best job of one queue (waiting), or one whose claim no longer holds (lapsed)."""

    job_id: int
    queue_id: int
    is_lapsed: bool


@dataclass(frozen=True)
class ClaimedJob:
    """A job that is `by`'s from now on: CLAIMED under `fence`; `lapsed` is the dead claim to be ended."""

    job_id: int
    fence: int
    stage: str
    lapsed: Review | None = None


def find_candidates(query: NextJobQuery) -> list[Candidate]:
    """The best waiting job of each queue and the lapsed ones, best first, without a lock. One query."""
    if not query.queue_ids:
        return []
    queues = {f"queue_{place}": pk for place, pk in enumerate(query.queue_ids)}
    rows = _rows(next_job_sql.candidates_sql(len(queues)), {**query.parameters, **queues})
    return [Candidate(job_id, queue_id, bool(is_lapsed)) for job_id, queue_id, is_lapsed in rows]


def claim_candidate(candidate: Candidate, query: NextJobQuery, *, waits: bool) -> ClaimedJob | None:
    """One job, CLAIMED by this: the best of the head's queue, or the lapsed job itself; None when it is gone.

    `waits`: wait for a row that somebody has locked (as long as the database's lock timeout), instead of passing over.
    The caller writes the review and ends the lapsed one, in the same transaction.
    """
    if candidate.is_lapsed:
        return _claim_lapsed(candidate.job_id, query, waits=waits)
    rows = _rows(next_job_sql.claim_sql(waits=waits), {**query.parameters, "queue": candidate.queue_id})
    return ClaimedJob(*rows[0]) if rows else None


def _claim_lapsed(job_id: int, wanted: NextJobQuery, *, waits: bool) -> ClaimedJob | None:
    jobs = Job.objects.filter(pk=job_id, review_state=ReviewState.CLAIMED)
    job = lease.lockable_jobs(jobs, skip_locked=not waits).first()
    # Read under the lock: the claim may have been renewed between the look and the lock.
    held = lease.active_review(job) if job else None
    if job is None or lease.keeps_others_out(held, wanted.now) or lease.is_kept_from(job, by=wanted.by):
        return None
    return ClaimedJob(job.pk, lease.advance_fence(job), job.stage, held)


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
