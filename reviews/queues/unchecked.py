"""Jobs that no machine checked: why not, and how they end without a verdict."""

from dataclasses import dataclass
from datetime import datetime

from reviews import audit
from reviews.models import Job, Reviewer
from reviews.queues import routing
from reviews.vocabulary import CloseReason, ReviewState


@dataclass(frozen=True)
class CheckFailure:
    """Why a video could not be checked, in the provider's words or those of our last query; empty where none are."""

    code: str
    message: str
    request_id: str


def check_failure(job: Job) -> CheckFailure:
    """Return the provider's code, reason and request id; when it gave no reason, what our query of it met."""
    if job.error_code or job.error_message:
        return CheckFailure(job.error_code, job.error_message, job.request_id)
    return CheckFailure(job.sync_error_code, job.sync_error, job.request_id)


def may_be_put_back(job: Job) -> bool:
    """Whether a closed job may come back: not while the same video runs as another job."""
    return job.review_state == ReviewState.CLOSED and not job.sent_again_as.exists()


def close_unchecked(job: Job, reason: CloseReason, *, by: Reviewer | None, now: datetime) -> None:
    """End a closable job without a verdict; the caller holds its row. Audit: ``job.closed``."""
    failure = check_failure(job)
    job.review_state, job.close_reason, job.closed_at, job.closed_by = ReviewState.CLOSED, reason, now, by
    job.version += 1
    job.save(update_fields=["review_state", "close_reason", "closed_at", "closed_by", "version"])
    audit.record(
        "job.closed", by=by, now=now, subject=job, job_id=job.pk, reason=reason.value, code=failure.code,
        request_id=failure.request_id,
    )  # fmt: skip


def put_back_closed(job: Job, *, by: Reviewer | None, now: datetime, why: str = "") -> None:
    """Return a closed job to where it stood; the caller holds its row. Audit: ``job.put_back``."""
    job.review_state, job.close_reason, job.closed_at, job.closed_by = ReviewState.UNCHECKED, "", None, None
    job.version += 1
    job.save(update_fields=["review_state", "close_reason", "closed_at", "closed_by", "version"])
    routing.route_job(job, now=now)
    audit.record("job.put_back", by=by, now=now, subject=job, job_id=job.pk, why=why)
