"""A person's own keys of the desk."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST

from reviews.access.permissions import Permission
from reviews.models import DeskSettings
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.base.errors import json_view
from reviews.web.base.json_body import parse_body
from reviews.web.workspace import keymap


class KeysBody(msgspec.Struct, forbid_unknown_fields=True):
    """Every key that differs from the defaults: act -> key. Empty: all defaults."""

    keys: dict[str, Any]


@permission_required(Permission.VIEW_JOBS)
@require_POST
@json_view
def save_keys(request: HttpRequest) -> HttpResponseBase:
    """Body `{"keys": {act: key}}`, answer `{"own": {act: key}, "keys": {act: [keys]}}`; 400 names the act at fault."""
    own = keymap.checked_keys(parse_body(request, KeysBody).keys)
    DeskSettings.objects.update_or_create(reviewer=current_reviewer(request), defaults={"keys": own})
    return JsonResponse({"own": own, "keys": keymap.keys_for(own)})
