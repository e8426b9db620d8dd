"""Jobs, their payloads and their timeline cache: evidence, only shown."""

import json
from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from reviews import clock
from reviews.admin.base import ReadOnlyAdmin, as_json, as_text
from reviews.admin.job_bulk_pages import ACTIONS, BulkActionsMixin
from reviews.admin.job_filters import ProviderFilter, ReachFilter, ReadySinceFilter, ReviewStateFilter, search_jobs
from reviews.labels import value_label
from reviews.models import Job, Payload, TimelineColumns
from reviews.models.job_queryset import JobQuerySet
from reviews.pasted_text import trim_pasted
from reviews.queues import waiting
from reviews.redaction import get_public_address

LONG = ("request_params", "warnings", "error_message", "source_url", "user_data", "output_object")


@admin.register(Job)
class JobAdmin(BulkActionsMixin):
    list_display = [
        "external_id", "account", "state", "suggestion", "queue", "stage", "state_now", "verdict", "ready_at",
        "title",
    ]  # fmt: skip
    list_select_related = ["account", "queue"]
    list_filter = [
        ReachFilter, "account", ProviderFilter, "queue", "stage", ReviewStateFilter, "state", "suggestion", "verdict",
        ReadySinceFilter,
    ]  # fmt: skip
    actions = ACTIONS
    search_fields = ["external_id"]
    search_help_text = _("A job ID or its beginning (the first 1,000 matches are shown), or our row number.")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        hidden = {"source_url", "request_params", "warnings", "error_message"}
        stored = [field.name for field in Job._meta.concrete_fields if field.name not in hidden]
        return [*stored, "source", "error", "asked", "dropped"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        rows = super().get_queryset(request).select_related("account", "queue")
        match = request.resolver_match
        if not (match and str(match.url_name).endswith("_changelist")):
            return rows
        return waiting.annotate_lapsed(cast(JobQuerySet, rows.defer(*LONG)), clock.now_of_request(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Job], search_term: str
    ) -> tuple[QuerySet[Job], bool]:
        wanted = trim_pasted(search_term)
        return (search_jobs(queryset, wanted) if wanted else queryset), False

    @admin.display(description=_("review state"), ordering="review_state")
    def state_now(self, job: Job) -> str:
        return value_label(waiting.annotated_state(job))

    @admin.display(description=_("source"))
    def source(self, job: Job) -> str:
        return get_public_address(job.source_url)

    @admin.display(description=_("error message"))
    def error(self, job: Job) -> str:
        return job.error_message  # `Shown` has hidden what signs addresses

    @admin.display(description=_("request parameters"))
    def asked(self, job: Job) -> SafeString:
        return as_json(job.request_params)

    @admin.display(description=_("discarded, out of range or unknown"))
    def dropped(self, job: Job) -> SafeString:
        return as_json(job.warnings)


@admin.register(Payload)
class PayloadAdmin(ReadOnlyAdmin):
    list_display = ["job", "run", "page_number", "is_last", "size", "sha256", "fetched_at"]
    list_select_related = ["job"]
    ordering = ["-id"]
    fields = ["job", "run", "page_number", "is_last", "request_id", "size", "sha256", "fetched_at", "as_received"]
    search_fields = ["job__external_id__exact"]
    search_help_text = _("The complete job ID.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payload]:
        return super().get_queryset(request).select_related("job").defer("body_gzip")

    @admin.display(description=_("original payload, indented"))
    def as_received(self, payload: Payload) -> SafeString:
        """The provider's JSON indented, or its text as it is when it is no JSON."""
        text = payload.body.decode("utf-8", "replace")
        try:
            return as_json(json.loads(text))
        except (ValueError, RecursionError):
            return as_text(text)


@admin.register(TimelineColumns)
class TimelineColumnsAdmin(ReadOnlyAdmin):
    list_display = ["job", "evidence_version", "etag"]
    list_select_related = ["job"]
    fields = ["job", "evidence_version", "etag"]
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[TimelineColumns]:
        return super().get_queryset(request).select_related("job").defer("body_gzip")
