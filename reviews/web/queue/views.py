"""The queue: what waits, and the list of jobs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviews import clock
from reviews.access import permissions
from reviews.access.permissions import Permission
from reviews.models import Job, ProviderAccount, Queue, Review, Reviewer
from reviews.models.job_queryset import JobQuerySet
from reviews.queues.queue_stats import QueueStats, stats_of_queues
from reviews.web.base import paging
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.queue import numbers, page_query, saved_filters
from reviews.web.queue.filters import MAX_JOBS_SEARCHED, QueueFilters


@dataclass(frozen=True)
class QueueCard:
    """One queue as its line shows it. `is_worked`: the person may take its next job."""

    queue: Queue
    stats: QueueStats
    is_worked: bool


@dataclass(frozen=True)
class JobRow:
    """One job as the list shows it. `held`: the claim on it, with its reviewer."""

    job: Job
    held: Review | None


@permission_required(Permission.VIEW_JOBS)
@require_safe
def queue_page(request: HttpRequest) -> HttpResponse:
    """The page, or for htmx only its live part."""
    htmx = getattr(request, "htmx", None)
    template = "reviews/queue/page.html#live" if htmx else "reviews/queue/page.html"
    return render(request, template, _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    viewer, now = current_reviewer(request), clock.now()
    jobs = permissions.visible_jobs(viewer)
    filters = QueueFilters(request.GET, queues=list(permissions.visible_queues(viewer)))
    page = _page(filters, jobs, viewer, now)
    stands = stats_of_queues(filters.queues, now=now, limit=numbers.MAX_COUNTED)
    sections = _queue_cards(filters.queues, stands, viewer)
    return {
        "filters": filters,
        "page": page,
        "lines": _job_rows(page.rows),
        "query": filters.without(),
        "kept": saved_filters.saved_filters_of_person(viewer, filters.without()),
        "searched": MAX_JOBS_SEARCHED if filters.finding_fields else 0,
        "tiles": numbers.queue_totals(viewer, filters.queues, stands, now=now),
        "sections": sections,
        "offered": sum(one.stats.waiting for one in sections if one.is_worked),
        "held": list(Review.objects.active().filter(reviewer=viewer).select_related("job").order_by("claimed_at")),
        "not_understood": numbers.count_not_understood(viewer),
        "skipped": numbers.count_skipped(viewer, now=now),
        "has_accounts": ProviderAccount.objects.active().exists(),
        "has_jobs": bool(page.rows) or jobs.exists(),
        "refreshed_at": now,
    }


def _page(filters: QueueFilters, jobs: JobQuerySet, viewer: Reviewer, now: datetime) -> paging.Page[Job]:
    found = jobs.select_related("account", "queue")
    if filters.is_claim_order:
        return paging.Page(page_query.jobs_in_claim_order(filters, found, now=now), None, None)
    before, after = filters.cleaned_data.get("before"), filters.cleaned_data.get("after")
    if filters.finding_fields or permissions.has_permission(viewer, Permission.SEE_ALL_QUEUES):
        return paging.newest_first(filters.apply(found, now=now), before=before, after=after)
    ids = page_query.newest_job_ids(filters, viewer, before=before, after=after, now=now)
    return paging.newest_first(found.filter(pk__in=ids), before=before, after=after)


def _job_rows(jobs: list[Job]) -> list[JobRow]:
    held = Review.objects.active().filter(job__in=jobs).select_related("reviewer")
    by_job = {review.job_id: review for review in held}
    return [JobRow(job, by_job.get(job.pk)) for job in jobs]


def _queue_cards(queues: list[Queue], stands: dict[int, QueueStats], viewer: Reviewer) -> list[QueueCard]:
    """Active queues, and the others as long as something is in them."""
    worked = (
        set(permissions.worked_queue_ids(viewer)) if permissions.has_permission(viewer, Permission.REVIEW) else set()
    )
    sections = [QueueCard(queue, stands[queue.pk], queue.pk in worked) for queue in queues if queue.pk in stands]
    return [one for one in sections if one.queue.is_active or one.stats.waiting or one.stats.claimed]
