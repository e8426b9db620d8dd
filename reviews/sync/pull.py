"""One step of one job: lease it, ask the provider, keep the answer, bring the rows in line."""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import msgspec
from django.db import transaction

from reviews import accounts
from reviews.models import Job
from reviews.providers.base import Provider
from reviews.providers.errors import ProviderError
from reviews.providers.results import JobResult
from reviews.sync import backoff, failure, health, lease, outbox, pages, store
from reviews.sync.evidence import Change
from reviews.sync.lease import Lease, StaleFence
from reviews.sync.rate import RateUsedUp
from reviews.sync.step import StepClock, StepResult, StepStatus
from reviews.vocabulary import JobState

logger = logging.getLogger(__name__)


def pull_job(job_id: int, *, now: datetime, client: Provider | None = None) -> StepResult:
    """Read the job at its provider once and store what it says. Never raises for what a provider does.

    The step is counted and committed before the call out, so a step that kills its worker is known. The answer is
    stored raw, page by page, before it is understood; a failed step leaves the last good findings alone.
    Errors: Job.DoesNotExist.
    """
    job = Job.objects.select_related("account").get(pk=job_id)
    if not health.admit_call(job.account, now):
        return StepResult(StepStatus.WAITING, f"Account {job.account.name} is paused: {job.account.last_error}")
    held = lease.acquire(job_id, now)
    if held is None:
        return StepResult(StepStatus.BUSY, "Another worker is processing this job.")
    # Read again: what the step decides on must not be older than its lease.
    job = Job.objects.select_related("account").get(pk=job_id)
    if held.unfinished_attempts > backoff.PARK_AFTER_UNFINISHED:
        return failure.park_unfinished(job, held, now)
    return _step(job, held, client, StepClock(now))


def _step(job: Job, held: Lease, client: Provider | None, clock: StepClock) -> StepResult:
    try:
        return _fetch_and_store(job, held, client or accounts.client_for(job.account), clock)
    except StaleFence as stale:
        logger.warning("%s", stale)
        return StepResult(StepStatus.STALE, str(stale))
    except RateUsedUp as full:
        return failure.postpone_step(job, held, full.until, full)
    except ProviderError as error:
        return failure.record_failure(job, held, error, clock.now())
    except Exception as error:  # the last line of defence of an unattended worker; logged whole in there
        return failure.record_crash(job, held, error, clock.now())


def _fetch_and_store(job: Job, held: Lease, provider: Provider, clock: StepClock) -> StepResult:
    # A provider may go backwards: what was once ready was final, whatever the state says since.
    was_final = JobState(job.state).is_final or job.ready_at is not None
    run = pages.fetch_pages(job, held, provider, clock)
    health.record_success(job.account, clock.now())
    result, change = store_run(job, held, provider, run, clock, was_final=was_final)
    ending = StepStatus.FINISHED if result.state.is_final else StepStatus.RUNNING
    return StepResult(ending, _sentence(job, len(run.bodies), change.is_any))


def store_run(
    job: Job, held: Lease, provider: type[Provider] | Provider, run: pages.PageRun, clock: StepClock, *, was_final: bool
) -> tuple[JobResult, Change]:
    """Stored pages -> result -> rows. Errors: BadAnswer, StaleFence; then nothing is written."""
    with _collector_paused():
        result = provider.normalise(run.bodies)
        if run.warnings:
            result = msgspec.structs.replace(result, warnings=(*result.warnings, *run.warnings))
        sha256 = pages.digest_pages(run.bodies)
        with transaction.atomic():
            change = store.store_result(job, result, payload_sha256=sha256, now=clock.now(), fence=held.fence)
            pages.prune_runs(job.pk, held.fence, was_final=was_final)
            if not was_final:
                outbox.link_listed_job(job, clock.now())
    return result, change


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A big answer is a hundred thousand live objects and no garbage: looking for some costs a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _sentence(job: Job, page_count: int, is_changed: bool) -> str:
    pages_text = "1 page" if page_count == 1 else f"{page_count} pages"
    news = "" if is_changed else ", nothing new"
    return f"{job.state} {job.suggestion or '-'}, {job.findings_count} findings, {pages_text}{news}"
