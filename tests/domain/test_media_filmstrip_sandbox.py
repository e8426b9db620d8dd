"""Filmstrips of both clouds' videos, as the sandbox serves them: a tile is true to the picture at its time."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from reviews.media import prepare
from reviews.sandbox import clips, server
from reviews.vocabulary import MediaState
from tests import pixels
from tests.builders import a_job, an_account
from tests.video_files import tile_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def sandbox() -> Iterator[server.Sandbox]:
    running = server.start(speed=1000)
    yield running
    running.stop()


@pytest.mark.parametrize("name", ["dance", "street"])
@pytest.mark.parametrize("kept_at", ["http", "bucket"])
def test_a_tile_shows_what_was_drawn_at_its_time(
    sandbox: server.Sandbox, monkeypatch: pytest.MonkeyPatch, name: str, kept_at: str
) -> None:
    monkeypatch.setenv("DESK_KEY_SANDBOX_ID", "sandbox-ak")
    monkeypatch.setenv("DESK_KEY_SANDBOX_SECRET", "sandbox-sk")
    clip = clips.CLIPS[name]
    if kept_at == "http":
        job = a_job(source_url=f"{sandbox.url}/media/{name}.mp4")
    else:
        account = an_account("ali", "alibaba", object_endpoint=sandbox.url)
        job = a_job(account, source_url=f"oss://sandbox-videos/{name}.mp4", source_location="oss-cn-shanghai")
    assert prepare.prepare_video(job.pk, now=timezone.now()) == MediaState.READY
    strip, seen = job.filmstrip, 0
    assert strip.is_whole
    assert strip.count == clip.seconds
    for n in range(strip.count):
        picture = tile_picture(strip, n)
        scale = strip.tile_width / clip.width
        for label, (x1, y1, x2, y2), colour in clips.boxes_at(name, n * strip.interval_ms / 1000):
            if label != "qr" and min(x2 - x1, y2 - y1) * scale >= 8:
                shown = pixels.colour_at(picture, (x1 + x2) / 2 * scale, (y1 + y2) / 2 * scale)
                assert pixels.largest_difference(shown, colour) < 70, (label, n)
                seen += 1
    assert seen
