"""Who else has this job open."""

import msgspec
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST

from reviews import clock
from reviews.access.errors import DecisionError
from reviews.access.permissions import Permission
from reviews.decisions.claims import presence as presences
from reviews.web.doors import person, requires
from reviews.web.writes import answer_error, body


class Here(msgspec.Struct, forbid_unknown_fields=True):
    """A page's heartbeat; `left`: it is being closed."""

    left: bool = False


@requires(Permission.VIEW_JOBS)
@require_POST
def presence(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """Body `{"left": bool}`, answer `{"people": [names of the others who are there]}`."""
    try:
        if body(request, Here).left:
            presences.end_presence(job_id, by=person(request))
            return JsonResponse({"people": []})
        others = presences.record_presence(job_id, by=person(request), now=clock.now())
    except (DecisionError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        return answer_error(error)
    return JsonResponse({"people": [other.shown_name for other in others]})
