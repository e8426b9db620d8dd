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
from reviews.models.job import JobQuerySet
from reviews.queues.standing import Standing, standing
from reviews.web import paging, queue_heads, queue_numbers, saved_filters
from reviews.web.doors import person, requires
from reviews.web.queue_filters import SEARCHED, QueueFilters


@dataclass(frozen=True)
class Section:
    """One queue as its line shows it. `is_worked`: the person may take its next job."""

    queue: Queue
    standing: Standing
    is_worked: bool


@dataclass(frozen=True)
class Line:
    """One job as the list shows it. `held`: the claim on it, with its reviewer."""

    job: Job
    held: Review | None


@requires(Permission.VIEW_JOBS)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The page, or for htmx only its live part."""
    htmx = getattr(request, "htmx", None)
    template = "reviews/queue.html#live" if htmx else "reviews/queue.html"
    return render(request, template, _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    viewer, now = person(request), clock.now()
    jobs = permissions.visible_jobs(viewer)
    filters = QueueFilters(request.GET, queues=list(permissions.visible_queues(viewer)))
    page = _page(filters, jobs, viewer, now)
    stands = standing(filters.queues, now=now, most=queue_numbers.MOST)
    sections = _sections(filters.queues, stands, viewer)
    return {
        "filters": filters,
        "page": page,
        "lines": _lines(page.rows),
        "query": filters.without(),
        "kept": saved_filters.of(viewer, filters.without()),
        "searched": SEARCHED if filters.searched else 0,
        "tiles": queue_numbers.tiles(viewer, filters.queues, stands, now=now),
        "sections": sections,
        "offered": sum(one.standing.waiting for one in sections if one.is_worked),
        "held": list(Review.objects.active().filter(reviewer=viewer).select_related("job").order_by("claimed_at")),
        "skipped": queue_numbers.skipped(viewer, now=now),
        "has_accounts": ProviderAccount.objects.active().exists(),
        "has_jobs": bool(page.rows) or jobs.exists(),
        "refreshed_at": now,
    }


def _page(filters: QueueFilters, jobs: JobQuerySet, viewer: Reviewer, now: datetime) -> paging.Page[Job]:
    found = jobs.select_related("account", "queue")
    if filters.is_handing_out:
        return paging.Page(queue_heads.handed_out(filters, found, now=now), None, None)
    before, after = filters.cleaned_data.get("before"), filters.cleaned_data.get("after")
    if filters.searched or permissions.has_permission(viewer, Permission.SEE_ALL_QUEUES):
        return paging.newest_first(filters.apply(found, now=now), before=before, after=after)
    ids = queue_heads.newest(filters, viewer, before=before, after=after, now=now)
    return paging.newest_first(found.filter(pk__in=ids), before=before, after=after)


def _lines(jobs: list[Job]) -> list[Line]:
    held = Review.objects.active().filter(job__in=jobs).select_related("reviewer")
    by_job = {review.job_id: review for review in held}
    return [Line(job, by_job.get(job.pk)) for job in jobs]


def _sections(queues: list[Queue], stands: dict[int, Standing], viewer: Reviewer) -> list[Section]:
    """Active queues, and the others as long as something is in them."""
    worked = (
        set(permissions.worked_queue_ids(viewer)) if permissions.has_permission(viewer, Permission.REVIEW) else set()
    )
    sections = [Section(queue, stands[queue.pk], queue.pk in worked) for queue in queues if queue.pk in stands]
    return [one for one in sections if one.queue.is_active or one.standing.waiting or one.standing.claimed]
