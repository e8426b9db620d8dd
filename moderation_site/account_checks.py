"""Checks of what accounts may name: the operator's lists must not reach the site's own secrets."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from reviews.models.key_names import find_pattern_faults
from reviews.providers.endpoint import find_entry_faults


@register(Tags.security)
def account_key_names(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """No item of ACCOUNT_KEY_NAMES covers a variable that the site reads for itself."""
    faults = find_pattern_faults(settings.ACCOUNT_KEY_NAMES, settings.OWN_ENVIRONMENT_NAMES)
    return [
        Error(f"ACCOUNT_KEY_NAMES: {fault}", hint="Keep the default, DESK_KEY_*, and rename the keys.", id="desk.E010")
        for fault in faults
    ]


@register(Tags.security)
def allowed_endpoints(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every item of ALLOWED_ENDPOINTS is a host, with a port or without."""
    return [
        Error(f"ALLOWED_ENDPOINTS: {fault}", hint="For example gateway.example.com:8443.", id="desk.E011")
        for fault in find_entry_faults(settings.ALLOWED_ENDPOINTS)
    ]
