"""Who else has this job open."""

import msgspec
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST

from reviews import clock
from reviews.access.permissions import Permission
from reviews.decisions.claims import presence as presences
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.base.errors import json_view
from reviews.web.base.json_body import parse_body


class PresenceBody(msgspec.Struct, forbid_unknown_fields=True):
    """A page's heartbeat; `left`: it is being closed."""

    left: bool = False


@permission_required(Permission.VIEW_JOBS)
@require_POST
@json_view
def report_presence(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """Body `{"left": bool}`, answer `{"people": [names of the others who are there]}`."""
    if parse_body(request, PresenceBody).left:
        presences.end_presence(job_id, by=current_reviewer(request))
        return JsonResponse({"people": []})
    others = presences.record_presence(job_id, by=current_reviewer(request), now=clock.now())
    return JsonResponse({"people": [other.shown_name for other in others]})
