"""The numbers on the queue page. Counting stops at MAX_COUNTED: a huge backlog costs no more than a full page."""

from datetime import datetime, timedelta
from typing import Any

from reviews.access import permissions
from reviews.access.permissions import Permission
from reviews.models import Job, Queue, Reviewer
from reviews.models.job import NEVER_DUE
from reviews.models.job_queryset import JobQuerySet
from reviews.queues.queue_stats import QueueStats, pending_and_settled
from reviews.vocabulary import JobState, ReviewState

MAX_COUNTED = 999


def queue_totals(
    viewer: Reviewer, queues: list[Queue], stands: dict[int, QueueStats], *, now: datetime
) -> dict[str, Any]:
    """Numbers of the queues together: waiting, claimed, pending, settled in 24 hours; `oldest` came first to its queue.

    `stands` of these queues was asked with MAX_COUNTED. `most` is the number at which counting ends.
    """
    pending, settled = _pending_and_settled(viewer, queues, now - timedelta(hours=24))
    oldest = [stand.oldest_queued_at for stand in stands.values() if stand.oldest_queued_at]
    return {
        "waiting": min(sum(stand.waiting for stand in stands.values()), MAX_COUNTED),
        "claimed": min(sum(stand.claimed for stand in stands.values()), MAX_COUNTED),
        "pending": pending,
        "settled": settled,
        "oldest": min(oldest, default=None),
        "most": MAX_COUNTED,
    }


def count_pending(viewer: Reviewer, queues: list[Queue]) -> int:
    """How many jobs that `viewer` sees are still at their providers; ends at MAX_COUNTED."""
    return _pending_and_settled(viewer, queues, NEVER_DUE)[0]


def count_not_understood(viewer: Reviewer) -> int:
    """How many pending jobs are in a state that no contract names, for people who lead or look after the desk."""
    if not permissions.has_permission(viewer, Permission.SEE_REPORTS):
        return 0
    jobs = permissions.visible_jobs(viewer)
    return _count(jobs.filter(state=JobState.UNKNOWN, review_state=ReviewState.PENDING))


def _pending_and_settled(viewer: Reviewer, queues: list[Queue], settled_since: datetime) -> tuple[int, int]:
    """Pending and settled. Who sees all is answered by one index for each; others queue by queue."""
    pending = Job.objects.filter(review_state=ReviewState.PENDING)
    if permissions.has_permission(viewer, Permission.SEE_ALL_QUEUES):
        return _count(pending), _count(Job.objects.filter(settled_at__gte=settled_since))
    found = pending_and_settled(queues, settled_since=settled_since, limit=MAX_COUNTED)
    own = _count(pending.filter(queue__isnull=True, added_by=viewer))
    return min(found.pending + own, MAX_COUNTED), found.settled


def _count(jobs: JobQuerySet) -> int:
    return jobs.order_by()[:MAX_COUNTED].count()
