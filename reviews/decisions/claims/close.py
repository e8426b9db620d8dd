"""A job that no machine checked ends without a verdict, because of a technical problem, or comes back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reviews import audit
from reviews.access import closable, permissions
from reviews.access.errors import Conflict
from reviews.decisions.claims import lease
from reviews.models import Job, Reviewer
from reviews.queues import unchecked
from reviews.vocabulary import CloseReason, ReviewOutcome, ReviewState


@transaction.atomic
def report_technical_problem(job_id: int, *, by: Reviewer, now: datetime) -> Job:
    """Close the job without a verdict; a claim of `by` on it ends. Audit: ``job.closed``.

    Errors: NotAllowed, NotFound; Conflict ``claim_held`` (somebody else reviews it), ``already_closed``,
    ``was_checked`` (there is something to judge).
    """
    permissions.require(by, permissions.Permission.REVIEW)
    job = lease.lock_job(job_id, by=by)
    _free_own_claim(job, by=by, now=now)
    closable.require_closable(job)
    unchecked.close_unchecked(job, CloseReason.TECHNICAL_PROBLEM, by=by, now=now)
    return job


@transaction.atomic
def put_back(job_id: int, *, by: Reviewer, now: datetime) -> Job:
    """Return a closed job to its queue. Audit: ``job.put_back``.

    Errors: NotAllowed, NotFound; Conflict ``not_closed`` (also when the video runs as another job).
    """
    permissions.require(by, permissions.Permission.REVIEW)
    job = lease.lock_job(job_id, by=by)
    if not unchecked.may_be_put_back(job):
        raise Conflict("not_closed", _("This job is not closed, or its video was sent again. Reload the page."))
    unchecked.put_back_closed(job, by=by, now=now)
    return job


@transaction.atomic
def free_own_claim(job_id: int, *, by: Reviewer, now: datetime) -> None:
    """End the claim of `by`, if any, on a job that no machine checked, so that it can be closed. Errors: NotFound."""
    _free_own_claim(lease.lock_job(job_id, by=by), by=by, now=now)


def _free_own_claim(job: Job, *, by: Reviewer, now: datetime) -> None:
    if not job.is_unchecked or job.review_state != ReviewState.CLAIMED:
        return
    held = lease.active_review(job)
    if held is None or held.reviewer_id != by.pk:
        return
    lease.end_review(held, ReviewOutcome.RELEASED, now)
    audit.record("claim.released", by=by, now=now, subject=held, job_id=job.pk, fence=held.fence)
    job.review_state = ReviewState.WAITING
    job.save(update_fields=["review_state"])
