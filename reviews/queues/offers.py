"""Which waiting jobs a person may take now: one definition for what is offered, counted and listed.

A job waits when nobody holds it (`waiting.py`). It is not offered to who has judged it and to who skipped it lately.
`NOT_HAD_SQL` says so of one job, for the statements that hand out the next one; `jobs_not_offered` lists the same jobs
from the person's side, by indexes, since a queue may be long. `tests/domain/test_offers.py` compares both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from reviews.models import Review, Reviewer
from reviews.models.job_queryset import JobQuerySet
from reviews.queues import waiting
from reviews.vocabulary import ReviewOutcome, ReviewState, Suggestion

SKIP_LASTS = timedelta(hours=12)

# A subquery with a limit is never turned into a join, which would read every review of the person.
NOT_HAD_SQL = """(
    SELECT 1 FROM reviews_review had WHERE had.job_id = j.id AND had.reviewer_id + 0 = %(by)s
    AND (had.outcome = 'submitted' OR (had.outcome = 'skipped' AND had.ended_at > %(skipped_after)s)) LIMIT 1
    ) IS NULL"""


@dataclass(frozen=True)
class NotOffered:
    """A waiting job that the person is not offered: `is_judged` by them, else skipped lately."""

    job_id: int
    queue_id: int | None
    is_judged: bool


def jobs_not_offered(
    person: Reviewer, *, now: datetime, lapsed: Iterable[int], queue_ids: Iterable[int] | None = None
) -> list[NotOffered]:
    """Waiting jobs (of these queues) that `person` has judged or skipped lately. One query, however long the queues.

    A submitted review of a job that waits has escalated it: every other verdict settles, and who reopens a job takes
    its last review back. So the many other reviews of the person are not looked at.
    """
    theirs = Review.objects.filter(reviewer=person)
    if queue_ids is not None:
        theirs = theirs.filter(job__queue_id__in=list(queue_ids))
    waits = Q(job__review_state=ReviewState.WAITING) | Q(job_id__in=list(lapsed))
    columns = ("job_id", "job__queue_id", "outcome")
    judged = theirs.filter(waits, outcome=ReviewOutcome.SUBMITTED, verdict=Suggestion.REVIEW).values_list(*columns)
    skipped = theirs.filter(waits, outcome=ReviewOutcome.SKIPPED, ended_at__gt=now - SKIP_LASTS).values_list(*columns)
    found: dict[int, NotOffered] = {}
    for job_id, queue_id, outcome in judged.order_by().union(skipped.order_by(), all=True).order_by():
        if job_id not in found or outcome == ReviewOutcome.SUBMITTED:
            found[job_id] = NotOffered(job_id, queue_id, outcome == ReviewOutcome.SUBMITTED)
    return list(found.values())


def offered_parts(jobs: JobQuerySet, person: Reviewer, *, now: datetime) -> list[JobQuerySet]:
    """`jobs` that `person` may take now, as selections that each have an index."""
    lapsed = waiting.lapsed_job_ids(now)
    had = [one.job_id for one in jobs_not_offered(person, now=now, lapsed=lapsed)]
    parts = waiting.state_parts(jobs, ReviewState.WAITING, lapsed)
    return [part.exclude(pk__in=had) for part in parts] if had else parts
