"""One step of one job: lease it, ask the provider, keep the answer, bring the rows in line."""

import logging
from datetime import datetime

import msgspec
from django.db import transaction

from reviews import accounts
from reviews.models import Job
from reviews.providers.base import Provider
from reviews.providers.errors import ProviderError
from reviews.sync import backoff, failure, health, lease, pages, store
from reviews.sync.lease import Lease, StaleFence
from reviews.sync.outcome import Ending, Outcome
from reviews.sync.rate import RateUsedUp
from reviews.sync.stopwatch import Stopwatch
from reviews.vocabulary import JobState

logger = logging.getLogger(__name__)


def pull(job_id: int, *, now: datetime, client: Provider | None = None) -> Outcome:
    """Read the job at its provider once and store what it says. Never raises for what a provider does.

    The step is counted and committed before the call out, so a step that kills its worker is known. The answer is
    stored raw, page by page, before it is understood; a failed step leaves the last good findings alone.
    Errors: Job.DoesNotExist.
    """
    job = Job.objects.select_related("account").get(pk=job_id)
    if not health.admit(job.account, now):
        return Outcome(Ending.WAITING, f"Account {job.account.name} is paused: {job.account.last_error}")
    held = lease.take(job_id, now)
    if held is None:
        return Outcome(Ending.BUSY, "Another worker has this job.")
    # Read again: what the step decides on must not be older than its lease.
    job = Job.objects.select_related("account").get(pk=job_id)
    if held.silent > backoff.PARK_AFTER_SILENCE:
        return failure.park_silent(job, held)
    return _step(job, held, client, Stopwatch(now))


def _step(job: Job, held: Lease, client: Provider | None, clock: Stopwatch) -> Outcome:
    try:
        return _read(job, held, client or accounts.client(job.account), clock)
    except StaleFence as stale:
        logger.warning("%s", stale)
        return Outcome(Ending.STALE, str(stale))
    except RateUsedUp as full:
        return failure.later(job, held, full.until, full)
    except ProviderError as error:
        return failure.record(job, held, error, clock.moment())
    except Exception as error:  # the last line of defence of an unattended worker; logged whole in there
        return failure.crashed(job, held, error, clock.moment())


def _read(job: Job, held: Lease, provider: Provider, clock: Stopwatch) -> Outcome:
    was_final = JobState(job.state).is_final
    run = pages.fetch(job, held, provider, clock)
    health.succeeded(job.account, clock.moment())
    result = provider.normalise(run.bodies)
    if run.warnings:
        result = msgspec.structs.replace(result, warnings=(*result.warnings, *run.warnings))
    with transaction.atomic():
        change = store.store(job, result, payload_sha256=pages.digest(run.bodies), now=clock.moment(), fence=held.fence)
        pages.prune(job.pk, held.fence, was_final=was_final)
    ending = Ending.FINISHED if result.state.is_final else Ending.RUNNING
    return Outcome(ending, _sentence(job, len(run.bodies), change.is_any))


def _sentence(job: Job, page_count: int, is_changed: bool) -> str:
    pages_text = "1 page" if page_count == 1 else f"{page_count} pages"
    news = "" if is_changed else ", nothing new"
    return f"{job.state} {job.suggestion or '-'}, {job.findings_count} findings, {pages_text}{news}"
