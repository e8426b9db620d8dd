"""Both clouds' videos, as the sandbox serves them: prepared through the guarded door, stills true to the picture."""

from collections.abc import Iterator

import pytest
import requests
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from reviews.media import links, prepare
from reviews.models import Finding, Job
from reviews.sandbox import clips, server
from reviews.vocabulary import FindingKind, MediaState
from tests import pixels
from tests.builders import NOON, a_finding, a_job, an_account

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def sandbox() -> Iterator[server.Sandbox]:
    running = server.start(speed=1000)
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_KEY_SANDBOX_ID", "sandbox-ak")
    monkeypatch.setenv("DESK_KEY_SANDBOX_SECRET", "sandbox-sk")


def prepared(job: Job) -> Job:
    assert prepare.prepare_video(job.pk, now=timezone.now()) == MediaState.READY
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("name", sorted(set(clips.CLIPS) - {"marathon"}))
def test_a_still_shows_what_was_drawn_at_its_time(sandbox: server.Sandbox, name: str) -> None:
    clip = clips.CLIPS[name]
    job = a_job(source_url=f"{sandbox.url}/media/{name}.mp4")
    times = range(0, int(clip.seconds * 1000), 2500)
    Finding.objects.bulk_create(
        Finding(
            job=job, key=f"f:{ms}", kind="frame", start_ms=ms, suggestion="block", first_seen_at=NOON, changed_at=NOON
        )
        for ms in times
    )
    prepared(job)
    assert job.duration_ms
    assert job.width
    assert abs(job.duration_ms - clip.seconds * 1000) < 200
    assert (job.width, job.height) == (clip.width, clip.height)
    seen = 0
    for finding in Finding.objects.filter(kind=FindingKind.FRAME):
        assert finding.start_ms is not None
        with default_storage.open(finding.still_file) as file, Image.open(file) as picture:
            scale = picture.width / job.width
            for label, box, colour in clips.boxes_at(name, finding.start_ms / 1000):
                if label == "qr":
                    continue
                x1, y1, x2, y2 = box
                shown = pixels.colour_at(picture, (x1 + x2) / 2 * scale, (y1 + y2) / 2 * scale)
                assert pixels.largest_difference(shown, colour) < 60, (label, finding.start_ms)
                seen += 1
    assert seen or not any(clips.boxes_at(name, ms / 1000) for ms in times)


def test_an_oss_video_is_measured_but_no_copy_of_it_is_kept(sandbox: server.Sandbox) -> None:
    account = an_account("ali", "alibaba", object_endpoint=sandbox.url)
    job = a_job(account, source_url="oss://sandbox-videos/dance.mp4", source_location="oss-cn-shanghai")
    frame = a_finding(job, snapshot_bucket="b", snapshot_location="oss-cn-shanghai", snapshot_object="0.jpg")
    prepared(job)
    assert (job.width, job.height, job.media_file) == (clips.CLIPS["dance"].width, clips.CLIPS["dance"].height, "")
    frame.refresh_from_db()
    assert frame.still_file == ""


def test_the_link_of_an_oss_video_opens_byte_ranges(sandbox: server.Sandbox) -> None:
    account = an_account("ali", "alibaba", object_endpoint=sandbox.url)
    job = a_job(account, source_url="oss://sandbox-videos/dance.mp4", source_location="oss-cn-shanghai")
    link = links.video_link(job, now=timezone.now())
    assert link.url not in repr(link)
    part = requests.get(link.url, headers={"Range": "bytes=10-19"}, timeout=10)
    assert (part.status_code, part.content) == (206, clips.clip_path("dance").read_bytes()[10:20])
