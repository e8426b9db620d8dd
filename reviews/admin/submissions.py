"""Videos that were sent to providers: only shown."""

from django.contrib import admin

from reviews.admin.base import ReadOnlyAdmin
from reviews.models import Submission


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    list_display = ["reference", "account", "sent_by", "sent_at", "state", "job"]
    list_select_related = ["account", "sent_by", "job"]
    list_filter = ["state", "account"]
    ordering = ["-id"]
