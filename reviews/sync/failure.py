"""What a failed step leaves behind on its job: an error people can read, and when to try again."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from reviews.models import Job
from reviews.providers.errors import (
    AuthenticationFailed,
    ConfigurationError,
    ProviderError,
    Throttled,
    UnknownJob,
)
from reviews.queues import routing
from reviews.redaction import get_public_text
from reviews.sync import backoff, health, lease, store
from reviews.sync.lease import Lease
from reviews.sync.step import StepResult, StepStatus
from reviews.vocabulary import JobState, Suggestion

logger = logging.getLogger(__name__)
UNKNOWN_JOB = "unknown_job"


def record_failure(job: Job, held: Lease, error: ProviderError, now: datetime) -> StepResult:
    """Free the job and say when it is tried again. The last good findings stay as they are."""
    until = health.record_failure(job.account, error, now)
    if isinstance(error, AuthenticationFailed | ConfigurationError | Throttled):
        return postpone_step(job, held, until or now + backoff.ACCOUNT_PROBE_INTERVAL, error)
    if isinstance(error, UnknownJob):
        return _record_unknown_job(job, held, error, now)
    failures = job.sync_failures + 1
    if not error.retryable:
        return _end_step(job, held, StepStatus.PARKED, failures, backoff.PARKED_PROBE_INTERVAL, error, now)
    if failures >= backoff.PARK_AFTER_FAILURES:
        return _end_step(job, held, StepStatus.PARKED, failures, backoff.PARKED_PROBE_INTERVAL, error, now)
    return _end_step(job, held, StepStatus.FAILED, failures, backoff.retry_delay(failures), error, now)


def postpone_step(job: Job, held: Lease, until: datetime, error: Exception) -> StepResult:
    """The account rests; the job did nothing wrong and only waits. Its tries are not counted."""
    code = getattr(error, "code", "") or "waiting"
    _update_held(held, next_poll_at=until, sync_attempts=job.sync_failures, sync_error_code=code, sync_error=str(error))
    is_trouble = isinstance(error, ProviderError) and not isinstance(error, Throttled)
    return StepResult(StepStatus.FAILED if is_trouble else StepStatus.WAITING, str(error))


def park_unfinished(job: Job, held: Lease, now: datetime) -> StepResult:
    """Step after step began and none came to an end: the job kills its worker, so nobody may take it again."""
    message = (
        f"{backoff.PARK_AFTER_UNFINISHED} steps were started and none finished. the answer of this job seems to stop "
        f"the worker. Try it alone with: manage.py sync --job {job.pk}"
    )
    _update_held(held, next_poll_at=None, sync_error_code="poison", sync_error=message, **_given_up(job, now))
    logger.error("Job %s is parked: %s", job.pk, message)
    return StepResult(StepStatus.PARKED, message)


def record_crash(job: Job, held: Lease, error: Exception, now: datetime) -> StepResult:
    """A fault of ours: logged whole, tried again like a provider's fault, parked after the same number of tries."""
    logger.exception("Job %s: a step failed with an internal error", job.pk, exc_info=error)
    failures = job.sync_failures + 1
    parked = failures >= backoff.PARK_AFTER_FAILURES
    wait = backoff.PARKED_PROBE_INTERVAL if parked else backoff.retry_delay(failures)
    wrapped = ProviderError(f"{type(error).__name__} (internal error). See the log for details.", code="internal_error")
    return _end_step(job, held, StepStatus.PARKED if parked else StepStatus.FAILED, failures, wait, wrapped, now)


def _record_unknown_job(job: Job, held: Lease, error: UnknownJob, now: datetime) -> StepResult:
    """Three tries over an hour; then the job is lost at the provider, and what we hold stays reviewable."""
    failures = job.sync_failures + 1 if job.sync_error_code == UNKNOWN_JOB else 1
    if failures < backoff.LOST_AFTER:
        return _end_step(
            job, held, StepStatus.FAILED, failures, backoff.UNKNOWN_JOB_INTERVAL, error, now, code=UNKNOWN_JOB
        )
    message = f"The provider no longer has this job: {get_public_text(str(error))}"
    # What already ended stays as it ended: a provider forgets old jobs, and what we hold of them is complete.
    is_known = JobState(job.state).is_final
    state = job.state if is_known else JobState.LOST
    unchecked = not is_known and store.is_unchecked(JobState.LOST, asks_for_look=_asks_for_look(job))
    desk = _given_up(job, now) if unchecked else store.ready_values(job, now)
    _update_held(
        held, state=state, next_poll_at=None, sync_attempts=failures, sync_failures=failures,
        sync_error_code=UNKNOWN_JOB, sync_error=message, **desk,
    )  # fmt: skip
    logger.warning("Job %s is lost: %s", job.pk, message)
    return StepResult(StepStatus.LOST, message)


def _end_step(
    job: Job,
    held: Lease,
    ending: StepStatus,
    failures: int,
    wait: timedelta,
    error: Exception,
    now: datetime,
    code: str = "",
) -> StepResult:
    message = get_public_text(str(error))
    if ending == StepStatus.PARKED:
        message = f"Failed after {failures} attempts. It is queried again every few hours: {message}"
    parked = _given_up(job, now) if ending == StepStatus.PARKED else {}
    _update_held(
        held,
        **parked,
        next_poll_at=now + wait,
        sync_attempts=failures,
        sync_failures=failures,
        sync_error_code=code or getattr(error, "code", "") or type(error).__name__,
        sync_error=message,
    )
    logger.warning("Job %s %s: %s", job.pk, ending.value, message)
    return StepResult(ending, message)


def _asks_for_look(job: Job) -> bool:
    return bool(job.block_count or job.review_count) or job.suggestion in (Suggestion.BLOCK, Suggestion.REVIEW)


def _given_up(job: Job, now: datetime) -> dict[str, Any]:
    """A job that is given up before any answer: nobody checked it, and people must see that."""
    values = store.unchecked_values(job, now)
    return {"is_unchecked": True, **values} if values else {}


def _update_held(held: Lease, **values: Any) -> None:
    values["sync_error_code"] = str(values["sync_error_code"])[:100]
    values["sync_error"] = get_public_text(str(values["sync_error"]))[:500]
    with transaction.atomic():
        if not lease.held_job(held).update(sync_lease_until=None, **values):
            logger.warning("Job %s: fence %s is stale, the failure was not written.", held.job_id, held.fence)
        elif "review_state" in values:
            routing.route_job(Job.objects.get(pk=held.job_id), now=values["media_next_try_at"])
