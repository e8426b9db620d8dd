"""Many findings in one act, and the finding that the machine missed: JSON in, the new version and roll-up out."""

import msgspec
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST

from reviews import clock
from reviews.access.errors import DecisionError
from reviews.access.permissions import Permission
from reviews.decisions.verdicts.batch import record_batch
from reviews.decisions.verdicts.manual_finding import add_manual_finding
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.base.body_limit import limit_body
from reviews.web.base.json_body import BatchVerdictBody, ManualFindingBody, error_response, parse_body
from reviews.web.workspace.data import rollup_as_json
from reviews.web.workspace.verdicts import recorded_as_json


@limit_body(512 * 1024)
@permission_required(Permission.REVIEW)
@require_POST
def decide_findings(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """One verdict on the findings of `finding_ids`."""
    by, now = current_reviewer(request), clock.now()
    try:
        done = record_batch(job_id, by=by, now=now, **msgspec.structs.asdict(parse_body(request, BatchVerdictBody)))
    except (DecisionError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        return error_response(error)
    return JsonResponse(
        {
            "decisions": len(done.decisions),
            "verdict": done.verdict,
            "by": by.shown_name,
            "at": int(now.timestamp() * 1000),
            "version": done.job_version,
            "rollup": rollup_as_json(done.rollup),
        }
    )


@permission_required(Permission.REVIEW)
@require_POST
def add_finding(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """A finding that the machine missed, with its verdict."""
    by = current_reviewer(request)
    try:
        said = msgspec.structs.asdict(parse_body(request, ManualFindingBody))
        done = add_manual_finding(job_id, by=by, now=clock.now(), **said)
    except (DecisionError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        return error_response(error)
    return JsonResponse({**recorded_as_json(done), "finding": done.decision.finding_id})
