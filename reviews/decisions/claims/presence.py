"""Who else looks at a job now. No audit: a heartbeat is no act. The job row is read, never locked."""

from datetime import datetime

from django.utils.translation import gettext as _

from reviews.access import permissions
from reviews.access.errors import NotFound
from reviews.models import Presence, Reviewer
from reviews.models.presence import GONE_AFTER

PURGE_ONE_IN = 20
PURGE_BATCH_SIZE = 200


def record_presence(job_id: int, *, by: Reviewer, now: datetime) -> list[Reviewer]:
    """Note that `by` has the job open; the others who have it open now, longest known first.

    At most three queries beside the person's own roles and queues. Errors: NotAllowed, NotFound.
    """
    permissions.require(by, permissions.Permission.VIEW_JOBS)
    if not permissions.visible_jobs(by).filter(pk=job_id).exists():
        raise NotFound("not_found", _("This job does not exist. Go back to the queue."), job_id=job_id)
    Presence.objects.bulk_create(
        [Presence(job_id=job_id, person=by, seen_at=now)],
        update_conflicts=True,
        unique_fields=["job", "person"],
        update_fields=["seen_at"],
    )
    # One call in twenty by the clock, so that forgetting costs next to nothing and a test can choose its moment.
    if now.microsecond % PURGE_ONE_IN == 0:
        purge_gone(now=now)
    there = Presence.objects.present_at(now).filter(job_id=job_id, person__is_active=True).exclude(person=by)
    return [presence.person for presence in there.select_related("person").order_by("id")]


def end_presence(job_id: int, *, by: Reviewer) -> None:
    """`by` closed the page; closing it twice, or a page never noted, changes nothing."""
    Presence.objects.filter(job_id=job_id, person=by).delete()


def purge_gone(*, now: datetime) -> int:
    """Drop up to 200 rows of people who are gone, oldest first; how many."""
    gone = Presence.objects.filter(seen_at__lte=now - GONE_AFTER).order_by("seen_at").values("pk")[:PURGE_BATCH_SIZE]
    return Presence.objects.filter(pk__in=list(gone.values_list("pk", flat=True))).delete()[0]
