"""Prepare the video of a job again, and what its page says about the next attempt."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reviews import clock
from reviews.access import permissions
from reviews.access.permissions import Permission
from reviews.media import prepare_again
from reviews.models import Job, Reviewer
from reviews.vocabulary import MediaState, ReviewState
from reviews.web.base.auth import current_reviewer, permission_required


@permission_required(Permission.REVIEW)
@require_POST
def prepare_video_again(request: HttpRequest, job_id: int) -> HttpResponse:
    """Make the video of a visible job due now; a refusal is told on its page."""
    person, now = current_reviewer(request), clock.now()
    job = get_object_or_404(permissions.visible_jobs(person).select_related("account"), pk=job_id)
    if reason := prepare_again.why_not_again(job, now):
        messages.error(request, reason)
    elif prepare_again.prepare_again([job.pk], by=person, now=now):
        messages.success(request, _("The video is prepared again. Reload the page in a few minutes."))
    else:
        messages.error(request, _("A worker is preparing it right now."))
    return redirect("job", job_id)


def describe_outlook(job: Job, viewer: Reviewer, now: datetime) -> dict[str, Any]:
    """Whether and when the video is tried again, in a sentence that is true; and whether `viewer` may ask for it."""
    is_worked_on = job.media_lease_until is not None and job.media_lease_until >= now
    sentence = ""
    if is_worked_on:
        sentence = _("The video is being prepared now.")
    elif job.media_next_try_at is not None and job.media_next_try_at <= now:
        sentence = _("The video is being prepared. It is next in line.")
    elif job.media_next_try_at is not None:
        sentence = _("The video is tried again at %(at)s UTC.") % {"at": f"{job.media_next_try_at:%Y-%m-%d %H:%M}"}
    elif job.media_state != MediaState.READY and job.review_state != ReviewState.PENDING:
        sentence = _("The video is not tried again automatically.")
    is_due = job.media_next_try_at is not None and job.media_next_try_at <= now
    may_ask = permissions.has_permission(viewer, Permission.REVIEW) and not is_due
    return {"sentence": sentence, "may_ask": may_ask and not prepare_again.why_not_again(job, now)}
