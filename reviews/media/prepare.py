"""One leased step on a job's video: fetch, measure, cut stills, keep our copy, draw the filmstrip, make it playable.

The job's row says what is due, who works on it and how often it was tried (counted before the work, so that a video
which kills its worker is parked). Nothing here decides whether a person may review: a job stays decidable whatever
happens to its video, and a video that plays stays ready whatever happens to its filmstrip.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q, QuerySet

from reviews.media import decode, filmstrip, links, playable_copy, stills, video_facts, video_fetch
from reviews.models import Finding, Job
from reviews.providers import registry
from reviews.providers.errors import ProviderError
from reviews.redaction import get_public_text
from reviews.vocabulary import FindingKind, MediaState

LEASE_LENGTH = timedelta(minutes=5)
MIN_FILMSTRIP_SECONDS = 3.0  # less is not worth starting the filmstrip in this step
# Waits after the first, second, ... failure; after the last one the job is left alone until somebody asks again.
RETRY_DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360)]
GIVEN_UP = "All attempts to prepare this video ended without a result. No further attempt is made."
MAX_STILLS = 2000
BATCH_SIZE = 200
ABANDONED_AFTER_SECONDS = 3600
EXTENSIONS = {"webm": "webm", "avi": "avi", "flv": "flv", "mpeg": "mpg", "mpegts": "ts", "asf": "wmv", "ogg": "ogv"}


def prepare_video(
    job_id: int, *, now: datetime, on_measured: Callable[[Job], object] | None = None
) -> MediaState | None:
    """Do one step and return where the video stands then; None when somebody else holds the lease.

    Repeatable at any moment: what is there already is not done twice. A long video's stills and filmstrip come in
    several steps, the next one due at once. `on_measured` is called when size and stills stand, before the filmstrip.
    """
    job = _lease(job_id, now)
    if job is None:
        return None
    work = settings.VAR_DIR / "work"
    work.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(work)
    with tempfile.TemporaryDirectory(prefix="media-", dir=work) as folder:
        try:
            return _step(job, Path(folder), now, on_measured)
        except video_fetch.FetchFailed as error:
            return _finish(job, error.state, str(error), _next_try_at(job, now) if error.may_retry else None)
        except ProviderError as error:
            return _finish(job, MediaState.UNREACHABLE, str(error), _next_try_at(job, now))
        except decode.UnreadableVideo as error:
            return _finish(job, MediaState.UNREADABLE, str(error), None)


def _step(job: Job, folder: Path, now: datetime, measured: Callable[[Job], object] | None) -> MediaState:
    video, pictures, sheets = folder / "video", folder / "stills", folder / "sheets"
    pictures.mkdir()
    sheets.mkdir()
    if job.media_file and not default_storage.exists(job.media_file):
        job.media_file = ""  # somebody emptied the storage: fetch and keep it again
        _forget_measurement(job)
    if playable_copy.is_wanted(job) and playable_copy.find_copy(job) is not None:
        return _make_copy(job, video, sheets, now)
    if job.media_state == MediaState.READY and video_facts.find_facts(job) is None:
        _forget_pictures(job)  # of an earlier version, which went by another clock
    video_fetch.fetch_video(job, video, now=now)
    times = _missing_stills(job)
    began = time.monotonic()
    looked = decode.probe_video(video, pictures, times)
    if links.source_object(job) is None and not job.media_file:
        job.media_file = _store_copy(job, video, looked.format)
    video_facts.store_facts(job, looked)
    _store_stills(job, pictures, looked.cut)
    if len(times) > len(looked.cut) > 0:
        return _finish(job, MediaState.READY, "", now)
    if not _ready(job):
        return MediaState.READY
    playable_copy.begin_copy(job)
    if measured:
        measured(job)
    return _draw_filmstrip(job, video, sheets, now, seconds=decode.MAX_CUT_SECONDS - (time.monotonic() - began))


def _make_copy(job: Job, video: Path, folder: Path, now: datetime) -> MediaState:
    """The copy for browsers, a slice of it: stills stand by now, and nobody can judge what nobody can watch."""
    if not playable_copy.has_all_parts(job):
        video_fetch.fetch_video(job, video, now=now)
    try:
        playable_copy.make_missing_parts(job, video, folder, seconds=decode.MAX_CUT_SECONDS)
    except decode.DecoderDied:
        again = _next_try_at(job, now)
        if again is None:
            playable_copy.fail_copy(job, playable_copy.GIVEN_UP)
        return _finish(job, MediaState.READY, "", again or now, tries=job.media_attempts if again else 0)
    return _finish(job, MediaState.READY, "", now)


def _forget_measurement(job: Job) -> None:
    """What was made of a file that is gone. Stills stay: the same file comes again."""
    filmstrip.reset_filmstrip(job)
    playable_copy.reset_copy(job)
    video_facts.forget_facts(job)


def _forget_pictures(job: Job) -> None:
    filmstrip.reset_filmstrip(job)
    Finding.objects.filter(job=job, kind=FindingKind.FRAME).exclude(still_file="").update(still_file="")


def _ready(job: Job) -> bool:
    """Tell that the video plays, before the filmstrip may take its time. False when the lease was lost."""
    job.media_state, job.media_error = MediaState.READY, ""
    return bool(_held_job(job).update(media_state=job.media_state, media_error="", **_facts(job)))


def _draw_filmstrip(job: Job, video: Path, sheets: Path, now: datetime, *, seconds: float) -> MediaState:
    try:
        is_done = seconds >= MIN_FILMSTRIP_SECONDS and filmstrip.draw_missing_tiles(job, video, sheets, seconds=seconds)
    except decode.DecoderDied:
        return _finish(job, MediaState.READY, "", _next_try_at(job, now), tries=job.media_attempts)
    except decode.UnreadableVideo:
        is_done = True  # it never will be more than it is
    playable_copy.begin_copy(job)  # after the strip, which finds damage
    is_done = is_done and not playable_copy.is_wanted(job)
    return _finish(job, MediaState.READY, "", None if is_done else now)


def _lease(job_id: int, now: datetime) -> Job | None:
    free = Q(media_lease_until__isnull=True) | Q(media_lease_until__lt=now)
    with transaction.atomic():
        taken = Job.objects.filter(free, pk=job_id).update(
            media_lease_until=now + LEASE_LENGTH, media_attempts=F("media_attempts") + 1
        )
        if not taken:
            return None
        job = Job.objects.select_related("account").get(pk=job_id)
        job.media_next_try_at = _next_try_at(job, now)
        if job.media_next_try_at is None and job.media_state != MediaState.READY:
            # Stands only if this try ends in silence too: any outcome overwrites it.
            job.media_state, job.media_error = MediaState.UNREADABLE, GIVEN_UP
        job.save(update_fields=["media_next_try_at", "media_state", "media_error"])
    return job


def _next_try_at(job: Job, now: datetime) -> datetime | None:
    tries = job.media_attempts
    return now + RETRY_DELAYS[tries - 1] if tries <= len(RETRY_DELAYS) else None


def _missing_stills(job: Job) -> list[int]:
    """The times (ms) of frames without any picture, where we cut them ourselves; `MAX_STILLS` a job at most."""
    if registry.get(job.account.provider).returns_snapshots:
        return []
    frames = Finding.objects.live().filter(job=job, kind=FindingKind.FRAME, start_ms__gte=0)
    room = MAX_STILLS - frames.exclude(still_file="").values("start_ms").distinct().count()
    bare = frames.filter(still_file="", snapshot_object="")
    times = bare.order_by("start_ms").values_list("start_ms", flat=True).distinct()[: max(room, 0)]
    return [ms for ms in times if ms is not None]


def _store_copy(job: Job, video: Path, container: str) -> str:
    known = next((EXTENSIONS[word] for word in container.split(",") if word in EXTENSIONS), "mp4")
    name = f"videos/{job.pk}.{known}"
    default_storage.delete(name)
    with video.open("rb") as source:
        return default_storage.save(name, File(source))


def _store_stills(job: Job, pictures: Path, cut: tuple[int, ...]) -> None:
    """Put the written stills into storage and their names on the frames of that time, some at a time."""
    frames = Finding.objects.filter(job=job, kind=FindingKind.FRAME, still_file="")
    written = [ms for ms in cut if (pictures / f"{ms}.jpg").exists()]
    for start in range(0, len(written), BATCH_SIZE):
        names = {ms: _save_still(job, pictures, ms) for ms in written[start : start + BATCH_SIZE]}
        found = list(frames.filter(start_ms__in=names).only("id", "start_ms"))
        for finding in found:
            finding.still_file = names[finding.start_ms or 0]
        with transaction.atomic():
            Finding.objects.bulk_update(found, ["still_file"])
            # A still is part of what the timeline shows.
            Job.objects.filter(pk=job.pk).update(evidence_version=F("evidence_version") + 1)


def _save_still(job: Job, pictures: Path, ms: int) -> str:
    """Store the still and its smaller copies; returns the still's name."""
    name = ""
    for width in stills.WIDTHS:
        cut = pictures / (f"{ms}.jpg" if width == stills.WIDTH else f"{ms}-{width}.jpg")
        name = stills.still_name(job.pk, ms, width)
        default_storage.delete(name)
        if cut.exists():
            with cut.open("rb") as source:
                name = default_storage.save(name, File(source))
    return name  # the widest comes last


def _finish(job: Job, state: MediaState, error: str, again: datetime | None, *, tries: int | None = None) -> MediaState:
    """Write the outcome, unless the lease was lost meanwhile (the next holder knows better).

    `tries`: counted so far towards giving up; without it a READY video begins to count from zero.
    """
    if tries is None:
        tries = 0 if state == MediaState.READY else job.media_attempts
    _held_job(job).update(
        media_state=state,
        media_error=get_public_text(error)[:300],
        media_next_try_at=again,
        media_attempts=tries,
        media_lease_until=None,
        **(_facts(job) if state == MediaState.READY else {}),
    )
    return state


def _held_job(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, media_lease_until=job.media_lease_until)


def _facts(job: Job) -> dict[str, Any]:
    return {"media_file": job.media_file, "duration_ms": job.duration_ms, "width": job.width, "height": job.height}


def _remove_abandoned(work: Path) -> None:
    """Folders that a killed worker left behind."""
    for folder in work.glob("media-*"):
        if time.time() - folder.stat().st_mtime > ABANDONED_AFTER_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
