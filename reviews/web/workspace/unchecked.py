"""What a person does with a job that no machine checked: send its video again, or end it without a verdict."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reviews import clock
from reviews.access.permissions import Permission
from reviews.decisions.claims import close
from reviews.providers.errors import ProviderError
from reviews.redaction import get_public_text
from reviews.sync import send_again
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.base.errors import redirect_view


@permission_required(Permission.SUBMIT_VIDEOS)
@require_POST
@redirect_view
def send_video_again(request: HttpRequest, job_id: int) -> HttpResponse:
    """Submit the same video anew and open the new job; what the provider refuses is told on the old job's page."""
    by, now = current_reviewer(request), clock.now()
    close.free_own_claim(job_id, by=by, now=now)
    try:
        job = send_again.send_again(job_id, by=by, now=now)
    except ProviderError as error:
        messages.error(request, _("Not sent: %(reason)s") % {"reason": get_public_text(str(error))})
        return redirect("job", job_id)
    messages.success(request, _("The video was sent again. This is the new job."))
    return redirect("job", job.pk)


@permission_required(Permission.REVIEW)
@require_POST
@redirect_view
def report_technical_problem(request: HttpRequest, job_id: int) -> HttpResponse:
    """Close the job without a verdict."""
    close.report_technical_problem(job_id, by=current_reviewer(request), now=clock.now())
    messages.success(request, _("Closed without a verdict. Reports count the job as a technical problem."))
    return redirect("job", job_id)


@permission_required(Permission.REVIEW)
@require_POST
@redirect_view
def put_job_back(request: HttpRequest, job_id: int) -> HttpResponse:
    """Return a closed job to its queue."""
    close.put_back(job_id, by=current_reviewer(request), now=clock.now())
    messages.success(request, _("The job is back in its queue."))
    return redirect("job", job_id)
