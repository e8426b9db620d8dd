"""When a desk is staffed: weekday hours in one time zone, and holidays."""

from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT = "24:00"  # the end of a day, which no `time` can hold
_DAY_MINUTES = 24 * 60


def minute_of_day(clock: str) -> int:
    """Return 0 for "00:00" up to 1,440 for "24:00". Errors: ValueError, TypeError."""
    if clock == MIDNIGHT:
        return _DAY_MINUTES
    moment = time.fromisoformat(clock)
    return moment.hour * 60 + moment.minute


def ends_next_day(opens: str, closes: str) -> bool:
    """Return whether a period such as 22:00-06:00 crosses midnight: it belongs to the day on which it begins."""
    return minute_of_day(closes) < minute_of_day(opens)


def check_time_zone(name: str) -> None:
    """Errors: ValidationError for a name that the time zone database does not know."""
    if name not in available_timezones():
        raise ValidationError(_("Unknown time zone. Use a name such as Asia/Shanghai or Europe/Paris."))


def check_hours(hours: object) -> None:
    """Errors: ValidationError unless `hours` is {weekday: [["09:00", "18:00"], ...]}, in order, never two at a time.

    A period ends at 24:00 at the latest, or, as the last one of its day, on the next day: ["22:00", "06:00"].
    """
    if not isinstance(hours, dict) or set(hours) - set(WEEKDAYS):
        raise ValidationError(_("Write working hours by weekday: mon, tue, wed, thu, fri, sat, sun."))
    minutes = {day: _minutes_of_day(day, spans) for day, spans in hours.items()}
    for day, spans in minutes.items():
        flat = [minute for span in spans for minute in span]
        if flat != sorted(set(flat)):
            raise ValidationError(
                _(
                    "%(day)s: each period must end after it starts and before the next one starts. Only the last one "
                    "may end on the next day, for example 22:00-06:00; a whole day is 00:00-24:00."
                )
                % {"day": day}
            )
    for day, next_day in zip(WEEKDAYS, (*WEEKDAYS[1:], WEEKDAYS[0]), strict=True):
        last, first = minutes.get(day), minutes.get(next_day)
        if last and first and last[-1][1] - _DAY_MINUTES > first[0][0]:
            raise ValidationError(
                _("%(day)s: the last period must end before the first period of %(next)s starts.")
                % {"day": day, "next": next_day}
            )
    if not any(hours.values()):
        raise ValidationError(_("Give working hours for at least one weekday."))


def _minutes_of_day(day: str, spans: Any) -> list[tuple[int, int]]:
    """Begin and end of each period in minutes after the midnight before; an end on the next day is beyond 1,440."""
    try:
        found = [(minute_of_day(opens), minute_of_day(closes)) for opens, closes in spans]
    except (TypeError, ValueError):
        raise ValidationError(
            _("%(day)s: write hours in the form 09:00-18:00, at most 24:00.") % {"day": day}
        ) from None
    if found and found[-1][1] < found[-1][0]:
        found[-1] = found[-1][0], found[-1][1] + _DAY_MINUTES
    return found


def check_holidays(days: object) -> None:
    """Errors: ValidationError unless `days` is a list of ISO dates."""
    try:
        [date.fromisoformat(day) for day in days]  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise ValidationError(_("Write holidays as dates in the form 2026-10-01, one per line.")) from None


class WorkCalendar(models.Model):
    """Working time. `hours`: {"mon": [["09:00", "12:00"], ["22:00", "06:00"]]}; `holidays`: ["2026-10-01"].

    A period belongs to the day on which it begins, also its part after midnight; a holiday has no periods.
    """

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
