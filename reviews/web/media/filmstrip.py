"""The filmstrip of a job: what there is of it, and its sheets."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reviews import clock
from reviews.access import permissions
from reviews.media import access_log, filmstrip, prepare_again
from reviews.models import Filmstrip, Job
from reviews.web.base.auth import current_reviewer
from reviews.web.media import file_responses

_FACTS = ("interval_ms", "count", "is_whole", "tile_width", "tile_height", "columns", "rows")


@login_required
@require_safe
def filmstrip_json(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """How tiles lie on sheets, and where the sheets are. While there is no tile: count 0 and no sheet.

    That is no 404, since the page asks before there can be one, and a browser shows its user every 404 as a fault.
    `is_growing`: the worker still means to add tiles, so asking again makes sense.
    """
    request.is_background = True  # type: ignore[attr-defined]  # asked by an open page on its own
    job = _find_job(request, job_id)
    strip = Filmstrip.objects.filter(pk=job.pk).first() or Filmstrip(job=job, interval_ms=1000)
    said: dict[str, Any] = {name: getattr(strip, name) or 0 for name in _FACTS}
    said["is_whole"] = strip.is_whole
    said["gaps"] = strip.gaps
    said["is_growing"] = not strip.is_whole and job.media_next_try_at is not None
    said["sheets"] = [
        f"{reverse('job-filmstrip-sheet', args=[job.pk, number])}?v={filmstrip.sheet_token(name)}"
        for number, name in enumerate(strip.sheets)
    ]
    return JsonResponse(said, headers={"Cache-Control": "private, no-store"})


@login_required
@require_safe
def serve_sheet(request: HttpRequest, job_id: int, number: int) -> HttpResponseBase:
    """Sheet `number` as JPEG; 404 with code no_filmstrip when there is none (yet, or any more)."""
    job = _find_job(request, job_id)
    names = Filmstrip.objects.filter(pk=job.pk).values_list("sheets", flat=True).first() or []
    if number >= len(names):
        return _no_filmstrip()
    if not default_storage.exists(names[number]):
        prepare_again.make_lost_file_due(job.pk, now=clock.now())
        return _no_filmstrip()
    version = filmstrip.sheet_token(names[number])
    etag = f'"{version}"'
    answer = get_conditional_response(request, etag=etag) or _jpeg(names[number])
    if answer.status_code < 400:
        file_responses.set_picture_headers(answer, etag, is_versioned=request.GET.get("v") == version)
        access_log.record_media_view(
            job, by=current_reviewer(request), now=clock.now(), action=access_log.STILLS_ACTION
        )
    return answer


def _find_job(request: HttpRequest, job_id: int) -> Job:
    if not permissions.has_permission(request.user, permissions.Permission.VIEW_JOBS):
        raise Http404
    return get_object_or_404(
        permissions.visible_jobs(current_reviewer(request)).only("media_next_try_at", "created_at"), pk=job_id
    )


def _jpeg(name: str) -> HttpResponse:
    try:
        with default_storage.open(name, "rb") as file:
            return HttpResponse(file.read(), content_type="image/jpeg")
    except FileNotFoundError:
        return _no_filmstrip()  # a fuller sheet has just taken its place


def _no_filmstrip() -> HttpResponse:
    said = {"error": {"code": "no_filmstrip", "message": _("This part of the filmstrip does not exist.")}}
    return JsonResponse(said, status=404, headers={"Cache-Control": "no-store"})
