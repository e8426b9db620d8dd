"""What the page needs to know of a job's video: its clock, shape and streams, and which file a browser should play."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reviews import clock
from reviews.access import permissions
from reviews.media import playable_copy, video_facts
from reviews.media.container_names import name_container
from reviews.models import Job, PlayableCopy, VideoFacts
from reviews.redaction import get_public_text
from reviews.vocabulary import CopyState
from reviews.web.base.auth import current_reviewer

_MEASURED = ("picture_start_ms", "sound_start_ms", "box_width", "box_height", "holes")
_NAMED = ("container", "picture_codec", "sound_codec")


@login_required
@require_safe
def video_status_json(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """The same facts again, for a page that waits for a measurement or for a playable copy."""
    request.is_background = True  # type: ignore[attr-defined]  # asked by an open page on its own
    if not permissions.has_permission(request.user, permissions.Permission.VIEW_JOBS):
        raise Http404
    visible = permissions.visible_jobs(current_reviewer(request))
    job = get_object_or_404(visible.select_related("video_facts", "playable_copy"), pk=job_id)
    return JsonResponse(describe_video(job, now=clock.now()), headers={"Cache-Control": "private, no-store"})


def describe_video(job: Job, *, now: datetime) -> dict[str, Any]:
    """Facts of the video as JSON. Every time is on the job's clock; what was not measured is None.

    `plays` says which file `address` is, and `origin_ms` where that file's own clock begins.
    """
    facts, copy = video_facts.find_facts(job), playable_copy.loaded_copy(job)
    plays_copy = copy is not None and copy.state == CopyState.READY
    original, playable = (reverse(name, args=[job.pk]) for name in ("job-video", "job-video-copy"))
    return {
        "state": job.media_state,
        "is_measured": facts is not None,
        "duration_ms": job.duration_ms,
        "width": job.width,
        "height": job.height,
        **{name: getattr(facts, name) if facts else None for name in _MEASURED + _NAMED},
        "has_picture": None if facts is None else facts.picture_start_ms is not None,
        "has_sound": None if facts is None else facts.sound_start_ms is not None,
        "origin_ms": 0 if plays_copy else facts.origin_ms if facts else None,
        "container_name": name_container(facts.container) if facts else "",
        "plays": "copy" if plays_copy else "original",
        "address": playable if plays_copy else original,
        "original_address": original,
        "copy": _describe_copy(job, facts, copy, now) if copy else None,
    }


def _describe_copy(job: Job, facts: VideoFacts | None, copy: PlayableCopy, now: datetime) -> dict[str, Any]:
    state, error = copy.state, copy.error
    is_worked_on = job.media_lease_until is not None and job.media_lease_until > now
    if state == CopyState.MAKING and job.media_next_try_at is None and not is_worked_on:
        state, error = CopyState.FAILED, playable_copy.GIVEN_UP  # its last try ended in silence
    return {
        "state": state,
        "progress": copy.progress,
        "why": _why_copied(job, facts),
        "message": _tell_state(state, copy.progress, get_public_text(error)),
    }


def _why_copied(job: Job, facts: VideoFacts | None) -> str:
    obstacle = playable_copy.obstacle_of(job)
    if obstacle is None:
        return _("The video is damaged. Browsers stop playing at the damaged part.") if facts else ""
    if obstacle.part == "container":
        return _("Browsers cannot play files in the container %(name)s.") % {"name": name_container(obstacle.name)}
    if obstacle.part == "picture":
        return _("Browsers cannot show the picture of this video: its codec is %(name)s.") % {"name": obstacle.name}
    return _("Browsers cannot play the sound of this video: its codec is %(name)s.") % {"name": obstacle.name}


def _tell_state(state: str, progress: int, error: str) -> str:
    if state == CopyState.READY:
        return _("This is a playable copy.")
    if state == CopyState.MAKING:
        return _("Making a playable copy: %(progress)s %%") % {"progress": progress}
    return _("No playable copy could be made. %(why)s") % {"why": error}
