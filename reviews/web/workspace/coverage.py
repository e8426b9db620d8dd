"""What was watched of a job, told by the workspace as it happens; a break is proposed in the answer."""

from typing import Annotated

import msgspec
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reviews import clock
from reviews.access.errors import Conflict, Invalid
from reviews.access.permissions import Permission
from reviews.models import Job
from reviews.vocabulary import HarmBand
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.base.errors import json_view
from reviews.web.base.json_body import parse_body
from reviews.web.workspace.page import find_visible_job
from reviews.wellness import breaks, coverage, effective_settings, exposure
from reviews.wellness.played_ranges import BadRange

# A page that was offline sends what it kept at once; nobody was active for longer than this without telling.
BoundedMs = Annotated[int, msgspec.Meta(ge=0, le=4 * 3600 * 1000)]


class CoverageBody(msgspec.Struct, forbid_unknown_fields=True):
    """`ranges` as reviews/wellness/ranges.py says; `revealed_ms` by harm band of what was shown.

    `used`: a key or pointer was used since the last time; a video that plays to an empty chair keeps nobody signed in.
    """

    ranges: list[tuple[int, int, int, int, int]] = []
    active_ms: BoundedMs = 0
    revealed_ms: dict[HarmBand, BoundedMs] = {}
    used: bool = False


class BreakAnswerBody(msgspec.Struct, forbid_unknown_fields=True):
    """A person's answer to a proposed break."""

    act: str


@permission_required(Permission.VIEW_JOBS)
@require_http_methods(["GET", "HEAD", "POST"])
@json_view
def job_coverage(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """GET: ``{"coverage": [{"who", "mine", "ranges"}]}``. POST adds to one's own and answers with ``break`` too."""
    viewer = current_reviewer(request)
    request.is_background = True  # type: ignore[attr-defined]  # told by an open page on its own
    job = find_visible_job(viewer, job_id)
    if request.method != "POST":
        return JsonResponse({"coverage": coverage.coverage_of_job(job, viewer=viewer)})
    due = _record_coverage(request, job)
    proposed = due.as_json() if due else None
    return JsonResponse({"coverage": coverage.coverage_of_job(job, viewer=viewer), "break": proposed})


def _record_coverage(request: HttpRequest, job: Job) -> breaks.ProposedBreak | None:
    seen, by, now = parse_body(request, CoverageBody), current_reviewer(request), clock.now()
    request.is_background = not seen.used  # type: ignore[attr-defined]
    limits = effective_settings.settings_of_person(by)
    revealed = {str(band): ms for band, ms in seen.revealed_ms.items()}
    with transaction.atomic():
        try:
            coverage.add_played_ranges(job, seen.ranges, by=by, now=now)
        except BadRange as error:
            raise Invalid("bad_range", str(error), field=error.field) from None
        exposure.add_exposure(by, active={job.harm_band: seen.active_ms}, revealed=revealed, now=now)
        return breaks.record_activity(
            by, active_ms=seen.active_ms, revealed_ms=sum(revealed.values()), limits=limits, now=now
        )


@permission_required(Permission.VIEW_JOBS)
@require_POST
@json_view
def answer_break(request: HttpRequest) -> HttpResponseBase:
    """Body ``{"act": "snooze" | "taken"}``. A second snooze before a break: 409 ``no_snooze``."""
    by, now = current_reviewer(request), clock.now()
    act = parse_body(request, BreakAnswerBody).act
    if act == "taken":
        breaks.record_break(by, now=now)
    elif act != "snooze":
        raise Invalid("bad_act", _("Send snooze or taken."), field="act")
    elif not breaks.snooze(by, limits=effective_settings.settings_of_person(by), now=now):
        raise Conflict("no_snooze", _("A break can be postponed only once. Take it when you can."))
    return JsonResponse({})
