"""The queue: what waits, and the list of jobs."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviews import clock
from reviews.access import permissions
from reviews.access.permissions import Permission
from reviews.decisions.verdicts import take_back_job
from reviews.models import Job, ProviderAccount, Queue, Review, Reviewer
from reviews.models.job_queryset import JobQuerySet
from reviews.queues import waiting
from reviews.queues.queue_stats import QueueStats, stats_of_queues
from reviews.search.job_search import MAX_JOBS_FOUND, Moment, find_moments
from reviews.vocabulary import ReviewState
from reviews.web.base import paging
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.intake.sent import count_unanswered
from reviews.web.queue import leads, numbers, page_query, saved_filters, why_not
from reviews.web.queue.filters import MAX_JOBS_SEARCHED, QueueFilters
from reviews.web.queue.why_not import WhyNot


@dataclass(frozen=True)
class QueueCard:
    """One queue as its card shows it. `is_worked`: the person may take its next job. `why`: what it is not offered."""

    queue: Queue
    stats: QueueStats
    is_worked: bool
    why: WhyNot

    @property
    def reasons(self) -> list[str]:
        """The same in sentences, but for what the card links to."""
        return why_not.describe_reasons(replace(self.why, unchecked=0))


@dataclass(frozen=True)
class JobRow:
    """One job as the list shows it. `held`: the claim on it; `moment`: where the search stands in it."""

    job: Job
    held: Review | None
    review_state: str
    moment: Moment | None


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
    filters = QueueFilters(request.GET, queues=list(permissions.visible_queues(viewer)), viewer=viewer)
    page = _page(filters, jobs, viewer, now)
    reviews = permissions.has_permission(viewer, Permission.REVIEW)
    is_lead = permissions.has_permission(viewer, Permission.TAKE_OVER)
    stands = stats_of_queues(
        filters.queues, now=now, limit=numbers.MAX_COUNTED, person=viewer if reviews else None, is_lead=is_lead
    )
    held = list(Review.objects.active().filter(reviewer=viewer).select_related("job").order_by("claimed_at"))
    own = Counter(review.job.queue_id for review in held if review.is_live(now))
    sections = _queue_cards(filters.queues, stands, own, viewer)
    tiles = numbers.queue_totals(viewer, filters.queues, stands, now=now)
    is_offered = any(one.stats.offered for one in sections if one.is_worked)
    return {
        "filters": filters,
        "page": page,
        "lines": _job_rows(page.rows, filters, now),
        "is_search_capped": filters.search_result is not None and filters.search_result.is_capped,
        "max_found": MAX_JOBS_FOUND,
        "query": filters.without(),
        "kept": saved_filters.saved_filters_of_person(viewer, filters.without()),
        "searched": MAX_JOBS_SEARCHED if filters.finding_fields else 0,
        "tiles": tiles,
        "sections": sections,
        "unanswered": count_unanswered(viewer, now),
        "not_understood": numbers.count_not_understood(viewer),
        "is_offered": is_offered,
        "nothing": [] if is_offered else _nothing_offered(sections, tiles["pending"]),
        "held": held,
        "take_back": take_back_job.find_offer(viewer, now=now) if reviews else None,
        "for_leads": leads.jobs_for_leads(viewer) if is_lead else None,
        "has_accounts": ProviderAccount.objects.active().exists(),
        "has_jobs": bool(page.rows) or jobs.exists(),
        "refreshed_at": now,
    }


def _page(filters: QueueFilters, jobs: JobQuerySet, viewer: Reviewer, now: datetime) -> paging.Page[Job]:
    found = jobs.select_related("account", "queue")
    if filters.is_claim_order:
        return paging.Page(page_query.jobs_in_claim_order(filters, viewer, found, now=now), None, None)
    before, after = filters.cleaned_data.get("before"), filters.cleaned_data.get("after")
    sees_all = permissions.has_permission(viewer, Permission.SEE_ALL_QUEUES)
    # With lapsed claims among what waits, no index answers for all queues together.
    is_split = filters.cleaned_data.get("review_state") == ReviewState.WAITING and bool(filters.lapsed(now))
    if filters.is_among_few or (sees_all and not is_split):
        return paging.newest_first(filters.apply(found, now=now), before=before, after=after)
    ids = page_query.newest_job_ids(filters, viewer, before=before, after=after, now=now)
    return paging.newest_first(found.filter(pk__in=ids), before=before, after=after)


def _job_rows(jobs: list[Job], filters: QueueFilters, now: datetime) -> list[JobRow]:
    active = Review.objects.active().filter(job__in=jobs).select_related("reviewer")
    claims = {review.job_id: review for review in active}
    held = {job_id: review for job_id, review in claims.items() if review.is_held(now)}
    moments = find_moments(filters.search_result, jobs) if filters.search_result else {}
    return [
        JobRow(job, held.get(job.pk), waiting.state_now(job, claims.get(job.pk), now), moments.get(job.pk))
        for job in jobs
    ]


def _queue_cards(
    queues: list[Queue], stands: dict[int, QueueStats], own: Counter[int | None], viewer: Reviewer
) -> list[QueueCard]:
    """Active queues, and the others as long as something is in them."""
    reviews = permissions.has_permission(viewer, Permission.REVIEW)
    worked = set(permissions.worked_queue_ids(viewer)) if reviews else set()
    cards = []
    for queue in queues:
        stats = stands.get(queue.pk)
        if stats and (queue.is_active or stats.waiting or stats.claimed or stats.unchecked):
            why = why_not.why_not_offered(stats, own[queue.pk])
            cards.append(QueueCard(queue, stats, queue.pk in worked, why))
    return cards


def _nothing_offered(cards: list[QueueCard], pending: int) -> list[str]:
    """Why Review next would hand out nothing, over all the queues that the person works."""
    why = why_not.add_up(card.why for card in cards if card.is_worked)
    return why_not.describe_reasons(why, pending=pending)
