"""Reviews and decisions: append-only, only shown."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from reviews.admin.base import Shown
from reviews.models import Decision, Review


@admin.register(Decision)
class DecisionAdmin(Shown):
    list_display = ["job", "target", "verdict", "machine_suggestion", "override", "policy", "decided_by", "decided_at"]
    list_select_related = ["job", "policy", "decided_by"]
    list_filter = ["target", "verdict"]
    search_fields = ["job__external_id__exact"]
    search_help_text = _("The whole job id.")

    @admin.display(boolean=True, description=_("override"))
    def override(self, decision: Decision) -> bool:
        return decision.is_override


@admin.register(Review)
class ReviewAdmin(Shown):
    list_display = ["job", "reviewer", "stage", "outcome", "claimed_at", "lease_until", "ended_at", "verdict"]
    list_select_related = ["job", "reviewer"]
    list_filter = ["outcome", "stage"]
    search_fields = ["job__external_id__exact"]
    search_help_text = _("The whole job id.")
