"""A day that a person chooses, as a period in UTC."""

from datetime import UTC, date, datetime, timedelta

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy

LAST_DAY = date(9998, 12, 31)
"""Periods end at the first moment of the next day, which the calendar of both databases must have."""


class DayField(forms.DateField):
    """A day up to LAST_DAY."""

    default_validators = [MaxValueValidator(LAST_DAY, gettext_lazy("Choose an earlier day."))]


def begin_day(day: date) -> datetime:
    """The first moment of the day, UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def end_day(day: date) -> datetime:
    """The first moment after the day, UTC; `day` is at most LAST_DAY."""
    return begin_day(day) + timedelta(days=1)
