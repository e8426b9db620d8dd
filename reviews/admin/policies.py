"""Policies: a version that a decision used never changes; an edit makes the next one."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews import clock
from reviews.access.errors import DecisionError
from reviews.admin import policy_diff
from reviews.admin.base import AuditedMixin, ManagerOnly
from reviews.admin.typed_bases import BaseAdmin, BaseModelForm, acting_person
from reviews.decisions.administration import policies
from reviews.models import Policy
from reviews.vocabulary import Suggestion

MAX_COUNTED = 1000


class PolicyForm(BaseModelForm):
    allowed_verdicts = forms.MultipleChoiceField(
        label=gettext_lazy("allowed verdicts"),
        choices=[(word.value, word.value) for word in Suggestion],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Verdicts that this policy allows. None selected means any verdict."),
    )

    class Meta:
        model = Policy
        fields = [
            "code",
            "name_en",
            "name_zh",
            "text_en",
            "text_zh",
            "allowed_verdicts",
            "harm_band",
            "note_required",
            "is_active",
        ]


@admin.register(Policy)
class PolicyAdmin(AuditedMixin, ManagerOnly, BaseAdmin):
    form = PolicyForm
    list_display = ["code", "version", "name_en", "name_zh", "harm_band", "used_by", "is_active"]
    list_filter = ["is_active", "harm_band"]
    search_fields = ["code"]
    fields = [
        "code", "version", "name_en", "name_zh", "text_en", "text_zh", "allowed_verdicts", "harm_band", "note_required",
        "is_active", "used_by",
    ]  # fmt: skip
    actions = ["retire", "restore"]
    list_per_page = 50
    sortable_by = ()
    change_form_template = "admin/reviews/policy_change.html"

    @admin.display(description=gettext_lazy("decisions"))
    def used_by(self, policy: Policy) -> str:
        count = policy.decisions.order_by()[: MAX_COUNTED + 1].count() if policy.pk else 0
        return f"{MAX_COUNTED:,}+" if count > MAX_COUNTED else f"{count:,}"

    @admin.action(description=gettext_lazy("Retire"), permissions=["manage"])
    def retire(self, request: HttpRequest, rows: QuerySet[Policy]) -> None:
        """No new decision may use them."""
        self._each(request, rows, policies.retire_policy, _("Retired: %(n)d."))

    @admin.action(description=gettext_lazy("Restore"), permissions=["manage"])
    def restore(self, request: HttpRequest, rows: QuerySet[Policy]) -> None:
        """New decisions may use them again, unless another version of the code is in use."""
        self._each(request, rows, policies.restore_policy, _("Restored: %(n)d."))

    def _each(self, request: HttpRequest, rows: QuerySet[Policy], act: Any, said: str) -> None:
        done = 0
        for policy in rows:
            try:
                done += act(policy, by=acting_person(request), now=clock.now())
            except DecisionError as error:
                self.message_user(request, error.message, messages.ERROR)
        self.message_user(request, said % {"n": done}, messages.SUCCESS if done else messages.INFO)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.versions_view)
        return [path("<int:pk>/versions/", view, name="reviews_policy_versions"), *super().get_urls()]

    def versions_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every version of the code, and what changed from one (`?with=`, else the one before) to this."""
        if not self.has_manage_permission(request):
            raise PermissionDenied
        policy = Policy.objects.filter(pk=pk).first()
        if policy is None:
            raise Http404
        versions = list(Policy.objects.filter(code=policy.code).order_by("-version"))
        before = [one for one in versions if one.version < policy.version]
        wanted = [one for one in versions if str(one.version) == request.GET.get("with") and one != policy]
        other = next(iter(wanted or before), None)
        pair = sorted([policy, other], key=lambda one: one.version) if other else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Versions of %(code)s") % {"code": policy.code},
            "opts": self.opts,
            "policy": policy,
            "versions": versions,
            "pair": pair,
            "fields": policy_diff.diff_policies(*pair) if pair else [],
        }
        return TemplateResponse(request, "admin/reviews/policy_versions.html", context)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code", "version", "used_by"] if obj else ["version", "used_by"]

    def save_model(self, request: HttpRequest, obj: Policy, form: Any, change: bool) -> None:
        """Keep the used version as it is, retired, and save the edit as the next; switching on or off is no edit."""
        if change and set(form.changed_data) - {"is_active"} and obj.decisions.exists():
            Policy.objects.filter(pk=obj.pk).update(is_active=False)
            newest = Policy.objects.filter(code=obj.code).aggregate(newest=Max("version"))["newest"]
            obj.pk, obj.version, obj._state.adding = None, newest + 1, True
            said = _("Existing decisions use the old version. It is now retired, and this is version %(n)d.") % {
                "n": obj.version
            }
            self.message_user(request, said, messages.INFO)
        super().save_model(request, obj, form, change)
