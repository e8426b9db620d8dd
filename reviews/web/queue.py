"""The queue: what waits, and the list of jobs."""

from datetime import timedelta
from typing import Any

from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from reviews.decisions.rules import Act
from reviews.models import Job
from reviews.vocabulary import ReviewState
from reviews.web import paging
from reviews.web.doors import person, requires
from reviews.web.queue_filters import QueueFilters

_COUNTED = 10_000  # counting stops here, so that a huge backlog costs no more than this


@requires(Act.VIEW_JOBS)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The page, or for htmx only its live part."""
    htmx = getattr(request, "htmx", None)
    template = "reviews/queue.html#live" if htmx else "reviews/queue.html"
    return render(request, template, _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    jobs = Job.objects.visible_to(person(request))
    filters = QueueFilters(request.GET)
    found = filters.apply(jobs).select_related("account")
    page = paging.newest_first(
        found, before=filters.cleaned_data.get("before"), after=filters.cleaned_data.get("after")
    )
    query = request.GET.copy()
    for key in ("before", "after"):
        query.pop(key, None)
    return {
        "filters": filters,
        "page": page,
        "query": query.urlencode(),
        "tiles": _tiles(),
        "has_jobs": bool(page.jobs) or jobs.exists(),
    }


def _tiles() -> dict[str, Any]:
    now = timezone.now()
    settled = Job.objects.filter(settled_at__gte=now - timedelta(hours=24))[:_COUNTED].count()
    counts = {state.value: _count(state) for state in (ReviewState.WAITING, ReviewState.CLAIMED, ReviewState.PENDING)}
    oldest = Job.objects.waiting().aggregate(oldest=Min("ready_at"))["oldest"]
    return {**counts, "settled": settled, "oldest": oldest, "most": _COUNTED}


def _count(state: ReviewState) -> int:
    return Job.objects.filter(review_state=state)[:_COUNTED].count()
