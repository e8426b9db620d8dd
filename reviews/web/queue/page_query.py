"""Which jobs stand first in the queue page's list, asked queue by queue: all queues sorted together take too long."""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from reviews.access import permissions
from reviews.access.permissions import Permission
from reviews.models import Job, Reviewer
from reviews.models.job_indexes import CLAIM_ORDER
from reviews.models.job_queryset import JobQuerySet
from reviews.queues import offers, queue_tops, waiting
from reviews.vocabulary import ReviewState
from reviews.web.base.paging import PAGE_SIZE
from reviews.web.queue.filters import QueueFilters


def jobs_in_claim_order(filters: QueueFilters, viewer: Reviewer, visible: JobQuerySet, *, now: datetime) -> list[Job]:
    """The `visible` jobs that `viewer` is offered next, a page of them; who does not review sees whatever waits."""
    if permissions.has_permission(viewer, Permission.REVIEW):
        is_lead = permissions.has_permission(viewer, Permission.TAKE_OVER)
        parts = offers.offered_parts(Job.objects.all(), viewer, now=now, is_lead=is_lead)
        queues = _queues(filters, permissions.worked_queue_ids(viewer))
    else:
        parts = waiting.state_parts(Job.objects.all(), ReviewState.WAITING, filters.lapsed(now))
        queues = _queues(filters)
    if filters.is_among_few:
        found = filters.apply(visible.filter(queue_id__in=queues), now=now)
        return list(found.filter(_any_of(parts)).order_by(*CLAIM_ORDER)[:PAGE_SIZE])
    first, *few = [filters.apply(part, now=now) for part in parts]
    ids = queue_tops.top_of_each_queue(first, queues, order=CLAIM_ORDER, limit=PAGE_SIZE, few=few)
    return list(visible.filter(pk__in=ids).order_by(*CLAIM_ORDER)[:PAGE_SIZE])


def newest_job_ids(
    filters: QueueFilters, viewer: Reviewer, *, before: int | None, after: int | None, now: datetime
) -> list[int]:
    """Ids among which are the newest page (or the next newer than `after`) of what `viewer` sees, and one job more.

    The same jobs as `permissions.visible_jobs`: those of the visible queues and what no queue has yet.
    """
    jobs = Job.objects.all()
    if after is not None:
        jobs = jobs.filter(pk__gt=after)
    elif before is not None:
        jobs = jobs.filter(pk__lt=before)
    order = ["id"] if after is not None else ["-id"]
    state = filters.cleaned_data.get("review_state")
    parts = waiting.state_parts(jobs, state, filters.lapsed(now)) if state else [jobs]
    unqueued = jobs.filter(queue__isnull=True)
    if not permissions.has_permission(viewer, Permission.SEE_ALL_QUEUES):
        unqueued = unqueued.filter(added_by=viewer)
    apart = None if filters.cleaned_data.get("queue") else filters.apply(unqueued, now=now)
    first, *few = [filters.apply(part, now=now) for part in parts]
    return queue_tops.top_of_each_queue(first, _queues(filters), order=order, limit=PAGE_SIZE + 1, few=few, apart=apart)


def _queues(filters: QueueFilters, among: list[int] | None = None) -> list[int]:
    """The queue that is chosen, else `among`, else all that are visible."""
    chosen = filters.cleaned_data.get("queue")
    return [int(chosen)] if chosen else [queue.pk for queue in filters.queues] if among is None else among


def _any_of(parts: list[JobQuerySet]) -> Q:
    return reduce(or_, (Q(pk__in=part.values("pk")) for part in parts))
