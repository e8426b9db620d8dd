"""Who opened which video: one audit entry per person, job and hour, not one per byte range."""

from datetime import datetime, timedelta

from django.db import transaction

from reviews import audit
from reviews.models import AuditEntry, Job, Reviewer

ACTION = "media.opened"
EVERY = timedelta(hours=1)


def opened(job: Job, *, by: Reviewer, now: datetime) -> None:
    """Note that `by` opens the job's video now."""
    # Asked by subject: entries about the job itself are few, those of all its decisions are not.
    about_job = AuditEntry.objects.filter(subject="job", subject_id=job.pk)
    known = about_job.filter(action=ACTION, actor_id=by.pk, at__gt=now - EVERY)
    if known.exists():
        return
    with transaction.atomic():
        Job.objects.select_for_update().filter(pk=job.pk).first()  # a player sends its first ranges at once
        if not known.all().exists():
            audit.record(ACTION, by=by, now=now, subject=job, job_id=job.pk)
