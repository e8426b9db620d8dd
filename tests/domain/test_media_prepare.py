"""One step on a job's video: fetched from a real server on loopback, measured, cut, kept."""

import functools
import http.server
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from PIL import Image, ImageStat
from pytest_django import Settings

from reviews.media import decode, prepare, video_fetch
from reviews.models import Finding, Job, ProviderAccount
from reviews.vocabulary import FindingKind, MediaState, ReviewState
from tests.builders import NOON, a_finding, a_job, an_account
from tests.video_files import write_video

pytestmark = pytest.mark.django_db


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path == "/moved.mp4":
            self.send_response(302)
            self.send_header("Location", "/film.mp4")
            self.end_headers()
        else:
            super().do_GET()


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("films")
    write_video(folder / "film.mp4", seconds=6)
    (folder / "zero.mp4").write_bytes(b"")
    (folder / "page.mp4").write_text("<html>not here</html>" * 20)
    return folder


@pytest.fixture(scope="module")
def origin(films: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(films)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def job(origin: str) -> Job:
    return unseen(f"{origin}/film.mp4")


def unseen(url: str, account: ProviderAccount | None = None) -> Job:
    fields: dict[str, Any] = {"media_state": MediaState.UNKNOWN, "duration_ms": None, "width": None, "height": None}
    return a_job(account, source_url=url, media_next_try_at=NOON, **fields)


def prepared(job: Job, now: datetime = NOON) -> MediaState | None:
    state = prepare.prepare_video(job.pk, now=now)
    job.refresh_from_db()
    return state


def test_a_video_is_kept_measured_and_cut_at_every_frame(job: Job) -> None:
    frames = [a_finding(job, start_ms=ms) for ms in (500, 2500, 2500, 5500)]
    speech = a_finding(job, FindingKind.AUDIO, start_ms=1000)
    version = job.evidence_version
    assert prepared(job) == MediaState.READY
    assert (job.media_state, job.media_error) == (MediaState.READY, "")
    assert (job.duration_ms, job.width, job.height) == (6000, 320, 180)
    assert (job.media_attempts, job.media_lease_until, job.media_next_try_at) == (0, None, None)
    assert default_storage.size(job.media_file) > 1000
    for frame in frames:
        frame.refresh_from_db()
        assert frame.start_ms is not None
        with default_storage.open(frame.still_file) as file, Image.open(file) as picture:
            assert round((ImageStat.Stat(picture.convert("L")).mean[0] - 20) / 30) == frame.start_ms // 1000
    speech.refresh_from_db()
    assert speech.still_file == ""
    assert job.evidence_version == version + 1


def test_a_second_step_does_nothing_twice_and_needs_no_origin(job: Job) -> None:
    first = a_finding(job, start_ms=500)
    prepared(job)
    kept = (job.media_file, job.evidence_version)
    Job.objects.update(source_url="http://127.0.0.1:1/gone.mp4")
    assert prepared(job) == MediaState.READY
    assert (job.media_file, job.evidence_version) == kept
    a_finding(job, start_ms=3500)
    assert prepared(job) == MediaState.READY
    assert not Finding.objects.filter(still_file="").exists()
    assert Finding.objects.get(pk=first.pk).still_file


def test_a_copy_that_was_lost_is_fetched_and_kept_again(job: Job) -> None:
    prepared(job)
    default_storage.delete(job.media_file)
    assert prepared(job) == MediaState.READY
    assert default_storage.exists(job.media_file)


def test_a_long_list_of_stills_is_cut_in_several_steps(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        a_finding(job, start_ms=number * 1000)
    whole = decode.probe_video
    monkeypatch.setattr(decode, "probe_video", lambda video, stills, times: whole(video, stills, times[:4]))
    prepared(job)
    assert (Finding.objects.filter(still_file="").count(), job.media_next_try_at) == (2, NOON)
    prepared(job)
    assert (Finding.objects.filter(still_file="").count(), job.media_next_try_at) == (0, None)


def test_a_job_gets_a_capped_number_of_stills(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "MAX_STILLS", 2)
    for number in range(4):
        a_finding(job, start_ms=number * 1000)
    prepared(job)
    prepared(job)
    assert Finding.objects.exclude(still_file="").count() == 2


@pytest.mark.parametrize("name", ["zero.mp4", "page.mp4"])
def test_what_is_no_video_is_unreadable_and_left_alone(origin: str, name: str) -> None:
    job = unseen(f"{origin}/{name}")
    assert prepared(job) == MediaState.UNREADABLE
    assert job.media_error
    assert (job.media_file, job.media_next_try_at, job.media_lease_until) == ("", None, None)
    assert job.review_state == ReviewState.WAITING


def test_an_unreachable_video_is_tried_again_later_and_later(origin: str) -> None:
    job, now, waits = unseen(f"{origin}/missing.mp4"), NOON, []
    while job.media_next_try_at:
        now = job.media_next_try_at
        assert prepared(job, now) == MediaState.UNREACHABLE
        waits.append(job.media_next_try_at and (job.media_next_try_at - now) // timedelta(minutes=1))
    assert waits == [1, 5, 30, 120, 360, None]
    assert "fetched" in job.media_error


def test_a_redirect_is_not_followed(origin: str) -> None:
    job = unseen(f"{origin}/moved.mp4")
    assert prepared(job) == MediaState.FORBIDDEN
    assert job.media_file == ""


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x.mp4", "file:///etc/passwd", "javascript:alert(1)"])
def test_an_address_that_is_not_http_is_forbidden(url: str) -> None:
    job = unseen(url)
    assert prepared(job) == MediaState.FORBIDDEN
    assert (job.media_next_try_at, job.review_state) == (None, ReviewState.WAITING)


def test_a_private_address_is_forbidden_outside_the_demo(job: Job, settings: Settings) -> None:
    settings.ALLOW_PRIVATE_ENDPOINTS = False
    assert prepared(job) == MediaState.FORBIDDEN
    assert "not allowed" in job.media_error
    assert job.media_file == ""


def test_a_video_over_the_cap_is_not_kept(job: Job, settings: Settings) -> None:
    settings.MEDIA_MAX_BYTES = 1000
    assert prepared(job) == MediaState.UNREACHABLE
    assert job.media_file == ""


def test_a_job_without_a_source_says_so() -> None:
    job = unseen("")
    assert prepared(job) == MediaState.UNREACHABLE
    assert "reports no video" in job.media_error
    assert job.media_next_try_at is None


def test_a_missing_key_is_an_error_sentence_not_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESK_KEY_SANDBOX_ID", raising=False)
    job = unseen("oss://films/a.mp4", an_account("ali", "alibaba"))
    assert prepared(job) == MediaState.UNREACHABLE
    assert "DESK_KEY_SANDBOX_ID" in job.media_error


def test_only_one_worker_at_a_time(job: Job) -> None:
    Job.objects.update(media_lease_until=NOON + timedelta(minutes=1))
    assert prepared(job) is None
    assert prepared(job, NOON + timedelta(minutes=2)) == MediaState.READY


def test_a_worker_that_lost_its_lease_writes_no_outcome(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken_over(*_arguments: object, **_more: object) -> None:
        Job.objects.update(media_lease_until=NOON + timedelta(hours=1))
        raise video_fetch.FetchFailed(MediaState.UNREACHABLE, "too late", may_retry=True)

    monkeypatch.setattr(video_fetch, "fetch_video", taken_over)
    prepared(job)
    assert (job.media_state, job.media_error) == (MediaState.UNKNOWN, "")


def test_a_video_that_kills_its_worker_is_parked(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def kill(*_arguments: object, **_more: object) -> None:
        raise Killed

    monkeypatch.setattr(video_fetch, "fetch_video", kill)
    tries = 0
    while job.media_next_try_at:
        tries += 1
        with pytest.raises(Killed):
            prepare.prepare_video(
                job.pk, now=max(job.media_next_try_at, job.media_lease_until or NOON) + timedelta(seconds=1)
            )
        job.refresh_from_db()
    assert tries == 6
    assert (job.media_state, job.media_error) == (MediaState.UNREADABLE, prepare.GIVEN_UP)


def test_nothing_is_left_in_the_work_folder(job: Job, origin: str, settings: Settings) -> None:
    prepared(job)
    prepared(unseen_other := a_job(external_id="other", source_url=f"{origin}/zero.mp4"))
    assert unseen_other.media_state == MediaState.UNREADABLE
    assert list((settings.VAR_DIR / "work").iterdir()) == []
