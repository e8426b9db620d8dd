"""The worker's pulse, only shown."""

from django.contrib import admin

from reviews.admin.base import ReadOnlyAdmin
from reviews.models import WorkerPulse


@admin.register(WorkerPulse)
class WorkerPulseAdmin(ReadOnlyAdmin):
    list_display = ["id", "sent_at", "ran_at"]
