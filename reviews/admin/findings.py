"""Findings by kind, each with its detections: evidence, only shown."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from reviews.admin.base import CheckedRows, ReadOnlyAdmin, ReadOnlyMixin
from reviews.admin.pictures import PictureColumnsMixin
from reviews.admin.typed_bases import BaseTabularRows
from reviews.models import AudioSegment, CoverResult, Detection, Finding, FrameResult, Job, TextResult

MAX_NEWEST_JOBS = 100


class DetectionInline(CheckedRows, ReadOnlyMixin, BaseTabularRows):
    model = Detection
    extra = 0
    readonly_fields = (
        "category", "label", "suggestion", "score", "x1", "y1", "x2", "y2", "content", "spans", "is_withdrawn",
    )  # fmt: skip
    fields = readonly_fields


class FindingAdmin(PictureColumnsMixin, ReadOnlyAdmin):
    list_display = [
        "picture", "key", "job", "start_ms", "end_ms", "suggestion", "category", "label", "score", "unreported_since",
        "withdrawn_at",
    ]  # fmt: skip
    list_display_links = ["key"]
    readonly_fields = ["large_picture"]
    list_select_related = ["job"]
    ordering = ["-id"]
    search_fields = ["job__external_id__exact"]
    search_help_text = _("The complete job ID. If empty, the findings of the newest jobs are listed.")
    inlines = [DetectionInline]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        rest = [name for name in super().get_fields(request, obj) if name != "large_picture"]
        return ["large_picture", *rest]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        match = request.resolver_match
        is_list = match is not None and str(match.url_name).endswith("_changelist")
        rows = self.with_may_show(super().get_queryset(request).select_related("job"), request, is_list=is_list)
        if not is_list or request.GET.get("q"):
            return rows
        # A rare kind among millions of rows would be looked for in all of them.
        return rows.filter(job__in=Job.objects.order_by("-id").values("pk")[:MAX_NEWEST_JOBS])


admin.site.register([Finding, FrameResult, AudioSegment, TextResult, CoverResult], FindingAdmin)


@admin.register(Detection)
class DetectionAdmin(ReadOnlyAdmin):
    list_display = ["category", "label", "finding", "suggestion", "score", "content", "is_withdrawn"]
    list_select_related = ["finding"]
    ordering = ["-id"]
    search_fields = ["finding__job__external_id__exact"]
    search_help_text = _("The complete job ID.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Detection]:
        return super().get_queryset(request).select_related("finding")
