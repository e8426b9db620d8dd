"""Provider accounts: names of key variables, never keys; a connection test; registering job ids."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews import accounts, audit, clock
from reviews.admin.base import AuditedMixin, ManagerOnly
from reviews.admin.typed_bases import BaseAdmin, BaseModelForm, acting_person
from reviews.models import ProviderAccount
from reviews.providers import registry
from reviews.providers.endpoint import ENDPOINT_FIELDS
from reviews.providers.errors import ProviderError
from reviews.redaction import get_public_text
from reviews.sync import register

PLACES = ("region", *ENDPOINT_FIELDS, "project_id")


class AccountForm(BaseModelForm):
    provider = forms.ChoiceField(
        label=gettext_lazy("provider"),
        choices=lambda: [(slug, registry.get(slug).title) for slug in registry.slugs()],
    )

    class Meta:
        model = ProviderAccount
        fields = [
            "name", "provider", "region", *ENDPOINT_FIELDS, "project_id", "access_key_env", "secret_key_env",
            "security_token_env", "rate_per_second", "output", "platform_link", "discovers_jobs", "is_active",
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Errors: on each field that would lead calls to a host that accounts may not call."""
        data = super().clean() or {}
        if "provider" in data:
            account = ProviderAccount(**{name: data.get(name, "") for name in ("provider", *PLACES)})
            for name, fault in accounts.find_place_faults(account).items():
                if name in data:  # else the field has an error of its own
                    self.add_error(name, fault[0].upper() + fault[1:])
        return data


class RegisterForm(forms.Form):
    external_ids = forms.CharField(
        label=gettext_lazy("Job IDs, one per line"), widget=forms.Textarea(attrs={"rows": 12}), max_length=500_000
    )


@admin.register(ProviderAccount)
class AccountAdmin(AuditedMixin, ManagerOnly, BaseAdmin):
    form = AccountForm
    list_display = ["name", "provider", "region", "is_active", "last_ok_at", "last_error_code", "paused_until"]
    list_filter = ["is_active"]
    readonly_fields = [
        "last_ok_at",
        "last_error_at",
        "last_error_code",
        "public_error",
        "failures_in_a_row",
        "paused_until",
    ]
    actions = ["test_connection"]
    change_form_template = "admin/reviews/account_change.html"

    @admin.display(description=gettext_lazy("last error"))
    def public_error(self, account: ProviderAccount) -> str:
        """The last error, without what signs the addresses in it."""
        return get_public_text(account.last_error)

    @admin.action(description=gettext_lazy("Test connection"), permissions=["manage"])
    def test_connection(self, request: HttpRequest, rows: QuerySet[ProviderAccount]) -> None:
        """One cheap signed call for each; says what the provider answered."""
        for account in rows:
            try:
                said, level, code = accounts.client_for(account).check(), messages.SUCCESS, ""
            except ProviderError as error:
                said, level, code = get_public_text(str(error)), messages.ERROR, error.code or type(error).__name__
            with transaction.atomic():
                audit.record(
                    "provideraccount.tested",
                    by=acting_person(request),
                    now=clock.now(),
                    subject=account,
                    error=code,
                )
            self.message_user(request, _("Account %(name)s: %(said)s") % {"name": account.name, "said": said}, level)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.register_view)
        return [path("<int:pk>/register/", view, name="reviews_provideraccount_register"), *super().get_urls()]

    def register_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Job ids of this account, one a line: each is created, known already, or refused with its reason."""
        if not self.has_manage_permission(request):
            raise PermissionDenied
        account = ProviderAccount.objects.filter(pk=pk).first()
        if account is None:
            raise Http404
        form = RegisterForm(request.POST or None)
        registered: list[register.Registration] = []
        if request.method == "POST" and form.is_valid():
            lines = form.cleaned_data["external_ids"].splitlines()
            registered = register.register_jobs(account, lines, by=acting_person(request), now=clock.now())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Register jobs for %(account)s") % {"account": account.name},
            "opts": self.opts,
            "account": account,
            "form": form,
            "registered": registered,
        }
        return TemplateResponse(request, "admin/reviews/account_register.html", context)
