"""Jobs that people want asked about again, due or not, given up or lost."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from reviews import audit
from reviews.models import Job, Reviewer


def why_not(job: Job, now: datetime) -> str:
    """Why the job (account loaded) is not asked about again now, as a sentence; empty when it would be."""
    if not job.account.is_active:
        return _("Its account is not active.")
    if job.sync_lease_until and job.sync_lease_until >= now:
        return _("A worker is querying it right now.")
    return ""


@transaction.atomic
def repoll_jobs(job_ids: Iterable[int], *, by: Reviewer, now: datetime) -> int:
    """Make the jobs due at `now` and forget their failures, so that parked and lost ones are tried too; how many.

    Jobs with a `refusal` are passed over. What is stored of them stays. Audit: ``jobs.repolled``.
    """
    free = Q(sync_lease_until__isnull=True) | Q(sync_lease_until__lt=now)
    jobs = Job.objects.filter(free, pk__in=list(job_ids), account__is_active=True)
    ids = sorted(jobs.values_list("pk", flat=True))
    # The lease is asked again in the write: a worker may have taken a job since.
    asked = Job.objects.filter(free, pk__in=ids).update(next_poll_at=now, sync_attempts=0, sync_failures=0)
    if asked:
        audit.record("jobs.repolled", by=by, now=now, jobs=list(ids), count=asked)
    return asked
