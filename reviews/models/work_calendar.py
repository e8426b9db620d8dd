"""When a desk is staffed: weekday hours in one time zone, and holidays."""

from datetime import date, time
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def check_time_zone(name: str) -> None:
    """Errors: ValidationError for a name that the time zone database does not know."""
    if name not in available_timezones():
        raise ValidationError(_("Unknown time zone. Use a name such as Asia/Shanghai or Europe/Paris."))


def check_hours(hours: object) -> None:
    """Errors: ValidationError unless `hours` is {weekday: [["09:00", "18:00"], ...]}, spans in order, and any span."""
    if not isinstance(hours, dict) or set(hours) - set(WEEKDAYS):
        raise ValidationError(_("Write working hours by weekday: mon, tue, wed, thu, fri, sat, sun."))
    for day, spans in hours.items():
        try:
            times = [(time.fromisoformat(start), time.fromisoformat(end)) for start, end in spans]
        except (TypeError, ValueError):
            raise ValidationError(_("%(day)s: write hours in the form 09:00-18:00.") % {"day": day}) from None
        flat = [moment for span in times for moment in span]
        if flat != sorted(set(flat)):
            raise ValidationError(
                _("%(day)s: each period must end after it starts and before the next one starts.") % {"day": day}
            )
    if not any(hours.values()):
        raise ValidationError(_("Give working hours for at least one weekday."))


def check_holidays(days: object) -> None:
    """Errors: ValidationError unless `days` is a list of ISO dates."""
    try:
        [date.fromisoformat(day) for day in days]  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise ValidationError(_("Write holidays as dates in the form 2026-10-01, one per line.")) from None


class WorkCalendar(models.Model):
    """Working time. `hours`: {"mon": [["09:00", "12:00"], ["13:00", "18:00"]]}; `holidays`: ["2026-10-01"]."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[check_time_zone])
    hours = models.JSONField(_("working hours"), default=dict, validators=[check_hours])
    holidays = models.JSONField(_("holidays"), default=list, blank=True, validators=[check_holidays])

    class Meta:
        verbose_name = _("work calendar")
        verbose_name_plural = _("work calendars")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
