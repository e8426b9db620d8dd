"""A person's own keys of the desk."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST

from reviews.access.errors import DecisionError
from reviews.access.permissions import Permission
from reviews.models import DeskSettings
from reviews.web import keymap
from reviews.web.doors import person, requires
from reviews.web.writes import answer_error, body


class KeysWrite(msgspec.Struct, forbid_unknown_fields=True):
    """Every key that differs from the defaults: act -> key. Empty: all defaults."""

    keys: dict[str, Any]


@requires(Permission.VIEW_JOBS)
@require_POST
def keys(request: HttpRequest) -> HttpResponseBase:
    """Body `{"keys": {act: key}}`, answer `{"own": {act: key}, "keys": {act: [keys]}}`; 400 names the act at fault."""
    try:
        own = keymap.checked(body(request, KeysWrite).keys)
    except (DecisionError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        return answer_error(error)
    DeskSettings.objects.update_or_create(reviewer=person(request), defaults={"keys": own})
    return JsonResponse({"own": own, "keys": keymap.keys_for(own)})
