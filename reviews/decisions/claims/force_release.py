"""Claimed jobs go back to their queues at once: an admin frees them, or their holder signs out.

What the holders decided so far stays.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from reviews import audit
from reviews.access import permissions
from reviews.decisions.claims import lease
from reviews.models import Job, Review, Reviewer
from reviews.models.job_queryset import JobQuerySet
from reviews.models.review import ReviewQuerySet
from reviews.vocabulary import ReviewOutcome, ReviewState


@transaction.atomic
def force_release_jobs(job_ids: Iterable[int], *, by: Reviewer, now: datetime) -> list[Review]:
    """End the claims on the jobs; the ended reviews, reviewer loaded. Jobs that nobody holds are passed over.

    Audit: ``claim.freed`` for each. Errors: NotAllowed (Act.MANAGE).
    """
    permissions.require(by, permissions.Permission.MANAGE)
    jobs = Job.objects.filter(pk__in=list(job_ids), review_state=ReviewState.CLAIMED)
    return _audit_forced(_end_reviews(jobs, Review.objects.active(), now), by, now)


@transaction.atomic
def force_release_reviewer(person: Reviewer, *, by: Reviewer, now: datetime) -> list[Review]:
    """The same for every job that `person` holds."""
    permissions.require(by, permissions.Permission.MANAGE)
    held = Review.objects.active().filter(reviewer=person)
    return _audit_forced(_end_reviews(_jobs_of_reviews(held), held, now), by, now)


@transaction.atomic
def release_all_own(*, by: Reviewer, now: datetime) -> int:
    """Give back every job that `by` holds, as by hand; how many. Whoever holds a claim may end it, whatever role.

    Audit: ``claim.released`` for each.
    """
    held = Review.objects.active().filter(reviewer=by)
    reviews = _end_reviews(_jobs_of_reviews(held), held, now)
    for review in reviews:
        audit.record("claim.released", by=by, now=now, subject=review, job_id=review.job_id, fence=review.fence)
    return len(reviews)


def release_untouched(*, by: Reviewer, since: datetime, now: datetime) -> int:
    """Give back the jobs that `by` claimed at or after `since` and has decided nothing in; how many.

    In the caller's transaction. Audit: ``claim.released`` for each.
    """
    held = Review.objects.active().filter(reviewer=by, claimed_at__gte=since, decisions__isnull=True)
    reviews = _end_reviews(_jobs_of_reviews(held), held, now)
    for review in reviews:
        audit.record("claim.released", by=by, now=now, subject=review, job_id=review.job_id, fence=review.fence)
    return len(reviews)


def _jobs_of_reviews(held: ReviewQuerySet) -> JobQuerySet:
    return Job.objects.filter(pk__in=list(held.values_list("job_id", flat=True)))


def _audit_forced(reviews: list[Review], by: Reviewer, now: datetime) -> list[Review]:
    for review in reviews:
        facts = {"fence": review.fence, "holder": review.reviewer_id}
        audit.record("claim.freed", by=by, now=now, subject=review, job_id=review.job_id, **facts)
    return reviews


def _end_reviews(jobs: JobQuerySet, held: ReviewQuerySet, now: datetime) -> list[Review]:
    # Locked in the order of their ids, as everybody locks several jobs; then asked again under the lock.
    locked = [job.pk for job in lease.lockable_jobs(jobs).order_by("id")]
    reviews = list(held.select_related("reviewer").filter(job_id__in=locked).order_by("job_id")) if locked else []
    for review in reviews:
        lease.end_review(review, ReviewOutcome.RELEASED, now)
    Job.objects.filter(pk__in=[review.job_id for review in reviews]).update(review_state=ReviewState.WAITING)
    return reviews
