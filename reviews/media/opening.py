"""Who opened which video: one audit entry per person, job and hour, not one per byte range."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction

from reviews import audit
from reviews.models import AuditEntry, Job, Reviewer

ACTION = "media.opened"
EVERY = timedelta(hours=1)


def opened(job: Job, *, by: Reviewer, now: datetime) -> None:
    """Note that `by` opens the job's video now."""
    # The cache only spares the look-up: losing it costs a query, never an entry.
    key = f"{ACTION}:{job.pk}:{by.pk}:{now:%Y%m%d%H}"
    if cache.get(key):
        return
    with transaction.atomic():
        known = AuditEntry.objects.filter(job_id=job.pk, action=ACTION, actor_id=by.pk, at__gt=now - EVERY)
        if not known.exists():
            audit.record(ACTION, by=by, now=now, subject=job, job_id=job.pk)
    cache.set(key, True, EVERY.total_seconds())
