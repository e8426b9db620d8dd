"""A video that was prepared again by the worker: what storage lost is there afterwards."""

import functools
import http.server
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from reviews.media import prepare, prepare_again
from reviews.models import Filmstrip, Finding, Job
from reviews.vocabulary import MediaState
from tests.builders import NOON, a_finding, a_job
from tests.video_files import write_video

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


@pytest.fixture
def films(tmp_path: Path) -> Path:
    write_video(tmp_path / "film.mp4", seconds=4)
    return tmp_path


@pytest.fixture
def origin(films: Path) -> Iterator[str]:
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(films))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def job(origin: str) -> Job:
    job = a_job(source_url=f"{origin}/film.mp4", media_state=MediaState.UNKNOWN, media_next_try_at=NOON)
    for ms in (500, 2500):
        a_finding(job, start_ms=ms)
    return job


def work_off(job: Job) -> None:
    for _step in range(10):
        prepare.prepare_video(job.pk, now=LATER)
        job.refresh_from_db()
        if job.media_next_try_at is None:
            return


def files_of(job: Job) -> list[str]:
    stills = sorted(set(Finding.objects.filter(job=job).values_list("still_file", flat=True)))
    return [job.media_file, *stills, *Filmstrip.objects.get(pk=job.pk).sheets]


@pytest.mark.parametrize("which", [0, 1, 2, 3])
def test_what_storage_lost_is_there_again(job: Job, which: int) -> None:
    work_off(job)
    default_storage.delete(files_of(job)[which])
    assert prepare_again.prepare_again([job.pk], by=None, now=LATER) == [job.pk]
    work_off(job)
    assert job.media_state == MediaState.READY
    assert all(name and default_storage.exists(name) for name in files_of(job))


def test_a_source_that_was_away_too_long_comes_back_only_when_asked(job: Job, films: Path) -> None:
    (films / "film.mp4").rename(films / "away.mp4")
    now = NOON
    for _try in range(10):
        prepare.prepare_video(job.pk, now=now)
        job.refresh_from_db()
        if job.media_next_try_at is None:
            break
        now = job.media_next_try_at
    assert (job.media_state, job.media_next_try_at) == (MediaState.UNREACHABLE, None)
    (films / "away.mp4").rename(films / "film.mp4")
    prepare_again.prepare_again([job.pk], by=None, now=LATER)
    work_off(job)
    assert job.media_state == MediaState.READY
