"""A job that its provider still works on: its page asks how far it is, and reloads when findings are there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviews.access.permissions import Permission
from reviews.vocabulary import ReviewState
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.workspace.page import find_visible_job


@permission_required(Permission.VIEW_JOBS)
@require_safe
def progress_notice(request: HttpRequest, job_id: int) -> HttpResponse:
    """The notice of a pending job; once it is more than pending, the header that makes htmx reload the whole page."""
    request.is_background = True  # type: ignore[attr-defined]  # a poll of an open page is no activity of its person
    job = find_visible_job(current_reviewer(request), job_id)
    if job.review_state != ReviewState.PENDING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "reviews/workspace/pending.html#words", {"job": job})
