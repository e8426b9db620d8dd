"""The worker's pulse, only shown."""

from django.contrib import admin

from reviews.admin.base import Shown
from reviews.models import WorkerPulse


@admin.register(WorkerPulse)
class WorkerPulseAdmin(Shown):
    list_display = ["id", "sent_at", "ran_at"]
