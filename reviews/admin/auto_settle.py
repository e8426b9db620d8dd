"""Auto-settle rules: what settles without a person, off until somebody has seen what switching on means."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews import clock
from reviews.admin.base import AuditedMixin, ManagerOnly
from reviews.admin.conditions import CONDITIONS, ConditionsForm
from reviews.admin.typed_bases import BaseAdmin, acting_person
from reviews.models import AutoSettleRule
from reviews.queues import auto_settle, matching, rule_versions
from reviews.vocabulary import Suggestion


class AutoSettleForm(ConditionsForm):
    class Meta:
        model = AutoSettleRule
        fields = ["name", "position", "verdict", "policy", "human_sample_rate", *CONDITIONS]

    def clean(self) -> dict[str, Any]:
        """Errors: block without a policy; a policy that is retired or cannot explain the verdict."""
        data = super().clean() or {}
        verdict, policy = data.get("verdict"), data.get("policy")
        if verdict == Suggestion.BLOCK and not policy:
            self.add_error("policy", _("To block, choose the policy that the video breaks."))
        if policy and not policy.is_active:
            self.add_error("policy", _("This policy is retired. Choose another policy."))
        if policy and verdict and policy.allowed_verdicts and verdict not in policy.allowed_verdicts:
            self.add_error("policy", _("This policy does not allow this verdict. Choose another policy."))
        return data


@admin.register(AutoSettleRule)
class AutoSettleRuleAdmin(AuditedMixin, ManagerOnly, BaseAdmin):
    """Saving a change switches the rule off: it acts again once somebody has seen what it matches now."""

    form = AutoSettleForm
    list_display = ["position", "name", "verdict", "policy", "human_sample_rate", "is_active"]
    list_display_links = ["name"]
    list_select_related = ["policy"]
    sortable_by = ()
    fieldsets = [
        (
            None,
            {
                "fields": ("name", "position", "verdict", "policy", "human_sample_rate", "is_active", "version"),
                "description": gettext_lazy(
                    "An auto-settle rule settles matching jobs without human review. A new rule is "
                    "off until you activate it, and it always leaves a random sample for human "
                    "review. That sample shows how often the rule is wrong."
                ),
            },
        ),
        (gettext_lazy("Conditions"), {"fields": CONDITIONS}),
    ]
    readonly_fields = ["is_active", "version"]
    change_form_template = "admin/reviews/auto_settle_change.html"

    @admin.display(description=gettext_lazy("version"))
    def version(self, rule: AutoSettleRule) -> str:
        """The number of the newest version; a change of verdict, policy, share or conditions makes the next."""
        newest = rule.versions.order_by("-number").first() if rule.pk else None
        return str(newest.number) if newest else "–"

    def save_model(self, request: HttpRequest, obj: AutoSettleRule, form: Any, change: bool) -> None:
        was_on = obj.is_active if change else False
        obj.is_active = False
        now = clock.now()
        if change:  # a rule from before there were versions: what it decided until now stays readable
            rule_versions.record_change(AutoSettleRule.objects.get(pk=obj.pk), now=now)
        super().save_model(request, obj, form, change)
        rule_versions.record_change(obj, now=now)
        said = _("This change turned the rule off. Check what it matches, then activate it again.")
        self.message_user(request, said if was_on else _("The rule is off until you activate it."), messages.WARNING)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.switch_view)
        return [path("<int:pk>/switch/", view, name="reviews_autosettlerule_switch"), *super().get_urls()]

    def switch_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the switch will do, and the button that does it."""
        if not self.has_manage_permission(request):
            raise PermissionDenied
        rule = AutoSettleRule.objects.select_related("policy", "account").filter(pk=pk).first()
        if rule is None:
            raise Http404
        if request.method == "POST" and request.POST.get("to") in ("on", "off"):
            by = acting_person(request)
            auto_settle.set_active(rule, is_active=request.POST["to"] == "on", by=by, now=clock.now())
            said = _("The rule is on.") if rule.is_active else _("The rule is off.")
            self.message_user(request, said, messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:reviews_autosettlerule_change", args=[pk]))
        count = matching.count_waiting(rule)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Deactivate the rule %(name)s") if rule.is_active else _("Activate the rule %(name)s"),
            "opts": self.opts,
            "rule": rule,
            "count": f"{count:,}+" if count >= matching.MAX_COUNTED else f"{count:,}",
            "share": f"{rule.human_sample_rate:.1%}",
            "to": "off" if rule.is_active else "on",
        }
        context["title"] = str(context["title"]) % {"name": rule.name}
        return TemplateResponse(request, "admin/reviews/auto_settle_switch.html", context)
