"""Draws of the random sample, and the versions of the rules that drew: append-only, only shown."""

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from reviews.admin.base import ReadOnlyAdmin, as_json
from reviews.models import Draw, RuleVersion


@admin.register(Draw)
class DrawAdmin(ReadOnlyAdmin):
    list_display = ["job", "rule_version", "rate", "is_left_to_people", "drawn_at"]
    list_select_related = ["job", "rule_version__rule"]
    list_filter = ["is_left_to_people", "rule"]
    fields = ["job", "rule", "rule_version", "rate", "seed", "is_left_to_people", "drawn_at"]
    search_fields = ["job__external_id__exact"]
    search_help_text = _("The complete job ID.")


@admin.register(RuleVersion)
class RuleVersionAdmin(ReadOnlyAdmin):
    """What a rule decided at one time: draws name the version that made them."""

    list_display = ["rule", "number", "created_at"]
    list_select_related = ["rule"]
    list_filter = ["rule"]
    fields = ["rule", "number", "decides", "digest", "created_at"]

    @admin.display(description=_("contents"))
    def decides(self, version: RuleVersion) -> SafeString:
        return as_json(version.contents)
