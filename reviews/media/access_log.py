"""Who opened which video or its stills: one audit entry per person, job and hour, not one per byte range or picture."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from reviews import audit
from reviews.models import AuditEntry, Job, Reviewer

ACTION = "media.opened"
STILLS_ACTION = "stills.opened"
RECORDED_ONCE_IN = timedelta(hours=1)
MAX_REMEMBERED = 5000


class _MediaView(NamedTuple):
    action: str
    job_id: int
    job_created_at: datetime  # ids come again when a database is put back
    person_id: int


# What this process knows to be in the trail, and when; only entries that are committed. A player asks for ranges
# again and again, and each would ask the trail.
_recorded: dict[_MediaView, datetime] = {}


def record_media_view(job: Job, *, by: Reviewer, now: datetime, action: str = ACTION) -> None:
    """Note that `by` opens the job's video now; its stills with STILLS_ACTION."""
    opening = _MediaView(action, job.pk, job.created_at, by.pk)
    if (before := _recorded.get(opening)) and now - RECORDED_ONCE_IN < before <= now:
        return
    # Asked by subject: entries about the job itself are few, those of all its decisions are not.
    about_job = AuditEntry.objects.filter(subject="job", subject_id=job.pk)
    known = about_job.filter(action=action, actor_id=by.pk, at__gt=now - RECORDED_ONCE_IN).values_list("at", flat=True)
    at = known.first()
    if at is None:
        with transaction.atomic():
            Job.objects.select_for_update().filter(pk=job.pk).first()  # a player sends its first ranges at once
            if not known.all().exists():
                audit.record(action, by=by, now=now, subject=job, job_id=job.pk)
    transaction.on_commit(lambda: _remember(opening, at or now))


def _remember(view: _MediaView, at: datetime) -> None:
    if len(_recorded) >= MAX_REMEMBERED:
        _recorded.clear()
    _recorded[view] = at
