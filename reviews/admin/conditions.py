"""The conditions of routing and auto-settle rules as form fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.admin.typed_bases import BaseModelForm
from reviews.models import RoutingRule
from reviews.providers import registry

CONDITIONS = (
    "provider", "account", "suggestion", "category", "label", "finding_kind", "finding_suggestion", "min_score",
    "max_score",
)  # fmt: skip


class ConditionsForm(BaseModelForm):
    """Every condition that is set must hold; an empty one asks nothing."""

    provider = forms.ChoiceField(
        label=gettext_lazy("provider"),
        choices=lambda: [("", "---------"), *((slug, registry.get(slug).title) for slug in registry.slugs())],
        required=False,
    )

    class Meta:
        model = RoutingRule
        fields = [*CONDITIONS, "is_active"]

    def clean(self) -> dict[str, Any]:
        """Errors: a score range upside down; an account of another provider."""
        data = super().clean() or {}
        low, high = data.get("min_score"), data.get("max_score")
        if low is not None and high is not None and low > high:
            self.add_error("max_score", _("The highest score must not be below the lowest score. Swap them."))
        account, provider = data.get("account"), data.get("provider")
        if account and provider and account.provider != provider:
            self.add_error("account", _("This account belongs to another provider. Leave the provider empty."))
        return data
