"""The jobs that a person holds: one at a time, and a second one only when it is asked for in so many words."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from reviews.access import permissions
from reviews.access.errors import Conflict
from reviews.decisions.claims import lease
from reviews.models import Job, Review, Reviewer
from reviews.models.review import ReviewQuerySet
from reviews.vocabulary import ReviewState

MAX_LOOKED_AT = 5  # of a person's claims, the last renewed first; more than one is rare


def lock_person(by: Reviewer) -> None:
    """Lock the row of `by` until the transaction ends, so that two requests at once cannot claim a job each.

    Locked before any job, as everywhere. SQLite needs none: every transaction there begins IMMEDIATE.
    """
    if connection.features.has_select_for_update:
        list(Reviewer.objects.filter(pk=by.pk).select_for_update(no_key=True).values_list("pk"))


def live_reviews(by: Reviewer, *, now: datetime) -> ReviewQuerySet:
    """The claims of `by` whose lease runs, the oldest first, with their jobs."""
    live = Review.objects.held(now).filter(reviewer=by)
    return live.select_related("job").order_by("claimed_at", "id")


def require_no_other(job_id: int, *, by: Reviewer, now: datetime, since: datetime | None = None) -> None:
    """Refuse a second job: `by` holds another one, claimed at or after `since` where that is given.

    Errors: Conflict ``already_holding`` (context jobs: id, external_id, until).
    """
    others = live_reviews(by, now=now).exclude(job_id=job_id)
    held = list(others.filter(claimed_at__gte=since) if since else others)
    if not held:
        return
    raise Conflict(
        "already_holding",
        _("You hold another job: %(job)s, until %(until)s UTC. Continue with it, or confirm that you want both.")
        % {"job": held[0].job.external_id, "until": f"{held[0].lease_until:%H:%M}"},
        field="hold_another",
        jobs=[
            {"id": review.job_id, "external_id": review.job.external_id, "until": review.lease_until} for review in held
        ],
    )


def continue_held(*, by: Reviewer, now: datetime, skip_job_id: int | None = None) -> Review | None:
    """The claim that `by` goes on with, its lease renewed: a running one, else one that ended and nobody took since.

    None when `by` holds nothing. The caller's transaction locks the job. One query more for who holds nothing.
    """
    own = Review.objects.active().filter(reviewer=by).exclude(job_id=skip_job_id or 0)
    for job_id in own.order_by("-lease_until", "id").values_list("job_id", flat=True)[:MAX_LOOKED_AT]:
        jobs = Job.objects.filter(pk=job_id, review_state=ReviewState.CLAIMED)
        job = lease.lockable_jobs(jobs).first()
        held = lease.active_review(job) if job and permissions.is_visible(job, by) else None
        if held and held.reviewer_id == by.pk:
            return lease.extend(held, now)
    return None
