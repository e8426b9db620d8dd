"""A filmstrip whose drawing ends early: a killed child, a dead worker, a lost lease."""

import os
import signal
import subprocess
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files import File
from django.core.files.storage import default_storage
from pytest_django import Settings

from reviews.media import decode, filmstrip, prepare
from reviews.models import Filmstrip, Job
from reviews.vocabulary import MediaState, ReviewState
from tests.builders import NOON
from tests.domain.test_media_filmstrip import a_job_with, prepared
from tests.video_files import second_of, tile_picture, write_video

pytestmark = pytest.mark.django_db


def test_a_killed_child_keeps_its_finished_sheets_and_the_next_try_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(filmstrip, "COLUMNS", 2)
    monkeypatch.setattr(filmstrip, "ROWS", 1)
    job = a_job_with(write_video(tmp_path / "film.mp4", seconds=7))
    popen, whole = subprocess.Popen, decode.draw_tiles
    work = settings.VAR_DIR / "work"

    class Killed(subprocess.Popen[bytes]):
        def communicate(self, asked: bytes | None = None, timeout: float | None = None) -> tuple[bytes, bytes]:
            assert self.stdin
            assert asked
            self.stdin.write(asked)
            self.stdin.close()
            folder = next(work.glob("media-*/sheets"))
            while self.poll() is None and not (folder / "1.jpg").exists():
                time.sleep(0.002)
            os.kill(self.pid, signal.SIGKILL)
            self.wait()
            return b"", b""

    def dying(*arguments: Any, **more: Any) -> decode.TilesResult:
        monkeypatch.setattr(subprocess, "Popen", Killed)
        try:
            return whole(*arguments, **more)
        finally:
            monkeypatch.setattr(subprocess, "Popen", popen)

    monkeypatch.setattr(decode, "draw_tiles", dying)
    assert prepared(job) == MediaState.READY
    strip = Filmstrip.objects.get(pk=job.pk)
    assert not strip.is_whole
    assert strip.count in (2, 4, 6)
    assert (job.media_attempts, job.media_next_try_at) == (1, NOON + timedelta(minutes=1))
    begun = strip.sheets
    monkeypatch.setattr(decode, "draw_tiles", whole)
    prepared(job, NOON + timedelta(minutes=2))
    strip.refresh_from_db()
    assert (strip.count, strip.is_whole, strip.sheets[: len(begun)]) == (7, True, begun)
    assert [second_of(tile_picture(strip, n)) for n in range(7)] == list(range(7))
    assert (job.media_attempts, job.media_next_try_at) == (0, None)


def test_a_film_that_kills_every_child_parks_its_strip_and_stays_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = a_job_with(write_video(tmp_path / "film.mp4", seconds=2))

    def die(*_arguments: object, **_more: object) -> None:
        raise decode.DecoderDied("The video broke the decoder.")

    monkeypatch.setattr(decode, "draw_tiles", die)
    waits, now = [], NOON
    while job.media_next_try_at:
        now = job.media_next_try_at
        assert prepared(job, now) == MediaState.READY
        waits.append(job.media_next_try_at and (job.media_next_try_at - now) // timedelta(minutes=1))
    assert waits == [1, 5, 30, 120, 360, None]
    assert (job.media_state, job.media_error, job.review_state) == (MediaState.READY, "", ReviewState.WAITING)
    assert not Filmstrip.objects.exists()


def test_a_worker_that_dies_at_the_strip_leaves_a_video_that_plays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    job = a_job_with(write_video(tmp_path / "film.mp4", seconds=2))
    monkeypatch.setattr(filmstrip, "draw_missing_tiles", lambda *_a, **_k: (_ for _ in ()).throw(Killed))
    while job.media_next_try_at:
        with pytest.raises(Killed):
            prepare.prepare_video(
                job.pk, now=max(job.media_next_try_at, job.media_lease_until or NOON) + timedelta(seconds=1)
            )
        job.refresh_from_db()
        assert (job.media_state, job.duration_ms) == (MediaState.READY, 2000)
    assert job.media_attempts == 6


def test_a_lost_lease_keeps_nothing_of_a_round(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = a_job_with(write_video(tmp_path / "film.mp4", seconds=2))
    whole, save = decode.draw_tiles, default_storage.save
    saved: list[str] = []

    def taken_over(*arguments: Any, **more: Any) -> decode.TilesResult:
        tiled = whole(*arguments, **more)
        Job.objects.update(media_lease_until=NOON + timedelta(hours=1))
        return tiled

    monkeypatch.setattr(decode, "draw_tiles", taken_over)

    def save_and_note(name: str, file: "File[bytes]") -> str:
        saved.append(name)
        return save(name, file)

    monkeypatch.setattr(default_storage, "save", save_and_note)
    prepared(job)
    assert not Filmstrip.objects.exists()
    assert [default_storage.exists(name) for name in saved] == [False]
