"""What the workspace loads: the machine's words as columns, the people's verdicts."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from reviews import clock
from reviews.access.permissions import Permission
from reviews.decisions.claims import lease
from reviews.decisions.verdicts import rollup
from reviews.models import Finding, Job
from reviews.queues import waiting
from reviews.timeline import timeline_data
from reviews.vocabulary import ReviewState
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.workspace.page import find_visible_job


@permission_required(Permission.VIEW_JOBS)
@require_safe
def timeline_json(request: HttpRequest, job_id: int) -> HttpResponse:
    """Columns (see `timeline.build`) as gzip JSON; 304 when the reader has this evidence version already."""
    columns = timeline_data.timeline_columns(find_visible_job(current_reviewer(request), job_id))
    known = parse_etags(request.headers.get("If-None-Match", ""))
    answer: HttpResponse
    if columns.etag in known or "*" in known:
        answer = HttpResponseNotModified()
    else:
        answer = HttpResponse(columns.body_gzip, content_type="application/json")
        answer["Content-Encoding"] = "gzip"
    answer["ETag"] = columns.etag
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ["Cookie"])
    return answer


@permission_required(Permission.VIEW_JOBS)
@require_safe
def verdicts_json(request: HttpRequest, job_id: int) -> JsonResponse:
    """Current verdicts, the job's version and its roll-up."""
    job = find_visible_job(current_reviewer(request), job_id)
    answer = {
        "version": job.version,
        "review_state": _state_now(job),
        "rollup": rollup_as_json(rollup.rollup_of_job(job)),
    }
    return JsonResponse(
        {**timeline_data.current_verdicts(job), **answer, "added": _manual_finding_authors(job)},
        headers={"Cache-Control": "private, no-store"},
    )


def _state_now(job: Job) -> str:
    if job.review_state != ReviewState.CLAIMED:
        return job.review_state
    return waiting.state_now(job, lease.active_review(job), clock.now())


def _manual_finding_authors(job: Job) -> dict[int, str]:
    """Finding id -> who added it; read through the key's index, however many the machine found."""
    added = Finding.objects.live().filter(job=job, key__gte="person:", key__lt="person;").select_related("added_by")
    return {finding.pk: finding.added_by.shown_name for finding in added if finding.added_by}


def rollup_as_json(total: rollup.Rollup) -> dict[str, str | int]:
    """A roll-up as JSON."""
    return {
        "pass": total.passes,
        "review": total.reviews,
        "block": total.blocks,
        "decided": total.decided,
        "suggests": total.suggests.value,
    }
