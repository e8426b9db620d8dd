"""Working hours, written as lines instead of JSON, with due times as a check."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews import clock
from reviews.admin.base import AuditedMixin, ManagerOnly
from reviews.admin.typed_bases import BaseAdmin, BaseModelForm
from reviews.models import WorkCalendar
from reviews.models.work_calendar import WEEKDAYS, check_holidays, check_hours
from reviews.queues import due

_SPAN = re.compile(r"^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)$", re.ASCII)
CHECKED_MINUTES = (60, 240, 1440)


def parse_hours(text: str) -> dict[str, list[list[str]]]:
    """``mon 09:00-12:00 13:00-18:00`` lines as the calendar stores them. Errors: ValidationError naming the line."""
    hours: dict[str, list[list[str]]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        day, *spans = line.lower().split() or [""]
        if not day:
            continue
        found = [_SPAN.match(span) for span in spans]
        if day not in WEEKDAYS or day in hours or not spans or not all(found):
            said = _(
                "Line %(n)d: write each weekday once, followed by its hours, for example mon 09:00-12:00 13:00-18:00."
            )
            raise ValidationError(said % {"n": number})
        hours[day] = [list(span.groups()) for span in found if span]
    check_hours(hours)
    return hours


def format_hours(hours: dict[str, list[list[str]]]) -> str:
    """The stored hours as lines, in the order of the week."""
    days = [(day, hours[day]) for day in WEEKDAYS if hours.get(day)]
    return "\n".join(f"{day} {' '.join(f'{start}-{end}' for start, end in spans)}" for day, spans in days)


class CalendarForm(BaseModelForm):
    hours = forms.CharField(
        label=gettext_lazy("working hours"),
        widget=forms.Textarea(attrs={"rows": 7, "cols": 50}),
        max_length=2000,
        help_text=gettext_lazy(
            "One weekday per line: mon 09:00-12:00 13:00-18:00. A day without a line is a day off. A whole day is "
            "00:00-24:00. 22:00-06:00 ends on the next day and belongs to the day on which it begins."
        ),
    )
    holidays = forms.CharField(
        label=gettext_lazy("holidays"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 7, "cols": 20}),
        max_length=20_000,
        help_text=gettext_lazy("One date per line, for example 2026-10-01."),
    )

    class Meta:
        model = WorkCalendar
        fields = ["name", "time_zone", "hours", "holidays"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["hours"] = format_hours(self.instance.hours)
        self.initial["holidays"] = "\n".join(self.instance.holidays)

    def clean_hours(self) -> dict[str, list[list[str]]]:
        return parse_hours(self.cleaned_data["hours"])

    def clean_holidays(self) -> list[str]:
        days = sorted(set(self.cleaned_data["holidays"].split()))
        check_holidays(days)
        return days


@admin.register(WorkCalendar)
class WorkCalendarAdmin(AuditedMixin, ManagerOnly, BaseAdmin):
    form = CalendarForm
    fields = ["name", "time_zone", "hours", "holidays", "due_times"]
    readonly_fields = ["due_times"]
    list_display = ["name", "time_zone", "week"]

    @admin.display(description=gettext_lazy("working hours"))
    def week(self, calendar: WorkCalendar) -> str:
        return format_hours(calendar.hours).replace("\n", ", ")

    @admin.display(description=gettext_lazy("due time of a job that arrives now"))
    def due_times(self, calendar: WorkCalendar) -> str:
        """As a check of the hours; a change shows after saving."""
        if not calendar.pk:
            return "-"
        now = clock.now()
        moments = [
            (minutes, due.compute_due_at(now, minutes, calendar).astimezone(calendar.zone))
            for minutes in CHECKED_MINUTES
        ]
        return "; ".join(_("%(n)d min: %(at)s") % {"n": n, "at": f"{at:%a %Y-%m-%d %H:%M %Z}"} for n, at in moments)
