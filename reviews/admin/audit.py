"""The audit trail, only shown."""

import json

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from reviews.admin.base import Shown, as_json
from reviews.models import AuditEntry, AuditHead


@admin.register(AuditEntry)
class AuditEntryAdmin(Shown):
    list_display = ["at", "action", "actor_name", "subject", "subject_id", "job_id"]
    fields = [
        "at", "action", "actor_id", "actor_name", "subject", "subject_id", "job_id", "facts", "previous_hash", "hash",
    ]  # fmt: skip
    search_fields = ["job_id__exact"]
    search_help_text = _("The row number of a job.")

    @admin.display(description=_("body"))
    def facts(self, entry: AuditEntry) -> SafeString:
        return as_json(json.loads(entry.body))


@admin.register(AuditHead)
class AuditHeadAdmin(Shown):
    list_display = ["hash", "entries"]
    ordering = ["pk"]
