"""The right to take one step of one job: a conditional update, committed before anything else happens."""

from datetime import datetime, timedelta

import msgspec
from django.db.models import F, Q

from reviews.models import Job
from reviews.models.job_queryset import JobQuerySet

# Longer than one call's total deadline (20 s) plus storing a large answer; renewed before every page.
LEASE_LENGTH = timedelta(seconds=60)


class StaleFence(Exception):
    """Another worker took the job over; whatever this one has must not be written."""


class Lease(msgspec.Struct, frozen=True):
    """`silent` counts the steps begun, this one too, since a step last came to any end."""

    job_id: int
    fence: int
    unfinished_attempts: int


def acquire(job_id: int, now: datetime) -> Lease | None:
    """Take the lease and count the step. None when somebody else holds it, or the job is gone."""
    free = Q(sync_lease_until__isnull=True) | Q(sync_lease_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id).update(
        sync_lease_until=now + LEASE_LENGTH, sync_fence=F("sync_fence") + 1, sync_attempts=F("sync_attempts") + 1
    )
    if not taken:
        return None
    job = Job.objects.only("sync_fence", "sync_attempts", "sync_failures").get(pk=job_id)
    return Lease(job_id, job.sync_fence, job.sync_attempts - job.sync_failures)


def renew(lease: Lease, now: datetime) -> None:
    """Hold on for another page. Errors: StaleFence when somebody took over."""
    if not held_job(lease).update(sync_lease_until=now + LEASE_LENGTH):
        raise StaleFence(f"Job {lease.job_id} was taken over by another worker after fence {lease.fence}.")


def held_job(lease: Lease) -> JobQuerySet:
    """The job as a queryset, empty once the fence moved on: every write of a step goes through it."""
    return Job.objects.filter(pk=lease.job_id, sync_fence=lease.fence)
