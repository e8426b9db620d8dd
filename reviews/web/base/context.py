"""What every page knows of its reader's wellness settings."""

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from reviews.models import Reviewer
from reviews.wellness import effective_settings


def wellness_context(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: `wellness`, asked (two queries) only by a page that uses it; none for strangers."""
    return {"wellness": SimpleLazyObject(lambda: _settings_or_none(getattr(request, "user", None)))}


def _settings_or_none(user: Any) -> effective_settings.EffectiveSettings | None:
    if not isinstance(user, Reviewer):
        return None
    try:
        return effective_settings.settings_of_person(user)
    except DatabaseError:  # a page that says so is being drawn; without settings pictures are grey and blurred
        return None
