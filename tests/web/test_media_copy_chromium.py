"""Real Chromium plays the copy that the worker made: the same instant as the original, picture and sound."""

from contextlib import closing
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from reviews.models import Job
from reviews.vocabulary import Role
from tests.conftest import person
from tests.domain.test_media_copy import a_job_with, take_step
from tests.video_files import INPUTS, Film, write_film

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOK = """async ([src, times]) => {
    const video = document.createElement("video");
    video.muted = true;
    document.body.replaceChildren(video);
    const event = (name) => new Promise((done, failed) => {
        video.addEventListener(name, done, { once: true });
        video.addEventListener("error", () => failed(new Error(video.error.message)), { once: true });
        setTimeout(() => failed(new Error(`no ${name}`)), 20000);
    });
    const loaded = event("loadeddata");
    video.src = src;
    await loaded;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [1, 1];
    const pen = canvas.getContext("2d");
    const seen = [];
    for (const time of times) {
        const seeked = event("seeked");
        video.currentTime = time;
        await seeked;
        pen.drawImage(video, 40, 20, 2, 2, 0, 0, 1, 1);
        seen.push(Math.round((pen.getImageData(0, 0, 1, 1).data[0] - 20) / 9));
    }
    video.currentTime = 0;
    await video.play();
    while (video.currentTime < 1) await new Promise((done) => setTimeout(done, 50));
    return [seen, Math.round(video.duration), video.webkitAudioDecodedByteCount > 0];
}"""


def look_at_copy(chromium: Browser, live_server: LiveServer, client: Client, job: Job, times: list[float]) -> object:
    """[seconds that are shown, duration in seconds, whether sound was decoded] of the job's copy."""
    while job.media_next_try_at:
        take_step(job)
    client.force_login(person("ana", Role.REVIEWER))
    with closing(chromium.new_page()) as page:
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/login/")
        return page.evaluate(LOOK, [f"/jobs/{job.pk}/video/copy/", times])


@pytest.mark.parametrize(
    ("name", "has_sound"),
    [("hevc_aac.mp4", True), ("h264_ac3.mp4", True), ("h264_amr.3gp", True), ("stream.ts", True), ("wmv.wmv", False)],
)
def test_chromium_shows_the_same_second_of_the_copy_and_sounds_it(
    chromium: Browser, live_server: LiveServer, client: Client, name: str, has_sound: bool
) -> None:
    seen = look_at_copy(chromium, live_server, client, a_job_with(INPUTS / name), [5.5, 0.5, 8.5, 11.5])
    assert seen == [[5, 0, 8, 11], 12, has_sound]


def test_chromium_plays_a_copy_on_behind_damage_and_shows_dark_in_it(
    chromium: Browser, live_server: LiveServer, client: Client, tmp_path: Path
) -> None:
    film = write_film(tmp_path / "film.mp4", Film(seconds=10, damaged=(3050, 4050)))
    seen = look_at_copy(chromium, live_server, client, a_job_with(film), [2.5, 4.2, 6.5])
    assert seen == [[2, -2, 6], 10, False]
