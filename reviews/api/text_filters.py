"""Filters whose value is a text that people paste or type: trimmed, and a wrong one named."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from reviews.access.errors import Invalid
from reviews.pasted_text import trim_pasted
from reviews.search import job_search


class PastedField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return trim_pasted(super().to_python(value) or "")


class PastedFilter(django_filters.CharFilter):  # type: ignore[misc]
    """An id that is compared whole: what cannot be seen at its ends is no part of it."""

    field_class = PastedField


class SearchField(forms.CharField):
    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return job_search.check_search(text) if text else ""
        except Invalid as error:
            raise ValidationError(str(error), code=error.code) from None


class SearchFilter(django_filters.Filter):  # type: ignore[misc]
    field_class = SearchField
