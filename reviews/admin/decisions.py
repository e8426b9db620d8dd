"""Reviews and decisions: append-only, only shown."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from reviews.admin.base import ReadOnlyAdmin
from reviews.models import Decision, Note, Review

MAX_CHAIN = 50


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = [
        "job",
        "target",
        "act",
        "machine_suggestion",
        "override",
        "policy",
        "decided_by",
        "decided_at",
    ]
    list_select_related = ["job", "policy", "decided_by"]
    list_filter = ["target", "verdict"]
    search_fields = ["job__external_id__exact"]
    search_help_text = _("The complete job ID.")

    fields = [
        "job", "target", "finding", "detection", "act", "machine_suggestion", "machine_score", "override",
        "restores", "policy", "note_text", "chain", "decided_by", "decided_by_name", "auto_rule", "decided_at",
        "took_ms", "review", "payload_sha256", "evidence_version", "batch_key", "idempotency_key",
    ]  # fmt: skip

    @admin.display(description=_("verdict"), ordering="verdict")
    def act(self, decision: Decision) -> str:
        return _describe_verdict(decision)

    @admin.display(description=_("note"))
    def note_text(self, decision: Decision) -> str:
        return decision.note_text

    @admin.display(description=_("review history, newest first"))
    def chain(self, decision: Decision) -> SafeString:
        """What superseded it, itself, and what it supersedes, each a link; long chains are cut."""
        later = list(Decision.objects.filter(supersedes=decision))
        earlier: list[Decision] = []
        at = decision
        while at.supersedes and len(earlier) < MAX_CHAIN:
            at = at.supersedes
            earlier.append(at)
        rows = [
            (
                reverse("admin:reviews_decision_change", args=[one.pk]),
                _describe_verdict(one),
                one.decided_by_name,
                f"{one.decided_at:%F %T}",
            )
            for one in [*later, decision, *earlier]
        ]
        return format_html_join("", '<p><a href="{}">{}</a> {} {}</p>', rows)

    @admin.display(boolean=True, description=_("override"))
    def override(self, decision: Decision) -> bool:
        return decision.is_override


def _describe_verdict(decision: Decision) -> str:
    """The verdict, and whether the act took one back instead of giving one."""
    if not decision.takes_back:
        return decision.verdict
    return f"{_('taken back')} → {decision.verdict}" if decision.verdict else str(_("taken back"))


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ["job", "reviewer", "stage", "outcome", "claimed_at", "lease_until", "ended_at", "verdict"]
    list_select_related = ["job", "reviewer"]
    list_filter = ["outcome", "stage"]
    search_fields = ["job__external_id__exact"]
    search_help_text = _("The complete job ID.")


@admin.register(Note)
class NoteAdmin(ReadOnlyAdmin):
    """What people wrote. A purge empties it; salt and digest are never shown."""

    list_display = ["id", "written_by", "written_at", "purged_at"]
    list_select_related = ["written_by"]
    fields = ["text", "written_by", "written_at", "purged_at"]
