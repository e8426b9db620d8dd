"""The audit trail, only shown."""

import json
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from reviews import clock
from reviews.admin.base import ReadOnlyAdmin, as_json
from reviews.admin.job_filters import ReachFilter
from reviews.models import AuditEntry, AuditHead, AuditSeal, Reviewer

KINDS = (
    "account", "autosettlerule", "claim", "decision", "harmrule", "job", "jobs", "media", "note", "person", "policy",
    "provideraccount", "queue", "reviewer", "second_factor", "session", "sign_in", "team", "token", "wellnessfloor",
    "workcalendar",
)  # fmt: skip
MAX_PEOPLE = 200
_DAYS = {"today": 0, "yesterday": 1, "week": 6}


class ActionFilter(admin.SimpleListFilter):
    """The noun that an action begins with."""

    title = _("subject")
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind, kind.replace("_", " ")) for kind in KINDS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(action__startswith=f"{self.value()}.") if self.value() in KINDS else queryset


class PersonFilter(admin.SimpleListFilter):
    title = _("person")
    parameter_name = "person"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        people = Reviewer.objects.order_by("username").values_list("pk", "username")[:MAX_PEOPLE]
        return [(str(pk), username) for pk, username in people]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        known = {pk for pk, _name in self.lookup_choices}
        return queryset.filter(actor_id=self.value()) if self.value() in known else queryset


class DayFilter(admin.SimpleListFilter):
    title = _("day (UTC)")
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("today", _("today")), ("yesterday", _("yesterday")), ("week", _("the last 7 days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        if self.value() not in _DAYS:
            return queryset
        midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        start = midnight - timedelta(days=_DAYS[str(self.value())])
        entries = queryset.filter(at__gte=start)
        return entries.filter(at__lt=midnight) if self.value() == "yesterday" else entries


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "action", "actor_name", "subject", "subject_id", "job_id"]
    list_filter = [ReachFilter, ActionFilter, PersonFilter, DayFilter]
    fields = [
        "at", "action", "actor_id", "actor_name", "subject", "subject_id", "job_id", "facts", "previous_hash", "hash",
    ]  # fmt: skip
    search_fields = ["job_id__exact"]
    search_help_text = _("Our row number of the job.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        rows: QuerySet[AuditEntry] = super().get_queryset(request)
        match = request.resolver_match
        return rows.defer("body") if match and str(match.url_name).endswith("_changelist") else rows

    @admin.display(description=_("body"))
    def facts(self, entry: AuditEntry) -> SafeString:
        return as_json(json.loads(entry.body))


@admin.register(AuditHead)
class AuditHeadAdmin(ReadOnlyAdmin):
    list_display = ["hash", "entries"]
    ordering = ["pk"]


@admin.register(AuditSeal)
class AuditSealAdmin(ReadOnlyAdmin):
    list_display = ["on", "at", "entries", "hash"]
    fields = ["on", "at", "entries", "hash", "signature"]
