"""Videos and stills: a stable address that checks permission, then a file of ours in ranges or a short-lived link."""

import mimetypes
from collections.abc import Iterator
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.files import File
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.http.response import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reviews.decisions import rules
from reviews.media import links, opening, ranges, stills
from reviews.models import Finding, Job, Reviewer

BLOCK = 64 * 1024
# "bytes=0-" of a film would hold a thread for as long as the reviewer watches; a 206 may be a part of what was
# asked (RFC 9110, 15.3.7) and players come back for the rest.
OPEN_RANGE_BYTES = 4 * 1024 * 1024
STILL_SECONDS = 24 * 60 * 60


@login_required
@require_safe
def video(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """The video of a job the person may see."""
    person, now = _viewer(request), timezone.now()
    job = get_object_or_404(Job.objects.visible_to(person).select_related("account"), pk=job_id)
    try:
        link = links.video(job, now=now)
        answer = _away(link.url) if link.url else _ranged(request, link.file)
    except links.Missing as missing:
        return _missing(str(missing))
    except FileNotFoundError:
        return _missing(_("Our copy of this video is gone from the storage. Preparing the video again fetches it."))
    if answer.status_code < 400:
        opening.opened(job, by=person, now=now)
    return answer


@login_required
@require_safe
def still(request: HttpRequest, finding_id: int) -> HttpResponseBase:
    """The picture of a finding the person may see; ``?w=`` 160, 320 or 480 (anything else means 480)."""
    person = _viewer(request)
    visible = Finding.objects.filter(job__in=Job.objects.visible_to(person)).select_related("job__account")
    finding = get_object_or_404(visible, pk=finding_id)
    wanted = request.GET.get("w", "")
    width = int(wanted) if wanted in {str(known) for known in stills.WIDTHS} else stills.WIDTH
    try:
        link = links.still(finding, now=timezone.now(), width=width)
        return _away(link.url) if link.url else _picture(request, link.file, width)
    except links.Missing as missing:
        return _missing(str(missing))
    except FileNotFoundError:
        return _missing(_("This still is gone from the storage."))


def _viewer(request: HttpRequest) -> Reviewer:
    if not rules.may(request.user, rules.Act.VIEW_JOBS):
        raise Http404
    return cast(Reviewer, request.user)


def _away(url: str) -> HttpResponseBase:
    answer = HttpResponseRedirect(url)
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _missing(sentence: str) -> HttpResponseBase:
    answer = JsonResponse({"error": "no_media", "detail": sentence}, status=404)
    answer["Cache-Control"] = "no-store"
    return answer


def _picture(request: HttpRequest, name: str, width: int) -> HttpResponseBase:
    changed = default_storage.get_modified_time(name)
    etag = f'"{int(changed.timestamp() * 1000):x}-{width}"'
    unchanged = get_conditional_response(request, etag=etag)
    answer = unchanged or HttpResponse(stills.scaled(name, width), content_type="image/jpeg")
    answer["ETag"] = etag
    answer["Cache-Control"] = f"private, max-age={STILL_SECONDS}"
    return answer


def _ranged(request: HttpRequest, name: str) -> HttpResponseBase:
    size, changed = default_storage.size(name), default_storage.get_modified_time(name)
    etag = f'"{size:x}-{int(changed.timestamp() * 1000):x}"'
    unchanged = get_conditional_response(request, etag=etag, last_modified=int(changed.timestamp()))
    answer = unchanged or _bytes(request, name, size, etag)
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = etag
    answer["Last-Modified"] = http_date(changed.timestamp())
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _bytes(request: HttpRequest, name: str, size: int, etag: str) -> HttpResponseBase:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    try:
        part = _asked(request, size, etag)
    except ranges.Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    whole = ranges.Range(0, size - 1)
    body = _Part(default_storage.open(name, "rb"), part or whole)
    answer = StreamingHttpResponse(body, status=206 if part else 200, content_type=kind)
    answer["Content-Length"] = str((part or whole).length)
    if part:
        answer["Content-Range"] = part.content_range(size)
    return answer


def _asked(request: HttpRequest, size: int, etag: str) -> ranges.Range | None:
    """The one range to answer, None for the whole file. Of several ranges the first is answered."""
    header = request.headers.get("Range", "")
    if request.method != "GET" or not header or request.headers.get("If-Range", etag) != etag:
        return None
    found = ranges.parse(header, size)
    if not found:
        return None
    first = found[0]
    if first.is_open and first.length > OPEN_RANGE_BYTES:
        return ranges.Range(first.first, first.first + OPEN_RANGE_BYTES - 1)
    return first


class _Part:
    """The bytes of one range, a block at a time. Closes its file with the answer, read or not."""

    def __init__(self, file: "File[bytes]", part: ranges.Range) -> None:
        self._file, self._left = file, part.length
        file.seek(part.first)

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0 and (block := self._file.read(min(BLOCK, self._left))):
            self._left -= len(block)
            yield block

    def close(self) -> None:
        self._file.close()


urlpatterns = [
    path("jobs/<int:job_id>/video/", video, name="job-video"),
    path("findings/<int:finding_id>/still/", still, name="finding-still"),
]
