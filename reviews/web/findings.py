"""Many findings in one act, and the finding that the machine missed: JSON in, the new version and roll-up out."""

import msgspec
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST

from reviews import clock
from reviews.access.errors import DecisionError
from reviews.access.permissions import Permission
from reviews.decisions.verdicts.batch import record_batch
from reviews.decisions.verdicts.manual_finding import add_manual_finding
from reviews.web.body_limit import limit_body
from reviews.web.decisions import answer
from reviews.web.doors import person, requires
from reviews.web.timeline import of
from reviews.web.writes import BatchWrite, MissedWrite, answer_error, body


@limit_body(512 * 1024)
@requires(Permission.REVIEW)
@require_POST
def decide_many(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """One verdict on the findings of `finding_ids`."""
    by, now = person(request), clock.now()
    try:
        done = record_batch(job_id, by=by, now=now, **msgspec.structs.asdict(body(request, BatchWrite)))
    except (DecisionError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        return answer_error(error)
    return JsonResponse(
        {
            "decisions": len(done.decisions),
            "verdict": done.verdict,
            "by": by.shown_name,
            "at": int(now.timestamp() * 1000),
            "version": done.job_version,
            "rollup": of(done.rollup),
        }
    )


@requires(Permission.REVIEW)
@require_POST
def add(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """A finding that the machine missed, with its verdict."""
    by = person(request)
    try:
        said = msgspec.structs.asdict(body(request, MissedWrite))
        done = add_manual_finding(job_id, by=by, now=clock.now(), **said)
    except (DecisionError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        return answer_error(error)
    return JsonResponse({**answer(done), "finding": done.decision.finding_id})
