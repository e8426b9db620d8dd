"""Filmstrips: each tile is the video at its time; they come step by step and never stand in a reviewer's way."""

import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from reviews.media import decode, filmstrip, prepare
from reviews.models import Filmstrip, Job
from reviews.vocabulary import MediaState
from tests.builders import NOON, a_finding, a_job
from tests.video_files import second_of, tile_picture, write_video

pytestmark = pytest.mark.django_db


def a_job_with(film: Path, **fields: Any) -> Job:
    """A job whose video is kept here already."""
    job = a_job(media_state=MediaState.UNKNOWN, media_next_try_at=NOON, duration_ms=None, **fields)
    with film.open("rb") as source:
        job.media_file = default_storage.save(f"videos/{job.pk}.mp4", source)
    job.save()
    return job


def prepared(job: Job, now: datetime = NOON) -> MediaState | None:
    state = prepare.prepare_video(job.pk, now=now)
    job.refresh_from_db()
    return state


@pytest.mark.parametrize(
    ("minutes", "interval_ms", "count"),
    [(0.1, 1000, 6), (1, 1000, 60), (10, 1000, 600), (10.01, 2000, 301), (90, 9000, 600), (240, 24_000, 600)],
)
def test_a_film_has_at_most_600_tiles_whole_seconds_apart(minutes: float | int, interval_ms: int, count: int) -> None:
    planned = filmstrip.plan_tiles(round(minutes * 60_000), 1920, 1080)
    assert (planned.interval_ms, planned.count) == (interval_ms, count)
    assert (planned.tile_width, planned.tile_height) == (160, 90)


@pytest.mark.parametrize(
    ("width", "height", "tile_size"), [(1080, 1920, (90, 160)), (500, 500, (160, 160)), (4000, 20, (160, 16))]
)
def test_tiles_keep_the_shape_of_the_picture(width: int, height: int, tile_size: tuple[int, int]) -> None:
    planned = filmstrip.plan_tiles(6000, width, height)
    assert (planned.tile_width, planned.tile_height) == tile_size
    assert (planned.columns, planned.rows) == (6, 1)


def test_the_first_step_makes_a_short_film_whole(tmp_path: Path) -> None:
    job = a_job_with(write_video(tmp_path / "film.mp4", seconds=6.5))
    assert prepared(job) == MediaState.READY
    strip = job.filmstrip
    assert (strip.interval_ms, strip.count, strip.is_whole, len(strip.sheets)) == (1000, 7, True, 1)
    assert [second_of(tile_picture(strip, n)) for n in range(6)] == [0, 1, 2, 3, 4, 5]
    assert (job.media_next_try_at, job.media_attempts) == (None, 0)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_film_has_tiles_as_it_is_shown(tmp_path: Path, rotation: int) -> None:
    job = a_job_with(write_video(tmp_path / "film.mp4", seconds=2, rotation=rotation))
    prepared(job)
    upright = (160, 90) if rotation == 180 else (90, 160)
    assert (job.filmstrip.tile_width, job.filmstrip.tile_height) == upright
    assert [second_of(tile_picture(job.filmstrip, n)) for n in range(2)] == [0, 1]


def drawn_in_steps(job: Job, monkeypatch: pytest.MonkeyPatch, tiles: int) -> None:
    """Each round of the child draws only so many tiles, and each step has time for one round."""
    whole = decode.draw_tiles

    def few(video: Path, sheets: Path, strip: dict[str, int], *, first: int, seconds: float) -> decode.TilesResult:
        time.sleep(0.02)  # the step's time is over after one round
        return whole(video, sheets, {**strip, "count": min(strip["count"], first + tiles)}, first=first, seconds=30)

    monkeypatch.setattr(decode, "draw_tiles", few)
    monkeypatch.setattr(prepare, "MIN_FILMSTRIP_SECONDS", 0)
    draw = filmstrip.draw_missing_tiles
    monkeypatch.setattr(
        filmstrip, "draw_missing_tiles", lambda job, video, folder, *, seconds: draw(job, video, folder, seconds=0.01)
    )


def test_a_long_film_shows_its_first_tiles_early_and_old_sheets_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filmstrip, "COLUMNS", 2)
    monkeypatch.setattr(filmstrip, "ROWS", 2)
    job = a_job_with(write_video(tmp_path / "film.mp4", seconds=7))
    drawn_in_steps(job, monkeypatch, 3)
    seen, names = [], set()
    while job.media_next_try_at:
        assert prepared(job) == MediaState.READY
        strip = Filmstrip.objects.get(pk=job.pk)
        seen.append((strip.count, strip.is_whole, len(strip.sheets)))
        names |= set(strip.sheets)
        assert [second_of(tile_picture(strip, n)) for n in range(strip.count)] == list(range(strip.count))
    assert seen == [(3, False, 1), (6, False, 2), (7, True, 2)]
    assert {name for name in names if default_storage.exists(name)} == set(strip.sheets)


def test_size_and_stills_stand_before_the_strip_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = a_job_with(write_video(tmp_path / "film.mp4", seconds=2))
    steps: list[object] = []
    frame = a_finding(job, start_ms=1000)
    draw = filmstrip.draw_missing_tiles

    def drawn(*arguments: Any, **more: Any) -> bool:
        steps.append("strip")
        return draw(*arguments, **more)

    monkeypatch.setattr(filmstrip, "draw_missing_tiles", drawn)

    def measured(seen: Job) -> None:
        frame.refresh_from_db()
        stored = Job.objects.get(pk=seen.pk)
        steps.append((stored.media_state, stored.duration_ms, bool(frame.still_file)))

    prepare.prepare_video(job.pk, now=NOON, on_measured=measured)
    assert steps == [(MediaState.READY, 2000, True), "strip"]


def test_a_film_broken_in_the_middle_has_the_tiles_that_can_be_seen(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "whole.mp4", seconds=6).read_bytes()
    (tmp_path / "half.mp4").write_bytes(whole[: len(whole) * 2 // 3])
    job = a_job_with(tmp_path / "half.mp4")
    assert prepared(job) == MediaState.READY
    assert (job.filmstrip.is_whole, job.media_next_try_at) == (True, None)
    assert 1 <= job.filmstrip.count <= 6
    assert second_of(tile_picture(job.filmstrip, 0)) == 0


def test_lost_sheets_and_another_video_are_drawn_anew(tmp_path: Path) -> None:
    job = a_job_with(write_video(tmp_path / "film.mp4", seconds=3))
    prepared(job)
    first = job.filmstrip.sheets
    prepared(job)
    assert Filmstrip.objects.get().sheets == first
    default_storage.delete(first[0])
    prepared(job)
    second = Filmstrip.objects.get().sheets
    assert second != first
    default_storage.delete(job.media_file)
    with write_video(tmp_path / "other.mp4", seconds=5).open("rb") as source:
        default_storage.save(job.media_file, source)
    prepared(job)
    strip = Filmstrip.objects.get()
    assert (strip.count, default_storage.exists(second[0])) == (5, False)
