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
from reviews.web.doors import person, requires
from reviews.web.queue_filters import QueueFilters

MOST = 20
NAME_LENGTH = 60
QUERY_LENGTH = 1500


@dataclass(frozen=True)
class Kept:
    """A kept filter: the query of its address, and whether the page shows it now."""

    name: str
    query: str
    is_shown: bool


def of(owner: Reviewer, query: str) -> list[Kept]:
    """What `owner` keeps, in the order of keeping; `query` is the one shown."""
    rows = DeskSettings.objects.filter(reviewer=owner).values_list("queue_filters", flat=True).first() or []
    return [Kept(row["name"], row["query"], row["query"] == query) for row in rows]


@requires(Permission.VIEW_JOBS)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep `query` under `name`; a filter of that name is replaced. A refusal is told on the queue's page."""
    query = _known(request.POST.get("query", ""))
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())[:NAME_LENGTH]
    if not name or not query:
        messages.error(request, _("Give the filter a name, and choose at least one thing to filter by."))
    elif not _store(person(request), name, query):
        messages.error(request, _("You keep %(n)d filters already. Remove one first.") % {"n": MOST})
    return redirect(f"{reverse('queue')}?{query}" if query else "queue")


@requires(Permission.VIEW_JOBS)
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Forget the filter of that `name`; nothing happens when there is none."""
    with transaction.atomic():
        row = DeskSettings.objects.select_for_update().filter(reviewer=person(request)).first()
        if row:
            row.queue_filters = [one for one in row.queue_filters if one["name"] != request.POST.get("name")]
            row.save(update_fields=["queue_filters"])
    return redirect("queue")


@transaction.atomic
def _store(owner: Reviewer, name: str, query: str) -> bool:
    row = DeskSettings.objects.select_for_update().get_or_create(reviewer=owner)[0]
    others = [one for one in row.queue_filters if one["name"] != name]
    if len(others) >= MOST:
        return False
    row.queue_filters = [*others, {"name": name, "query": query}]
    row.save(update_fields=["queue_filters"])
    return True


def _known(query: str) -> str:
    """Only fields that the queue has, so that what is kept is an address of ours and nothing else."""
    given = QueryDict(query[:QUERY_LENGTH], mutable=True)
    for name in [name for name in given if name not in QueueFilters.base_fields or name in ("before", "after")]:
        given.pop(name)
    return given.urlencode()
