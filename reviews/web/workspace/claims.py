"""The right to review, from a page: take the next job, take this one, keep it, give it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reviews import clock
from reviews.access import permissions
from reviews.access.errors import Conflict, Invalid, NotAllowed
from reviews.access.permissions import Permission
from reviews.decisions.claims import claim as claims
from reviews.decisions.verdicts import take_back_job
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.base.errors import ALREADY_HOLDING, is_hold_confirmed, json_view, redirect_view
from reviews.web.base.json_body import FenceBody, parse_body
from reviews.web.queue import why_not
from reviews.web.workspace import page


@permission_required(Permission.REVIEW)
@require_POST
@redirect_view
def claim_next_job(request: HttpRequest) -> HttpResponse:
    """Claim what should be reviewed next and open it; back to the queue with a word when nothing waits."""
    return _open_next_job(request, None)


@permission_required(Permission.REVIEW)
@require_POST
@redirect_view
def claim_next_job_of_queue(request: HttpRequest, queue_id: int) -> HttpResponse:
    """The same out of one queue; 404 for a queue that is not the person's."""
    return _open_next_job(request, queue_id)


def _open_next_job(request: HttpRequest, queue_id: int | None, skip_job_id: int | None = None) -> HttpResponse:
    by, now = current_reviewer(request), clock.now()
    review = claims.claim_next_job(by=by, now=now, queue_id=queue_id, skip_job_id=skip_job_id)
    if review is None:
        messages.info(request, why_not.describe_nothing_offered(by, queue_id, now=now))
        return redirect("queue")
    if review.claimed_at != now:
        messages.info(request, still_held())
    return redirect("job", review.job_id)


def still_held() -> str:
    """The sentence for somebody who asks for the next job and holds one."""
    return _("You hold this job already. Submit, skip or release it, then ask for the next one.")


@permission_required(Permission.REVIEW)
@require_POST
@redirect_view
def claim_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Claim this job. A refusal is told on the job's page; whoever holds another job is asked first."""
    claims.claim(job_id, by=current_reviewer(request), now=clock.now(), hold_another=is_hold_confirmed(request))
    return redirect("job", job_id)


@permission_required(Permission.REVIEW)
@require_POST
@redirect_view
def release_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Give the job back and return to the queue."""
    claims.release(job_id, by=current_reviewer(request), fence=_fence(request), now=clock.now())
    messages.success(request, _("The job was returned to the queue."))
    return redirect("queue")


@permission_required(Permission.REVIEW)
@require_POST
@redirect_view
def skip_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Give the job back unreviewed and open the next one of its queue."""
    by = current_reviewer(request)
    queue_id = permissions.visible_jobs(by).filter(pk=job_id).values_list("queue_id", flat=True).first()
    claims.skip(job_id, by=by, fence=_fence(request), now=clock.now())
    messages.success(request, _("Skipped. The job is left for another reviewer."))
    is_worked = queue_id is not None and permissions.worked_queues(by).filter(pk=queue_id).exists()
    return _open_next_job(request, queue_id if is_worked else None, job_id)


@permission_required(Permission.TAKE_OVER)
@require_POST
@redirect_view
def take_over_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """A lead takes the job from its holder. A refusal shows the page again with the reason as it was typed."""
    reason = request.POST.get("reason", "")
    by, confirmed = current_reviewer(request), is_hold_confirmed(request)
    try:
        claims.take_over(job_id, by=by, reason=reason, now=clock.now(), hold_another=confirmed)
    except (Conflict, Invalid, NotAllowed) as error:
        if error.code == ALREADY_HOLDING:
            raise
        return page.render_workspace(request, job_id, refusal=page.Refusal("take_over", str(error), reason))
    return redirect("job", job_id)


@permission_required(Permission.REVIEW)
@require_POST
@redirect_view
def take_back_job_verdict(request: HttpRequest, job_id: int) -> HttpResponse:
    """Take back the verdict that was given seconds ago and open its job again; asks before two jobs are held."""
    take_back_job.take_back_verdict(
        job_id,
        by=current_reviewer(request),
        decision_id=_number(request, "decision"),
        now=clock.now(),
        hold_another=is_hold_confirmed(request),
    )
    messages.success(request, _("Taken back. You hold the job again; your decisions on its findings are kept."))
    return redirect("job", job_id)


def _fence(request: HttpRequest) -> int:
    return _number(request, "fence")


def _number(request: HttpRequest, name: str) -> int:
    raw = request.POST.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else -1


@permission_required(Permission.REVIEW)
@require_POST
@json_view
def renew_claim(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """The heartbeat: body `{"fence": n}`, answer `{"lease_until", "seconds_left"}`, 409 when the claim is lost."""
    now = clock.now()
    fence = parse_body(request, FenceBody).fence
    review = claims.renew(job_id, by=current_reviewer(request), fence=fence, now=now)
    return JsonResponse(
        {"lease_until": review.lease_until.isoformat(), "seconds_left": int((review.lease_until - now).total_seconds())}
    )
