"""Filters and search of the job list that a million jobs do not slow down.

A rare value would be looked for in all of them: filters look at the newest LOOKED_AT jobs unless all are asked for.
"""

from datetime import timedelta
from typing import Any, cast

from django.contrib import admin
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews import clock
from reviews.labels import value_label
from reviews.models import Job, ProviderAccount
from reviews.models.job_queryset import JobQuerySet
from reviews.providers import registry
from reviews.queues import waiting
from reviews.vocabulary import ReviewState

MAX_ROWS_FILTERED = 200_000
MAX_FOUND = 1000
# A job id holds letters, digits, _ and -, of which z sorts last, and is at most 128 long.
_BEYOND = "z" * 129
_SINCE = {"1h": timedelta(hours=1), "24h": timedelta(days=1), "7d": timedelta(days=7), "30d": timedelta(days=30)}
NOT_FILTERS = {"q", "p", "o", "e", "all", "reach"}


class ProviderFilter(admin.SimpleListFilter):
    title = gettext_lazy("provider")
    parameter_name = "provider"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(slug, registry.get(slug).title) for slug in registry.slugs()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        if not self.value():
            return queryset
        accounts = ProviderAccount.objects.filter(provider=self.value()).values_list("pk", flat=True)
        return queryset.filter(account_id__in=list(accounts))


class ReviewStateFilter(admin.SimpleListFilter):
    """The review state of this moment: a job whose claim has lapsed waits."""

    title = gettext_lazy("review state")
    parameter_name = "review_state__exact"  # as the plain filter had it: kept addresses stay right

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.value, value_label(state)) for state in ReviewState]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        state = self.value()
        if state not in list(ReviewState):
            return queryset
        lapsed = waiting.lapsed_job_ids(clock.now_of_request(request))
        return waiting.jobs_in_state(cast(JobQuerySet, queryset), str(state), lapsed)


class ReadySinceFilter(admin.SimpleListFilter):
    title = gettext_lazy("ready since")
    parameter_name = "ready"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("1h", _("the last hour")),
            ("24h", _("the last day")),
            ("7d", _("the last 7 days")),
            ("30d", _("the last 30 days")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        if self.value() not in _SINCE:
            return queryset
        # Naming the states lets the index of state and time be used.
        states = [ReviewState.WAITING, ReviewState.CLAIMED, ReviewState.SETTLED]
        first = clock.now_of_request(request) - _SINCE[str(self.value())]
        return queryset.filter(review_state__in=states, ready_at__gte=first)


class ReachFilter(admin.SimpleListFilter):
    """How far back the other filters of a large table look."""

    title = gettext_lazy("filter scope")
    parameter_name = "reach"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("all", _("all rows (may take several seconds)"))]

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            is_default = not choice["query_string"].count("reach=")
            yield (
                {**choice, "display": _("the newest %(n)s rows") % {"n": f"{MAX_ROWS_FILTERED:,}"}}
                if is_default
                else choice
            )

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        is_filtered = bool(set(request.GET) - NOT_FILTERS)
        if self.value() == "all" or not is_filtered or request.GET.get("q"):
            return queryset
        newest = queryset.model._default_manager.aggregate(newest=Max("pk"))["newest"] or 0
        return queryset.filter(pk__gt=newest - MAX_ROWS_FILTERED)


def search_jobs(jobs: QuerySet[Job], wanted: str) -> QuerySet[Job]:
    """Jobs whose id at the provider begins with `wanted`, at most MAX_FOUND of them, and that row number of ours."""
    between = Q(external_id__gte=wanted, external_id__lt=wanted + _BEYOND, external_id__startswith=wanted)
    ids = Job.objects.filter(between).order_by("external_id").values_list("pk", flat=True)[:MAX_FOUND]
    own = [int(wanted)] if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else []
    return jobs.filter(pk__in=[*ids, *own])
