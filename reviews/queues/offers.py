"""Which waiting jobs a person may take now: one definition for what is offered, counted and listed.

A job waits when nobody holds it (`waiting.py`). It is not offered to who has handed it on and to who skipped it lately;
a job that a lead was asked about is offered to leads only.
`NOT_HAD_SQL` says so of one job, for the statements that hand out the next one; `jobs_not_offered` lists the same jobs
from the person's side, by indexes, since a queue may be long. `tests/domain/test_offers.py` compares both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet, Value

from reviews.models import Job, Review, Reviewer
from reviews.models.job_queryset import JobQuerySet
from reviews.queues import waiting
from reviews.vocabulary import ReviewOutcome, ReviewStage, ReviewState, Suggestion

SKIP_LASTS = timedelta(hours=12)

# A subquery with a limit is never turned into a join, which would read every review of the person.
NOT_HAD_SQL = """(j.stage <> 'lead' OR %(is_lead)s = 1) AND (
    SELECT 1 FROM reviews_review had WHERE had.job_id = j.id AND had.reviewer_id + 0 = %(by)s
    AND (had.outcome IN ('submitted', 'asked_lead')
         OR (had.outcome = 'skipped' AND had.ended_at > %(skipped_after)s)) LIMIT 1
    ) IS NULL"""


class Hidden(StrEnum):
    """Why a waiting job is not offered to a person, what weighs most first."""

    JUDGED = "judged"  # they handed it on: to the second look, or to a lead
    FOR_LEADS = "for_leads"  # a lead was asked, and they are none
    SKIPPED = "skipped"


@dataclass(frozen=True)
class NotOffered:
    """A waiting job that the person is not offered, and why."""

    job_id: int
    queue_id: int | None
    why: Hidden


def jobs_not_offered(
    person: Reviewer,
    *,
    now: datetime,
    lapsed: Iterable[int],
    queue_ids: Iterable[int] | None = None,
    is_lead: bool = False,
) -> list[NotOffered]:
    """Waiting jobs (of these queues) that `person` handed on or skipped lately, and leads' jobs unless `is_lead`.

    One query, however long the queues. A submitted review of a job that waits has escalated it: every other verdict
    settles, and who reopens a job takes its last review back. So the many other reviews of the person are not looked
    at.
    """
    lapsed = list(lapsed)
    theirs = Review.objects.filter(reviewer=person).order_by()
    for_leads = Job.objects.filter(stage=ReviewStage.LEAD).order_by()
    if queue_ids is not None:
        ids = list(queue_ids)
        theirs, for_leads = theirs.filter(job__queue_id__in=ids), for_leads.filter(queue_id__in=ids)
    waits = Q(job__review_state=ReviewState.WAITING) | Q(job_id__in=lapsed)

    def told(rows: QuerySet[Review], why: Hidden) -> QuerySet[Review, tuple[Any, ...]]:
        return rows.filter(waits).values_list("job_id", "job__queue_id", Value(why.value))

    rows: list[QuerySet[Any, tuple[Any, ...]]] = [
        told(theirs.filter(outcome=ReviewOutcome.ASKED_LEAD), Hidden.JUDGED),
        told(theirs.filter(outcome=ReviewOutcome.SKIPPED, ended_at__gt=now - SKIP_LASTS), Hidden.SKIPPED),
    ]
    escalated = told(theirs.filter(outcome=ReviewOutcome.SUBMITTED, verdict=Suggestion.REVIEW), Hidden.JUDGED)
    if not is_lead:
        asked = for_leads.filter(Q(review_state=ReviewState.WAITING) | Q(pk__in=lapsed))
        rows.append(asked.values_list("pk", "queue_id", Value(Hidden.FOR_LEADS.value)))
    found: dict[int, NotOffered] = {}
    weights = list(Hidden)
    for job_id, queue_id, word in escalated.union(*rows, all=True).order_by():
        why = Hidden(word)
        if job_id not in found or weights.index(why) < weights.index(found[job_id].why):
            found[job_id] = NotOffered(job_id, queue_id, why)
    return list(found.values())


def offered_parts(jobs: JobQuerySet, person: Reviewer, *, now: datetime, is_lead: bool = False) -> list[JobQuerySet]:
    """`jobs` that `person` may take now, as selections that each have an index."""
    lapsed = waiting.lapsed_job_ids(now)
    had = [one.job_id for one in jobs_not_offered(person, now=now, lapsed=lapsed, is_lead=is_lead)]
    parts = waiting.state_parts(jobs, ReviewState.WAITING, lapsed)
    return [part.exclude(pk__in=had) for part in parts] if had else parts
