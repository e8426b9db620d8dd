"""Filters of the queue that a person keeps by name."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reviews.access.permissions import Permission
from reviews.models import DeskSettings, Reviewer
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.queue.filters import QueueFilters

MAX_FILTERS = 20
MAX_NAME_LENGTH = 60
MAX_QUERY_LENGTH = 1500


@dataclass(frozen=True)
class SavedFilter:
    """A kept filter: the query of its address, and whether the page shows it now."""

    name: str
    query: str
    is_shown: bool


def saved_filters_of_person(owner: Reviewer, query: str) -> list[SavedFilter]:
    """What `owner` keeps, in the order of keeping; `query` is the one shown."""
    rows = DeskSettings.objects.filter(reviewer=owner).values_list("queue_filters", flat=True).first() or []
    return [SavedFilter(row["name"], row["query"], row["query"] == query) for row in rows]


@permission_required(Permission.VIEW_JOBS)
@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep `query` under `name`; a filter of that name is replaced. A refusal is told on the queue's page."""
    query = _known_fields(request.POST.get("query", ""))
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())[:MAX_NAME_LENGTH]
    if not name or not query:
        messages.error(request, _("Give the filter a name and set at least one condition."))
    elif not _store(current_reviewer(request), name, query):
        messages.error(request, _("You already have %(n)d saved filters. Delete one first.") % {"n": MAX_FILTERS})
    return redirect(f"{reverse('queue')}?{query}" if query else "queue")


@permission_required(Permission.VIEW_JOBS)
@require_POST
def remove_filter(request: HttpRequest) -> HttpResponse:
    """Forget the filter of that `name`; nothing happens when there is none."""
    with transaction.atomic():
        row = DeskSettings.objects.select_for_update().filter(reviewer=current_reviewer(request)).first()
        if row:
            row.queue_filters = [one for one in row.queue_filters if one["name"] != request.POST.get("name")]
            row.save(update_fields=["queue_filters"])
    return redirect("queue")


@transaction.atomic
def _store(owner: Reviewer, name: str, query: str) -> bool:
    row = DeskSettings.objects.select_for_update().get_or_create(reviewer=owner)[0]
    others = [one for one in row.queue_filters if one["name"] != name]
    if len(others) >= MAX_FILTERS:
        return False
    row.queue_filters = [*others, {"name": name, "query": query}]
    row.save(update_fields=["queue_filters"])
    return True


def _known_fields(query: str) -> str:
    """Only fields that the queue has, so that what is kept is an address of ours and nothing else."""
    given = QueryDict(query[:MAX_QUERY_LENGTH], mutable=True)
    for name in [name for name in given if name not in QueueFilters.base_fields or name in ("before", "after")]:
        given.pop(name)
    return given.urlencode()
