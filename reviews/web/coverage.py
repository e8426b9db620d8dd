"""What was watched of a job, told by the workspace as it happens; a break is proposed in the answer."""

from typing import Annotated

import msgspec
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reviews import clock
from reviews.access.errors import Conflict, DecisionError, Invalid
from reviews.access.permissions import Permission
from reviews.models import Job
from reviews.vocabulary import HarmBand
from reviews.web.doors import person, requires
from reviews.web.workspace import find
from reviews.web.writes import answer_error, body
from reviews.wellness import breaks, coverage, effective, exposure
from reviews.wellness.ranges import BadRange

# A page that was offline sends what it kept at once; nobody was active for longer than this without telling.
LongestMs = Annotated[int, msgspec.Meta(ge=0, le=4 * 3600 * 1000)]


class Seen(msgspec.Struct, forbid_unknown_fields=True):
    """`ranges` as reviews/wellness/ranges.py says; `revealed_ms` by harm band of what was shown.

    `used`: a key or pointer was used since the last time; a video that plays to an empty chair keeps nobody signed in.
    """

    ranges: list[tuple[int, int, int, int, int]] = []
    active_ms: LongestMs = 0
    revealed_ms: dict[HarmBand, LongestMs] = {}
    used: bool = False


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """A person's answer to a proposed break."""

    act: str


@requires(Permission.VIEW_JOBS)
@require_http_methods(["GET", "HEAD", "POST"])
def of_job(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """GET: ``{"coverage": [{"who", "mine", "ranges"}]}``. POST adds to one's own and answers with ``break`` too."""
    viewer = person(request)
    request.is_background = True  # type: ignore[attr-defined]  # told by an open page on its own
    job = find(viewer, job_id)
    if request.method != "POST":
        return JsonResponse({"coverage": coverage.of(job, viewer=viewer)})
    try:
        due = _add(request, job)
    except (DecisionError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        return answer_error(error)
    proposed = due.as_json() if due else None
    return JsonResponse({"coverage": coverage.of(job, viewer=viewer), "break": proposed})


def _add(request: HttpRequest, job: Job) -> breaks.Break | None:
    seen, by, now = body(request, Seen), person(request), clock.now()
    request.is_background = not seen.used  # type: ignore[attr-defined]
    limits = effective.of(by)
    revealed = {str(band): ms for band, ms in seen.revealed_ms.items()}
    with transaction.atomic():
        try:
            coverage.add(job, seen.ranges, by=by, now=now)
        except BadRange as error:
            raise Invalid("bad_range", str(error), field=error.field) from None
        exposure.add(by, active={job.harm_band: seen.active_ms}, revealed=revealed, now=now)
        return breaks.note(by, active_ms=seen.active_ms, revealed_ms=sum(revealed.values()), limits=limits, now=now)


@requires(Permission.VIEW_JOBS)
@require_POST
def answer_break(request: HttpRequest) -> HttpResponseBase:
    """Body ``{"act": "snooze" | "taken"}``. A second snooze before a break: 409 ``no_snooze``."""
    by, now = person(request), clock.now()
    try:
        act = body(request, Answer).act
        if act == "taken":
            breaks.taken(by, now=now)
        elif act != "snooze":
            raise Invalid("bad_act", _("Say snooze or taken."), field="act")
        elif not breaks.snooze(by, limits=effective.of(by), now=now):
            raise Conflict("no_snooze", _("A break can be put off once. Take it when you can."))
    except (DecisionError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        return answer_error(error)
    return JsonResponse({})
