"""Which jobs wait and which are held at a moment: a claim whose lease ended, or whose holder is switched off, is none.

The column `review_state` still says claimed until somebody takes such a job, so that its holder may go on with it.
Lists and counts therefore ask here. Lapsed claims are few: their ids are read first, and what has none asks as before.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Q, When

from reviews.models import Job, Review
from reviews.models.job_queryset import JobQuerySet
from reviews.vocabulary import ReviewState


def lapsed_job_ids(now: datetime) -> list[int]:
    """Ids of claimed jobs that nobody holds."""
    return list(
        Review.objects.lapsed(now).filter(job__review_state=ReviewState.CLAIMED).values_list("job_id", flat=True)
    )


def jobs_in_state(jobs: JobQuerySet, state: str, lapsed: Iterable[int]) -> JobQuerySet:
    """`jobs` that are in the review state now; `lapsed` are the ids of `lapsed_job_ids`."""
    ids = list(lapsed)
    if state == ReviewState.WAITING and ids:
        return jobs.filter(Q(review_state=state) | Q(pk__in=ids))
    found = jobs.filter(review_state=state)
    return found.exclude(pk__in=ids) if state == ReviewState.CLAIMED and ids else found


def state_parts(jobs: JobQuerySet, state: str, lapsed: Iterable[int]) -> list[JobQuerySet]:
    """The same as one selection that has an index, perhaps with one that names its few jobs; they share none."""
    ids = list(lapsed)
    if state == ReviewState.WAITING and ids:
        return [jobs.filter(review_state=state), jobs.filter(pk__in=ids)]
    return [jobs_in_state(jobs, state, ids)]


def state_now(job: Job, claim: Review | None, now: datetime) -> str:
    """The review state as people see it; `claim` is the job's active review with its reviewer, if there is one."""
    is_lapsed = job.review_state == ReviewState.CLAIMED and claim is not None and not claim.is_held(now)
    return ReviewState.WAITING.value if is_lapsed else job.review_state


def annotate_lapsed(jobs: JobQuerySet, now: datetime) -> JobQuerySet:
    """`jobs`, each of which knows by `is_lapsed` whether its claim has lapsed: for `annotated_state`."""
    lapsed = Exists(Review.objects.lapsed(now).filter(job=OuterRef("pk")))
    return jobs.annotate(is_lapsed=Case(When(review_state=ReviewState.CLAIMED, then=lapsed), default=False))


def annotated_state(job: Job) -> str:
    """The review state as people see it, of a job out of `annotate_lapsed`."""
    return ReviewState.WAITING.value if getattr(job, "is_lapsed", False) else job.review_state
