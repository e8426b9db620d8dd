"""A copy that browsers can play, when none of them plays the original: encoded and kept part by part."""

import secrets
import shutil
import time
from dataclasses import asdict
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from reviews.media import decode, video_facts
from reviews.media.copy_plan import MAX_COPY_MS, CopyPlan, plan_copy
from reviews.media.playability import Obstacle, find_obstacle
from reviews.models import Job, PlayableCopy
from reviews.redaction import get_public_text
from reviews.vocabulary import CopyState

# What was encoded is kept this often, so that a killed worker loses little and the page shows progress.
ROUND_SECONDS = 10.0
MIN_JOIN_SHARE = 0.8  # of the step's time has to be left: with the fetch before, joining must end before the task does
TOO_LONG = "The video is too long for a playable copy."
GIVEN_UP = "All attempts to make a playable copy ended without a result."


def obstacle_of(job: Job) -> Obstacle | None:
    """Why no common browser plays the job's original; None when one does, or when it was not measured."""
    facts = video_facts.find_facts(job)
    if facts is None:
        return None
    return find_obstacle(facts.container, facts.picture_codec, facts.sound_codec, facts.pixel_format)


def is_wanted(job: Job) -> bool:
    """Whether the copy is to be made, or made further. Damage in the middle ends every browser's playing, too."""
    facts = video_facts.find_facts(job)
    if facts is None or not job.duration_ms or not (obstacle_of(job) or _is_broken_inside(job)):
        return False
    copy = find_copy(job)
    return copy is None or copy.state == CopyState.MAKING


def find_copy(job: Job) -> PlayableCopy | None:
    """The copy of the job's video, whole or not; None where none was begun."""
    return PlayableCopy.objects.filter(pk=job.pk).first()


def loaded_copy(job: Job) -> PlayableCopy | None:
    """The same for pages, which load it with the job."""
    try:
        return job.playable_copy
    except PlayableCopy.DoesNotExist:
        return None


def begin_copy(job: Job) -> None:
    """Say on the page that a copy is being made, if one is wanted and none was begun."""
    if not is_wanted(job) or find_copy(job) is not None:
        return
    copy = PlayableCopy(job=job, part_count=_plan(job).part_count)
    if (job.duration_ms or 0) > MAX_COPY_MS:
        copy.state, copy.error = CopyState.FAILED, TOO_LONG
    _save(copy)


def make_missing_parts(job: Job, video: Path, folder: Path, *, seconds: float) -> None:
    """Encode what `seconds` allow of the parts that are missing; after the last one, join them.

    `video` is a local file, `folder` an empty directory, the caller holds the job's media lease. Errors: DecoderDied
    (a later try goes on where this one was).
    """
    copy, plan = find_copy(job) or PlayableCopy(job=job), _plan(job)
    copy.job = job  # with the lease as the caller took it
    if copy.part_count != plan.part_count or not all(default_storage.exists(name) for name in copy.parts):
        _delete(copy.parts)
        copy.parts, copy.part_count = [], plan.part_count
    until = time.monotonic() + seconds
    try:
        while len(copy.parts) < copy.part_count:
            left = until - time.monotonic()
            if left <= 0:
                return
            _encode_round(copy, plan, video, folder, min(left, ROUND_SECONDS))
        if until - time.monotonic() >= seconds * MIN_JOIN_SHARE:
            _join(copy, plan, folder)
    except decode.DecoderDied:
        raise
    except decode.UnreadableVideo as error:
        fail_copy(job, str(error))


def has_all_parts(job: Job) -> bool:
    """Whether only joining is left, for which the video itself is not needed."""
    copy = find_copy(job)
    return copy is not None and 0 < copy.part_count <= len(copy.parts)


def fail_copy(job: Job, why: str) -> None:
    """There will be no copy of this video; the sentence is for the page."""
    copy = find_copy(job) or PlayableCopy(job=job)
    copy.job, parts = job, copy.parts
    copy.state, copy.error, copy.parts = CopyState.FAILED, get_public_text(why)[:300], []
    if _save(copy):
        _delete(parts)


def reset_copy(job: Job) -> None:
    """The video is another one now, or gone: its copy goes with it."""
    if copy := find_copy(job):
        copy.delete()
        _delete([*copy.parts, *filter(None, [copy.file])])


def _is_broken_inside(job: Job) -> bool:
    """A hole after which pictures follow: a browser stops there for good."""
    return any(first > 0 and end < (job.duration_ms or 0) for first, end in video_facts.holes_of(job))


def _plan(job: Job) -> CopyPlan:
    facts = video_facts.find_facts(job)
    has_sound = facts is not None and facts.sound_start_ms is not None and facts.sound_codec != "unknown"
    return plan_copy(job.duration_ms or 1, job.width, job.height, has_sound=has_sound)


def _encode_round(copy: PlayableCopy, plan: CopyPlan, video: Path, folder: Path, seconds: float) -> None:
    first = len(copy.parts)
    asked = asdict(plan) | {"holes": video_facts.holes_of(copy.job)}
    try:
        encoded = decode.encode_parts(video, folder, asked, first=first, seconds=seconds)
    except decode.DecoderDied:
        _store_parts(copy, folder)  # parts appear whole: what is there was finished before the child died
        raise
    _store_parts(copy, folder)
    video_facts.add_holes(copy.job, encoded.holes)


def _store_parts(copy: PlayableCopy, folder: Path) -> None:
    before: list[str] = list(copy.parts)
    names: list[str] = []
    while (part := folder / f"{len(before) + len(names)}.nut").exists():
        with part.open("rb") as source:
            name = f"copies/{copy.job_id}/{part.stem}-{secrets.token_hex(4)}.nut"
            names.append(default_storage.save(name, File(source)))
        part.unlink()
    copy.parts = [*before, *names]
    if not _save(copy):
        _delete(names)
        raise decode.DecoderDied("Another worker has taken over this video.")


def _join(copy: PlayableCopy, plan: CopyPlan, folder: Path) -> None:
    for number, name in enumerate(copy.parts):
        with default_storage.open(name, "rb") as kept, (folder / f"{number}.nut").open("wb") as part:
            shutil.copyfileobj(kept, part)
    whole = folder / "copy.mp4"
    decode.join_parts(folder, copy.part_count, whole, plan.duration_ms)
    with whole.open("rb") as source:
        name = f"videos/{copy.job_id}-playable-{secrets.token_hex(4)}.mp4"
        copy.file = default_storage.save(name, File(source))
    parts, copy.parts, copy.state, copy.error = copy.parts, [], CopyState.READY, ""
    held = _save(copy)
    _delete(parts if held else [copy.file])
    if not held:
        raise decode.DecoderDied("Another worker has taken over this video.")


def _save(copy: PlayableCopy) -> bool:
    """Whoever lost the lease writes nothing: the next holder knows better."""
    job = copy.job
    with transaction.atomic():
        held = Job.objects.select_for_update().filter(pk=job.pk, media_lease_until=job.media_lease_until).exists()
        if held:
            copy.save()
    return held


def _delete(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
