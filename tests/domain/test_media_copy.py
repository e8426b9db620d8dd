"""The playable copy: made by the worker when no browser plays the original, in steps, and never in a reviewer's way."""

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from reviews.media import copy_plan, decode, playable_copy, prepare
from reviews.models import Job, PlayableCopy
from reviews.vocabulary import CopyState, MediaState
from tests.builders import NOON, a_job
from tests.domain.test_media_inputs import prepared_input, still_second
from tests.video_files import INPUTS, Film, input_second, write_film

pytestmark = pytest.mark.django_db

NEEDS_A_COPY = [
    "hevc_aac.mp4",
    "h264_ac3.mp4",
    "h264_amr.3gp",
    "stream.ts",
    "wmv.wmv",
    "ogg.ogv",
    "live_from_the_middle.flv",
]
PLAYS_ALREADY = ["base.mp4", "hour_late.mkv", "late_both.webm", "recorder.webm", "voice_only.mp4", "cut_tail.mp4"]


def a_job_of(name: str) -> Job:
    """A job with that file of the inputs in storage, not prepared yet."""
    return a_job_with(INPUTS / name)


def a_job_with(film: Path) -> Job:
    job = a_job(media_state=MediaState.UNKNOWN, media_next_try_at=NOON, duration_ms=None, width=None, height=None)
    with film.open("rb") as source:
        job.media_file = default_storage.save(f"videos/{job.pk}{film.suffix}", source)
    job.save()
    return job


def take_step(job: Job, now: datetime = NOON) -> None:
    prepare.prepare_video(job.pk, now=now)
    job.refresh_from_db()
    for name in ("video_facts", "playable_copy", "filmstrip"):
        job._state.fields_cache.pop(name, None)


def measured_copy(copy: PlayableCopy, folder: Path, *times_ms: int) -> decode.ProbeResult:
    """What the decoder says of the stored copy; stills of it land in `folder`."""
    video = folder / "copy.mp4"
    with default_storage.open(copy.file) as kept:
        video.write_bytes(kept.read())
    return decode.probe_video(video, folder, list(times_ms))


@pytest.mark.parametrize("name", NEEDS_A_COPY)
def test_what_no_browser_plays_gets_a_copy_on_the_same_clock(name: str, tmp_path: Path) -> None:
    job = prepared_input(name, 500, 5500, 11_500)
    copy = PlayableCopy.objects.get(job=job)
    assert (copy.state, copy.error, copy.parts, copy.progress) == (CopyState.READY, "", [], 100)
    facts = measured_copy(copy, tmp_path, 500, 5500, 11_500)
    assert (facts.picture_codec, facts.pixel_format, facts.origin_ms) == ("h264", "yuv420p", 0)
    assert facts.sound_codec == ("aac" if job.video_facts.sound_codec else "")
    assert facts.duration_ms == pytest.approx(job.duration_ms, abs=50)
    assert (facts.width, facts.height) == (job.width, job.height)
    for ms in (500, 5500, 11_500):
        with Image.open(tmp_path / f"{ms}.jpg") as still:
            assert input_second(still) == still_second(job, ms) == ms // 1000
    assert default_storage.exists(job.media_file), "the original is kept and offered"


@pytest.mark.parametrize("name", PLAYS_ALREADY)
def test_what_a_browser_plays_gets_none(name: str) -> None:
    job = prepared_input(name)
    assert not PlayableCopy.objects.filter(job=job).exists()
    assert job.media_next_try_at is None


def test_a_copy_is_made_in_steps_and_says_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = decode.encode_parts

    def one_part(video: Path, parts: Path, plan: dict[str, Any], *, first: int, seconds: float) -> decode.PartsResult:
        time.sleep(0.02)  # the step's time is over after one round
        return whole(video, parts, {**plan, "part_count": first + 1}, first=first, seconds=seconds)

    monkeypatch.setattr(decode, "encode_parts", one_part)
    monkeypatch.setattr(decode, "MAX_CUT_SECONDS", 0.01)
    film = write_film(tmp_path / "film.ts", Film(container="mpegts", seconds=20, sound_late=0))
    job = a_job_with(film)
    seen: list[tuple[str, int]] = []
    while job.media_next_try_at and len(seen) < 20:
        take_step(job)
        copy = PlayableCopy.objects.get(job=job)
        seen.append((copy.state, copy.progress))
        assert job.media_state == MediaState.READY
    steps = list(dict.fromkeys(seen))
    assert steps == [("making", 0), ("making", 33), ("making", 66), ("making", 99), ("ready", 100)]


def test_parts_of_a_copy_leave_nothing_in_storage_but_the_copy() -> None:
    job = prepared_input("hevc_aac.mp4")
    assert default_storage.listdir(f"copies/{job.pk}")[1] == []
    assert default_storage.exists(job.playable_copy.file)


def test_a_copy_goes_with_its_original(monkeypatch: pytest.MonkeyPatch) -> None:
    job = prepared_input("hevc_aac.mp4")
    copy = job.playable_copy.file
    default_storage.delete(job.media_file)
    Job.objects.update(source_url="http://127.0.0.1:1/gone.mp4", media_next_try_at=NOON)
    take_step(job)
    assert job.media_state == MediaState.UNREACHABLE
    assert not default_storage.exists(copy)
    assert not PlayableCopy.objects.exists()


def test_a_child_that_dies_at_the_copy_is_tried_again_and_then_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_arguments: object, **_more: object) -> decode.PartsResult:
        raise decode.DecoderDied("The video broke the decoder.")

    monkeypatch.setattr(decode, "encode_parts", die)
    job, now = a_job_of("wmv.wmv"), NOON
    waits: list[int | None] = []
    take_step(job, now)
    assert job.playable_copy.state == CopyState.MAKING
    while job.media_next_try_at and len(waits) < 10:
        now = job.media_next_try_at
        take_step(job, now)
        again = job.media_next_try_at
        waits.append((again - now) // timedelta(minutes=1) if again else None)
    assert waits == [1, 5, 30, 120, 360, 0, None]
    assert (job.media_state, job.playable_copy.state) == (MediaState.READY, CopyState.FAILED)
    assert job.playable_copy.error == playable_copy.GIVEN_UP


def test_a_file_that_cannot_be_encoded_says_why_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_more: object) -> decode.PartsResult:
        raise decode.UnreadableVideo("The video cannot be encoded again (InvalidDataError).")

    monkeypatch.setattr(decode, "encode_parts", refuse)
    job = a_job_of("wmv.wmv")
    while job.media_next_try_at:
        take_step(job)
    assert (job.media_state, job.playable_copy.state) == (MediaState.READY, CopyState.FAILED)
    assert "encoded" in job.playable_copy.error


def test_a_lost_lease_keeps_nothing_of_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, saved, save = decode.encode_parts, [], default_storage.save

    def taken_over(*arguments: Any, **more: Any) -> decode.PartsResult:
        encoded = whole(*arguments, **more)
        Job.objects.update(media_lease_until=NOON + timedelta(hours=1))
        return encoded

    def remember(name: str, content: Any) -> str:
        saved.append(save(name, content))
        return str(saved[-1])

    job = a_job_of("wmv.wmv")
    take_step(job)
    monkeypatch.setattr(decode, "encode_parts", taken_over)
    monkeypatch.setattr(default_storage, "save", remember)
    take_step(job)
    assert PlayableCopy.objects.get(job=job).parts == []
    assert saved
    assert not any(default_storage.exists(name) for name in saved)


def test_a_film_that_is_damaged_in_the_middle_gets_a_copy_that_plays_on(tmp_path: Path) -> None:
    job = a_job_with(write_film(tmp_path / "film.mp4", Film(seconds=10, damaged=(3050, 4050), gop=10)))
    while job.media_next_try_at:
        take_step(job)
    assert job.video_facts.holes == [[3100, 5000]]
    assert job.filmstrip.gaps == [4]
    facts = measured_copy(job.playable_copy, tmp_path, 2500, 3500, 5500)
    assert facts.duration_ms == 10_000
    seen = []
    for ms in (2500, 3500, 5500):
        with Image.open(tmp_path / f"{ms}.jpg") as still:
            seen.append(input_second(still))
    assert (seen[0], seen[2]) == (2, 5)
    assert seen[1] < 0, "dark, and not the picture before"


@pytest.mark.parametrize(
    ("width", "height", "shown"),
    [(3840, 2160, (1280, 720)), (1080, 1920, (720, 1280)), (320, 180, (320, 180)), (1919, 1079, (1280, 720))],
)
def test_a_copy_has_at_most_720_lines_and_even_sides(width: int, height: int, shown: tuple[int, int]) -> None:
    plan = copy_plan.plan_copy(60_000, width, height, has_sound=True)
    assert (plan.width, plan.height) == shown


def test_a_long_copy_fits_into_its_cap() -> None:
    for minutes in (1, 30, 120, 240):
        plan = copy_plan.plan_copy(minutes * 60_000, 1920, 1080, has_sound=True)
        total = (plan.picture_kbit + copy_plan.SOUND_KBIT) * 1000 / 8 * minutes * 60
        assert total < copy_plan.MAX_COPY_BYTES
