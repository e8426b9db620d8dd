"""Which jobs stand first in the queue page's list, asked queue by queue: all queues sorted together take too long."""

from datetime import datetime

from reviews.models import Job, Reviewer
from reviews.models.job_indexes import CLAIM_ORDER
from reviews.models.job_queryset import JobQuerySet
from reviews.queues import queue_tops
from reviews.web.base.paging import PAGE_SIZE
from reviews.web.queue.filters import QueueFilters


def jobs_in_claim_order(filters: QueueFilters, visible: JobQuerySet, *, now: datetime) -> list[Job]:
    """The `visible` waiting jobs that are handed out next, a page of them."""
    if filters.finding_fields:
        return list(filters.apply(visible, now=now).waiting().order_by(*CLAIM_ORDER)[:PAGE_SIZE])
    waiting = filters.apply(Job.objects.waiting(), now=now)
    ids = queue_tops.top_of_each_queue(waiting, _queues(filters), order=CLAIM_ORDER, limit=PAGE_SIZE)
    return list(visible.filter(pk__in=ids).order_by(*CLAIM_ORDER)[:PAGE_SIZE])


def newest_job_ids(
    filters: QueueFilters, viewer: Reviewer, *, before: int | None, after: int | None, now: datetime
) -> list[int]:
    """Ids among which are the newest page (or the next newer than `after`) of what `viewer` sees, and one job more.

    For people who do not see all queues; the same jobs as rules.visible_jobs: those of the visible queues and the
    person's own that no queue has yet.
    """
    jobs = filters.apply(Job.objects.all(), now=now)
    if after is not None:
        jobs = jobs.filter(pk__gt=after)
    elif before is not None:
        jobs = jobs.filter(pk__lt=before)
    order = ["id"] if after is not None else ["-id"]
    own = None if filters.cleaned_data.get("queue") else jobs.filter(queue__isnull=True, added_by=viewer)
    return queue_tops.top_of_each_queue(jobs, _queues(filters), order=order, limit=PAGE_SIZE + 1, apart=own)


def _queues(filters: QueueFilters) -> list[int]:
    chosen = filters.cleaned_data.get("queue")
    return [int(chosen)] if chosen else [queue.pk for queue in filters.queues]
