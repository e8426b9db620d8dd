"""The reports page: one period in numbers."""

from datetime import UTC, date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from reviews import clock
from reviews.access.permissions import Permission
from reviews.decisions.administration import export_log
from reviews.reports import summary
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.base.days import DayField, begin_day, end_day
from reviews.wellness import exposure

_SHOWN_DAYS = 30


class PeriodForm(forms.Form):
    """Both days belong to the period; days are UTC days."""

    start = DayField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d")
    )
    end = DayField(
        label=gettext_lazy("To"), widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d")
    )

    def add_prefix(self, field_name: str) -> str:
        # `from` and `to` in the address, as in the API; `from` cannot be a field's name in Python.
        return {"start": "from", "end": "to"}.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if start and end and end < start:
            self.add_error("end", _("This day is before the first day. Choose a later day."))
        return data


@permission_required(Permission.SEE_REPORTS)
@require_safe
def reports_page(request: HttpRequest) -> HttpResponse:
    """Jobs, overrides and turnaround of `?from=&to=`; the last 30 days without them."""
    form = PeriodForm(request.GET) if "from" in request.GET or "to" in request.GET else PeriodForm(_last_days())
    numbers = None
    if form.is_valid():
        export_log.record_export("report", by=current_reviewer(request), now=clock.now(), filters=["from", "to"])
        numbers = summary.summarise_period(begin_day(form.cleaned_data["start"]), end_day(form.cleaned_data["end"]))
    seen = {
        "rows": exposure.exposure_by_band(_SHOWN_DAYS, clock.now()),
        "days": _SHOWN_DAYS,
        "fewest": exposure.MIN_PEOPLE,
    }
    return render(request, "reviews/reports/page.html", {"form": form, "numbers": numbers, "seen": seen})


def _last_days() -> dict[str, date]:
    today = clock.now().astimezone(UTC).date()
    return {"from": today - timedelta(days=_SHOWN_DAYS - 1), "to": today}
