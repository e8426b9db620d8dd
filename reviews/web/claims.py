"""The right to review, from a page: take the next job, take this one, keep it, give it back."""

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reviews.decisions import claim as claims
from reviews.decisions.errors import DecisionError, NotFound
from reviews.decisions.rules import Act
from reviews.web.doors import person, requires
from reviews.web.errors import not_found
from reviews.web.writes import Fence, answer_error, body


@requires(Act.REVIEW)
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Claim what should be reviewed next and open it; back to the queue with a word when nothing waits."""
    review = claims.claim_next(by=person(request), now=timezone.now())
    if review is None:
        messages.info(request, _("Nothing waits for review now. The queue refreshes itself."))
        return redirect("queue")
    return redirect("job", review.job_id)


@requires(Act.REVIEW)
@require_POST
def take(request: HttpRequest, job_id: int) -> HttpResponse:
    """Claim this job. A refusal is told on the job's page."""
    try:
        claims.claim(job_id, by=person(request), now=timezone.now())
    except NotFound as error:
        return not_found(request, error)
    except DecisionError as error:
        messages.error(request, str(error))
    return redirect("job", job_id)


@requires(Act.REVIEW)
@require_POST
def release(request: HttpRequest, job_id: int) -> HttpResponse:
    """Give the job back and return to the queue."""
    raw = request.POST.get("fence", "")
    fence = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else -1
    try:
        claims.release(job_id, by=person(request), fence=fence, now=timezone.now())
    except NotFound as error:
        return not_found(request, error)
    except DecisionError as error:
        messages.error(request, str(error))
        return redirect("job", job_id)
    messages.success(request, _("The job is back in the queue."))
    return redirect("queue")


@requires(Act.REVIEW)
@require_POST
def lease(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """The heartbeat: body `{"fence": n}`, answer `{"lease_until", "seconds_left"}`, 409 when the claim is lost."""
    now = timezone.now()
    try:
        review = claims.renew(job_id, by=person(request), fence=body(request, Fence).fence, now=now)
    except (DecisionError, msgspec.MsgspecError) as error:
        return answer_error(error)
    return JsonResponse(
        {"lease_until": review.lease_until.isoformat(), "seconds_left": int((review.lease_until - now).total_seconds())}
    )
