"""Real Chromium plays and seeks a video that we serve, though an open range is answered in small pieces."""

from contextlib import closing

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from reviews.models import AuditEntry
from reviews.sandbox import clips
from reviews.vocabulary import Role
from tests.builders import a_job
from tests.conftest import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEEK = """async ([src, times]) => {
    const video = document.createElement("video");
    video.muted = true;
    document.body.replaceChildren(video);
    const event = (name) => new Promise((done, failed) => {
        video.addEventListener(name, done, { once: true });
        setTimeout(() => failed(new Error(`no ${name}`)), 20000);
    });
    const loaded = event("loadeddata");
    video.src = src;
    await loaded;
    const reached = [];
    for (const time of times) {
        const seeked = event("seeked");
        video.currentTime = time;
        await seeked;
        reached.push(Math.round(video.currentTime));
    }
    video.playbackRate = 8;
    video.currentTime = 0;
    await video.play();
    while (video.currentTime < 40) await new Promise((done) => setTimeout(done, 50));
    return [video.error, video.videoWidth, reached];
}"""


def test_a_film_plays_through_and_seeks_in_pieces(
    chromium: Browser, live_server: LiveServer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reviews.web.media.file_responses.MAX_OPEN_RANGE_BYTES", 64 * 1024)
    client.force_login(person("ana", Role.REVIEWER))
    job = a_job()
    film = clips.clip_path("marathon").read_bytes()
    job.media_file = default_storage.save(f"videos/{job.pk}.mp4", ContentFile(film))
    job.save()
    with closing(chromium.new_page()) as page:
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        statuses = []
        page.on("response", lambda answer: statuses.append(answer.status) if "/video/" in answer.url else None)
        page.goto(f"{live_server.url}/login/")
        told = page.evaluate(SEEK, [f"/jobs/{job.pk}/video/", [500, 20, 300]])
    assert told == [None, clips.CLIPS["marathon"].width, [500, 20, 300]]
    assert set(statuses) == {206}
    assert len(statuses) > 3
    assert AuditEntry.objects.filter(action="media.opened").count() == 1
