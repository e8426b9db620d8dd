"""Register job ids that a provider already knows; every line is answered."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from reviews import clock
from reviews.access.permissions import Permission
from reviews.models import ProviderAccount
from reviews.sync import register
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.base.body_limit import limit_body


class JobIdsForm(forms.Form):
    """An account and one job id per line."""

    account = forms.ModelChoiceField(
        ProviderAccount.objects.none(),
        label=gettext_lazy("Account"),
        empty_label=None,
        widget=forms.Select(attrs={"class": "select"}),
    )
    lines = forms.CharField(
        max_length=900_000,
        label=gettext_lazy("Job IDs, one per line"),
        help_text=gettext_lazy(
            "Letters, digits, _ and - only. Lines with errors are reported; valid lines are registered."
        ),
        widget=forms.Textarea(attrs={"class": "textarea", "spellcheck": "false", "rows": 8}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = ProviderAccount.objects.active()


@limit_body(1024 * 1024)
@permission_required(Permission.REGISTER_JOBS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_jobs_page(request: HttpRequest) -> HttpResponse:
    """The form; after sending, the form with what was typed and a report of each line."""
    form = JobIdsForm(request.POST or None)
    report = []
    if request.method == "POST" and form.is_valid():
        lines = form.cleaned_data["lines"].splitlines()
        report = register.register_jobs(
            form.cleaned_data["account"], lines, by=current_reviewer(request), now=clock.now()
        )
    accounts = ProviderAccount.objects.active().exists()
    return render(request, "reviews/intake/job_ids.html", {"form": form, "report": report, "has_accounts": accounts})
