"""Policies: a version that a decision used never changes; an edit makes the next one."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import gettext as _

from reviews.admin.base import Audited, ForManagers
from reviews.models import Policy
from reviews.vocabulary import Suggestion


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg]
    allowed_verdicts = forms.MultipleChoiceField(
        choices=[(word.value, word.value) for word in Suggestion],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Verdicts it may explain; none means any.",
    )

    class Meta:
        model = Policy
        fields = ["code", "name_en", "name_zh", "text_en", "text_zh", "allowed_verdicts", "note_required", "is_active"]


@admin.register(Policy)
class PolicyAdmin(Audited, ForManagers, admin.ModelAdmin):  # type: ignore[type-arg]
    form = PolicyForm
    list_display = ["code", "version", "name_en", "name_zh", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["code"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code", "version"] if obj else ["version"]

    def save_model(self, request: HttpRequest, obj: Policy, form: Any, change: bool) -> None:
        """Keep the used version as it is, retired, and save the edit as the next; switching on or off is no edit."""
        if change and set(form.changed_data) - {"is_active"} and obj.decisions.exists():
            Policy.objects.filter(pk=obj.pk).update(is_active=False)
            newest = Policy.objects.filter(code=obj.code).aggregate(newest=Max("version"))["newest"]
            obj.pk, obj.version, obj._state.adding = None, newest + 1, True
            said = _("Decisions use the old version; it is retired, and this is version %(n)d.") % {"n": obj.version}
            self.message_user(request, said, messages.INFO)
        super().save_model(request, obj, form, change)
