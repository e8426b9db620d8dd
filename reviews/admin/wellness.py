"""The organisation minimum for pictures, harm rules, who watched what, and what was made of a video.

A person's own settings, exposure and break clock are in no admin page.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_q.tasks import async_task

from reviews import audit, clock
from reviews.admin.base import AuditedMixin, ManagerOnly, ReadOnlyAdmin
from reviews.admin.typed_bases import BaseAdmin, BaseModelForm, acting_person
from reviews.labels import harm_band_label
from reviews.models import Coverage, Filmstrip, HarmRule, PlayableCopy, VideoFacts, WellnessFloor
from reviews.vocabulary import HarmBand


def _label_harm_bands(field: forms.Field) -> None:
    """Harm bands by their words in the reader's language."""
    if isinstance(field, forms.ChoiceField):
        field.choices = [(one.value, harm_band_label(one.value)) for one in HarmBand]


class FloorForm(BaseModelForm):
    class Meta:
        model = WellnessFloor
        fields = ["greyscale", "blur", "warn_from_band", "break_active_minutes", "break_revealed_minutes"]
        labels = {
            "greyscale": _("Show pictures in grey"),
            "blur": _("Blur (percent of the shorter side)"),
            "warn_from_band": _("Warning card from this harm band"),
            "break_active_minutes": _("Suggest a break after active minutes"),
            "break_revealed_minutes": _("Suggest a break after minutes with revealed pictures"),
        }
        help_texts = {
            "greyscale": _("Nobody can turn this off. Holding the reveal key shows colour."),
            "blur": _("0 to 12. Nobody can choose a lower value. 0: a person may turn blur off."),
            "warn_from_band": _("No picture of such a job is loaded until the reviewer answers the warning card."),
            "break_active_minutes": _(
                "Nobody can choose a higher value. This is a design choice without direct evidence."
            ),
            "break_revealed_minutes": _(
                "Nobody can choose a higher value. This is a design choice without direct evidence."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label_harm_bands(self.fields["warn_from_band"])


class HarmRuleForm(BaseModelForm):
    class Meta:
        model = HarmRule
        fields = ["category", "label", "band"]
        labels = {"category": _("category"), "label": _("label"), "band": _("harm band")}
        help_texts = {
            "category": _("Written as the provider writes it."),
            "label": _(
                "Empty: the whole category. A rule for a category and label takes priority "
                "over a rule for the category."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label_harm_bands(self.fields["band"])


@admin.register(WellnessFloor)
class WellnessFloorAdmin(AuditedMixin, ManagerOnly, BaseAdmin):
    """The one row."""

    form = FloorForm
    list_display = ["__str__", "greyscale", "blur", "warn_from_band", "break_active_minutes", "break_revealed_minutes"]
    sortable_by = ()
    actions = None
    fieldsets = [
        (_("Pictures"), {"fields": ("greyscale", "blur", "warn_from_band")}),
        (_("Breaks"), {"fields": ("break_active_minutes", "break_revealed_minutes")}),
    ]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(HarmRule)
class HarmRuleAdmin(AuditedMixin, ManagerOnly, BaseAdmin):
    """An empty label is the rule of the whole category."""

    form = HarmRuleForm
    list_display = ["category", "label", "band_label"]
    list_display_links = ["category", "label"]
    list_filter = ["band"]
    sortable_by = ()
    actions = None

    @admin.display(description=_("harm band"))
    def band_label(self, rule: HarmRule) -> str:
        return harm_band_label(rule.band)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing points at a harm rule: it may go."""
        return self.has_manage_permission(request)

    def save_model(self, request: HttpRequest, obj: HarmRule, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self._recompute_harm_bands(request)

    def delete_model(self, request: HttpRequest, obj: HarmRule) -> None:
        super().delete_model(request, obj)
        self._recompute_harm_bands(request)

    def _recompute_harm_bands(self, request: HttpRequest) -> None:
        async_task("reviews.tasks.reband_jobs")
        self.message_user(request, _("Jobs that are not settled get their new harm band within a few minutes."))

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for rule in queryset:
            _audit_removal(rule, request)
        return super().log_deletions(request, queryset)


def _audit_removal(rule: Model, request: HttpRequest) -> None:
    with transaction.atomic():
        audit.record("harmrule.removed", by=acting_person(request), now=clock.now(), subject=rule, name=str(rule))


@admin.register(Coverage)
class CoverageAdmin(ReadOnlyAdmin):
    list_display = ["job", "reviewer", "played_ms", "revealed_ms", "began_at", "seen_at"]
    list_select_related = ["job", "reviewer"]
    ordering = ["-id"]
    search_fields = ["job__external_id__exact"]
    search_help_text = _("The complete job ID.")


@admin.register(Filmstrip)
class FilmstripAdmin(ReadOnlyAdmin):
    list_display = ["job", "count", "is_whole", "interval_ms", "columns", "rows"]
    list_select_related = ["job"]
    ordering = ["-pk"]
    search_fields = ["job__external_id__exact"]
    search_help_text = _("The complete job ID.")


@admin.register(VideoFacts)
class VideoFactsAdmin(ReadOnlyAdmin):
    list_display = [
        "job",
        "container",
        "picture_codec",
        "sound_codec",
        "origin_ms",
        "picture_start_ms",
        "sound_start_ms",
    ]
    list_select_related = ["job"]
    ordering = ["-pk"]
    search_fields = ["job__external_id__exact"]
    search_help_text = _("The complete job ID.")


@admin.register(PlayableCopy)
class PlayableCopyAdmin(ReadOnlyAdmin):
    list_display = ["job", "state", "progress", "error"]
    list_select_related = ["job"]
    ordering = ["-pk"]
    search_fields = ["job__external_id__exact"]
    search_help_text = _("The complete job ID.")
