"""Videos and stills: a stable address that checks permission, then a file of ours in ranges or a short-lived link."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reviews import clock
from reviews.access import permissions
from reviews.media import access_log, links, prepare_again, stills
from reviews.models import Finding, Job, Reviewer
from reviews.redaction import get_public_text
from reviews.web.media import file_responses

_MAX_ID = 2**63


@login_required
@require_safe
def serve_video(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """The video of a job the person may see."""
    person, now = _viewer(request), clock.now()
    job = _job_for_video(job_id)
    if job is None or not permissions.is_visible(job, person):
        raise Http404
    if not job.media_file:
        job = Job.objects.select_related("account").get(pk=job.pk)
    try:
        link = links.video_link(job, now=now)
        answer = _redirect_to_link(link.url) if link.url else file_responses.range_response(request, link.file)
    except links.MediaMissing as missing:
        return _no_media(str(missing))
    except FileNotFoundError:
        return _lost_file(job.pk)
    if answer.status_code < 400:
        access_log.record_media_view(job, by=person, now=now)
    return answer


@login_required
@require_safe
def serve_copy(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """The copy of a job's video that browsers can play, by the same rules as the video itself."""
    person, now = _viewer(request), clock.now()
    job = _job_for_video(job_id)
    if job is None or not permissions.is_visible(job, person):
        raise Http404
    try:
        answer = file_responses.range_response(request, links.copy_link(job).file)
    except links.MediaMissing as missing:
        return _no_media(str(missing))
    except FileNotFoundError:
        return _lost_file(job.pk)
    if answer.status_code < 400:
        access_log.record_media_view(job, by=person, now=now)
    return answer


@login_required
@require_safe
def serve_still(request: HttpRequest, finding_id: int) -> HttpResponseBase:
    """The picture of a finding the person may see; ``?w=`` 160, 320 or 480 (anything else means 480).

    With ``?v=`` and the job's evidence version the answer never needs to be asked for again.
    """
    person, now = _viewer(request), clock.now()
    visible = Finding.objects.filter(job__in=permissions.visible_jobs(person)).select_related("job__account")
    finding = get_object_or_404(visible, pk=finding_id)
    wanted = request.GET.get("w", "")
    width = int(wanted) if wanted in {str(known) for known in stills.WIDTHS} else stills.WIDTH
    try:
        link = links.still_link(finding, now=now, width=width)
        answer = _redirect_to_link(link.url) if link.url else _picture_response(request, finding, link.file, width)
    except links.MediaMissing as missing:
        return _no_media(str(missing))
    except FileNotFoundError:
        return _lost_file(finding.job_id)
    access_log.record_media_view(finding.job, by=person, now=now, action=access_log.STILLS_ACTION)
    return answer


# A player asks for ranges all the time, and a whole job is many columns.
_JOB_FOR_VIDEO_SQL = "SELECT id, queue_id, added_by_id, created_at, media_file FROM reviews_job WHERE id = %s"


def _job_for_video(job_id: int) -> Job | None:
    return next(iter(Job.objects.raw(_JOB_FOR_VIDEO_SQL, [job_id])), None) if job_id < _MAX_ID else None


def _viewer(request: HttpRequest) -> Reviewer:
    if not permissions.has_permission(request.user, permissions.Permission.VIEW_JOBS):
        raise Http404
    return cast(Reviewer, request.user)


def _redirect_to_link(url: str) -> HttpResponseBase:
    answer = HttpResponseRedirect(url)
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _no_media(sentence: str) -> HttpResponseBase:
    answer = JsonResponse({"error": "no_media", "detail": get_public_text(sentence)}, status=404)
    answer["Cache-Control"] = "no-store"
    return answer


def _lost_file(job_id: int) -> HttpResponseBase:
    """A row names a file that storage does not have: it is made again, or the sentence says how."""
    if prepare_again.make_lost_file_due(job_id, now=clock.now()):
        return _no_media(_("This file is no longer in storage. It is being prepared again; reload in a few minutes."))
    return _no_media(_('This file is no longer in storage. Use "Prepare the video again" on the page of the job.'))


def _picture_response(request: HttpRequest, finding: Finding, name: str, width: int) -> HttpResponseBase:
    changed = default_storage.get_modified_time(name)
    etag = f'"{int(changed.timestamp() * 1000):x}-{width}"'
    unchanged = get_conditional_response(request, etag=etag)
    answer = unchanged or HttpResponse(stills.still_bytes(name, width), content_type="image/jpeg")
    # A still that is cut again moves the evidence's version on.
    is_versioned = request.GET.get("v") == str(finding.job.evidence_version)
    return file_responses.set_picture_headers(answer, etag, is_versioned=is_versioned)
