"""What was measured in a job's video, as rows: written by whoever holds the media lease."""

from collections.abc import Iterable

from django.db import transaction

from reviews.media.decode import ProbeResult
from reviews.models import Job, VideoFacts

MAX_HOLES = 500

Hole = tuple[int, int]


def store_facts(job: Job, measured: ProbeResult) -> VideoFacts:
    """Keep what a probe measured, on the job in memory, too. The caller writes the job's own columns."""
    job.duration_ms, job.width, job.height = measured.duration_ms, measured.width, measured.height
    facts = VideoFacts(
        job=job,
        origin_ms=measured.origin_ms,
        picture_start_ms=measured.picture_start_ms,
        sound_start_ms=measured.sound_start_ms,
        box_width=measured.box_width,
        box_height=measured.box_height,
        container=measured.format[:100],
        picture_codec=measured.picture_codec[:50],
        sound_codec=measured.sound_codec[:50],
        pixel_format=measured.pixel_format[:50],
        holes=_merge([*holes_of(job), *measured.holes]),
    )
    _save_if_held(job, facts)
    job.video_facts = facts
    return facts


def add_holes(job: Job, found: Iterable[Hole]) -> None:
    """Holes that the filmstrip or the copy met; a film is too long to be decoded whole just to find them."""
    facts = find_facts(job)
    if facts is None:
        return
    merged = _merge([*holes_of(job), *found])
    if merged != facts.holes:
        facts.holes = merged
        _save_if_held(job, facts)


def holes_of(job: Job) -> list[Hole]:
    """The spans (ms, half open) at which no picture can be decoded, as far as they are known."""
    facts = find_facts(job)
    return [(first, end) for first, end in facts.holes] if facts else []


def is_in_hole(job: Job, ms: int | None) -> bool:
    """Whether it is known that no picture can be decoded at `ms`."""
    return ms is not None and any(first <= ms < end for first, end in holes_of(job))


def find_facts(job: Job) -> VideoFacts | None:
    """The measurement of the job's video; None before there is one."""
    try:
        return job.video_facts
    except VideoFacts.DoesNotExist:
        return None


def forget_facts(job: Job) -> None:
    """The video may be another one now."""
    VideoFacts.objects.filter(pk=job.pk).delete()
    job._state.fields_cache.pop("video_facts", None)


def _save_if_held(job: Job, facts: VideoFacts) -> None:
    with transaction.atomic():
        held = Job.objects.select_for_update().filter(pk=job.pk, media_lease_until=job.media_lease_until)
        if held.exists():
            facts.save()


def _merge(holes: Iterable[Hole]) -> list[list[int]]:
    merged: list[list[int]] = []
    for first, end in sorted(holes):
        if merged and first <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([first, end])
    return merged[:MAX_HOLES]
