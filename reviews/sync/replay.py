"""Stored payloads through the normaliser again: how a mended normaliser reaches old jobs, without a call out."""

from datetime import datetime

from django.db.models import Max

from reviews.models import Job, Payload
from reviews.providers import registry
from reviews.providers.errors import ProviderError
from reviews.sync import lease, pages, store
from reviews.sync.lease import StaleFence
from reviews.sync.step import StepResult, StepStatus


def replay_payloads(job_id: int, *, now: datetime) -> StepResult:
    """Normalise and store the newest complete reading of the job again.

    Decisions stay; findings change where the normaliser now reads them differently. A body that cannot be read leaves
    the rows alone. Errors: Job.DoesNotExist.
    """
    job = Job.objects.select_related("account").get(pk=job_id)
    bodies = _newest_bodies(job_id)
    if not bodies:
        return StepResult(StepStatus.FAILED, "No complete payload is stored for this job, so it cannot be read again.")
    held = lease.acquire(job_id, now)
    if held is None:
        return StepResult(StepStatus.BUSY, "Another worker is processing this job.")
    try:
        result = registry.get(job.account.provider).normalise(bodies)
        change = store.store_result(job, result, payload_sha256=pages.digest_pages(bodies), now=now, fence=held.fence)
    except StaleFence as stale:
        return StepResult(StepStatus.STALE, str(stale))
    except ProviderError as error:
        lease.held_job(held).update(sync_lease_until=None, sync_attempts=job.sync_attempts)
        return StepResult(StepStatus.FAILED, str(error))
    ending = StepStatus.FINISHED if result.state.is_final else StepStatus.RUNNING
    return StepResult(ending, "Evidence changed." if change.is_any else "Nothing changed.")


def _newest_bodies(job_id: int) -> list[bytes]:
    complete = Payload.objects.filter(job_id=job_id, is_last=True).aggregate(newest=Max("run"))["newest"]
    return [page.body for page in Payload.objects.filter(job_id=job_id, run=complete).order_by("page_number")]
