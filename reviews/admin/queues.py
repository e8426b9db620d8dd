"""Queues with their ordered rules, and who works them."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews import clock
from reviews.admin.base import AuditedMixin, CheckedRows, ManagerOnly, ReadOnlyAdmin
from reviews.admin.conditions import CONDITIONS, ConditionsForm
from reviews.admin.job_actions import reroute_summary
from reviews.admin.queue_preview import RoutingPreviewMixin
from reviews.admin.typed_bases import BaseAdmin, BaseModelForm, BaseRowsForm, BaseStackedRows
from reviews.models import Queue, Reviewer, RoutingRule
from reviews.queues import queue_stats, reroute
from reviews.vocabulary import ReviewStage


class QueueForm(BaseModelForm):
    class Meta:
        model = Queue
        fields = [
            "name", "position", "stage", "is_active", "is_fallback", "is_open_to_all", "teams", "escalates_to",
            "offers_unchecked", "due_minutes", "calendar",
        ]  # fmt: skip
        widgets = {"teams": forms.CheckboxSelectMultiple}

    def clean_is_fallback(self) -> bool:
        """Errors: when the desk's one fallback would be switched off; it moves by switching another one on."""
        wanted = bool(self.cleaned_data["is_fallback"])
        if self.instance.pk and not wanted and Queue.objects.filter(pk=self.instance.pk, is_fallback=True).exists():
            raise forms.ValidationError(
                _("One queue must be the fallback for jobs that match no rule. Open that queue and turn this on there.")
            )
        return wanted

    def clean(self) -> dict[str, Any]:
        """Errors: a fallback that is inactive or of the second stage; escalation to itself or to a first stage."""
        data = super().clean() or {}
        if data.get("is_fallback") and data.get("stage") != ReviewStage.FIRST:
            self.add_error("stage", _("The fallback queue receives new jobs. Set its stage to first review."))
        if data.get("is_fallback") and not data.get("is_active"):
            self.add_error("is_active", _("The fallback queue must be active. Make another queue the fallback first."))
        target = data.get("escalates_to")
        if target and target.pk == self.instance.pk:
            self.add_error("escalates_to", _("A queue cannot escalate to itself. Choose another queue or none."))
        elif target and target.stage != ReviewStage.SECOND:
            self.add_error("escalates_to", _("Choose a second-look queue."))
        if self._would_turn_busy_stage(data):
            self.add_error("stage", _("This queue contains jobs. Create a new queue for the other stage."))
        return data

    def _would_turn_busy_stage(self, data: dict[str, Any]) -> bool:
        changed = self.instance.pk and "stage" in self.changed_data and "stage" in data
        return bool(changed) and self.instance.jobs.exists()

    def _get_validation_exclusions(self) -> set[str]:
        # "Only one fallback" is no mistake here: saving takes the mark from the queue that has it.
        return {*super()._get_validation_exclusions(), "is_fallback"}  # type: ignore[misc]


class RuleFormSet(BaseRowsForm):
    def clean(self) -> None:
        """Errors: rules on a queue of the second stage."""
        super().clean()
        gone = self.deleted_forms
        kept = [form for form in self.forms if form not in gone and (form.has_changed() or form.instance.pk)]
        if kept and self.instance.stage == ReviewStage.SECOND:
            raise forms.ValidationError(_("A second-look queue receives escalated jobs only. Delete its rules."))


class RoutingRuleInline(CheckedRows, ManagerOnly, BaseStackedRows):
    model = RoutingRule
    form = ConditionsForm
    formset = RuleFormSet
    extra = 0
    fieldsets = [(None, {"fields": (("position", "is_active", "random_share"), *CONDITIONS)})]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing points at a routing rule: it may go."""
        return self.has_manage_permission(request)


@admin.register(Queue)
class QueueAdmin(RoutingPreviewMixin, AuditedMixin, ManagerOnly, BaseAdmin):
    form = QueueForm
    change_form_template = "admin/reviews/queue_change.html"
    inlines = [RoutingRuleInline]
    list_display = [
        "position", "name", "stage", "is_fallback", "is_open_to_all", "worked_by", "due_minutes", "waiting",
        "is_active",
    ]  # fmt: skip
    list_display_links = ["name"]
    sortable_by = ()
    fieldsets = [
        (
            None,
            {"fields": ("name", "position", "stage", "is_active", "is_fallback", "escalates_to", "offers_unchecked")},
        ),
        (gettext_lazy("Reviewers"), {"fields": ("is_open_to_all", "teams")}),
        (gettext_lazy("Due times"), {"fields": ("due_minutes", "calendar")}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        queues = super().get_queryset(request).prefetch_related("teams")
        return queues.annotate(waiting_now=queue_stats.waiting_count_subquery())

    @admin.display(description=gettext_lazy("teams"))
    def worked_by(self, queue: Queue) -> str:
        return ", ".join(team.name for team in queue.teams.all())

    @admin.display(description=gettext_lazy("waiting jobs"))
    def waiting(self, queue: Any) -> str:
        most = queue_stats.MAX_COUNTED
        return f"{most:,}+" if queue.waiting_now > most else f"{queue.waiting_now:,}"

    def save_model(self, request: HttpRequest, obj: Queue, form: Any, change: bool) -> None:
        if obj.is_fallback:
            Queue.objects.filter(is_fallback=True).exclude(pk=obj.pk).update(is_fallback=False)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        queue = form.instance
        if change and "offers_unchecked" in form.changed_data:
            found = reroute.reroute(
                queue.jobs.filter(is_unchecked=True), by=cast(Reviewer, request.user), now=clock.now()
            )
            self.message_user(request, reroute_summary(found))
        if not queue.is_open_to_all and not queue.teams.exists():
            said = _("Nobody can review the queue %(queue)s. Open it to everyone or assign teams.") % {
                "queue": queue.name
            }
            self.message_user(request, said, messages.WARNING)


@admin.register(RoutingRule)
class RoutingRuleAdmin(ReadOnlyAdmin):
    """All rules in the order in which they are asked; they are edited on the page of their queue."""

    list_display = ["queue_link", "position", "random_share", "is_active", *CONDITIONS]
    list_display_links = None
    list_select_related = ["queue", "account"]
    ordering = ["queue__position", "queue_id", "position", "id"]

    @admin.display(description=gettext_lazy("queue"))
    def queue_link(self, rule: RoutingRule) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:reviews_queue_change", args=[rule.queue_id]), rule.queue
        )
