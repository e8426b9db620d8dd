"""Chromium plays and seeks the sample videos straight from the sandbox, and shows the drawn things where they are."""

import io
from contextlib import closing

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from reviews.sandbox import clips, server
from tests import pixels

pytestmark = [pytest.mark.browser]

SEEK = """async ([src, time]) => {
    const video = document.createElement("video");
    video.muted = true;
    document.body.replaceChildren(video);
    document.body.style.margin = 0;
    const event = (name) => new Promise((done, failed) => {
        video.addEventListener(name, done, { once: true });
        setTimeout(() => failed(new Error(`no ${name}`)), 20000);
    });
    const loaded = event("loadeddata");
    video.src = src;
    await loaded;
    const seeked = event("seeked");
    video.currentTime = time;
    await seeked;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return [video.duration, video.videoWidth, video.videoHeight];
}"""


def test_a_seek_shows_the_boxes_of_that_moment(chromium: Browser) -> None:
    running = server.start()
    try:
        with closing(chromium.new_page(viewport={"width": 1920, "height": 1080})) as page:
            page.goto(running.url)
            for name, time_s in (("street", 9.0), ("shop", 13.37), ("dance", 18.5), ("stadium", 9.0)):
                check(page, running.url, name, time_s)
    finally:
        running.stop()


def check(page: Page, url: str, name: str, time_s: float) -> None:
    """Seek, then compare the pixels in the middle of each box with its colour."""
    clip = clips.CLIPS[name]
    facts = page.evaluate(SEEK, [f"{url}/media/{name}.mp4", time_s])
    assert facts == [clip.seconds, clip.width, clip.height]
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    truth = clips.boxes_at(name, time_s)
    assert len(truth) == 2
    for label, (x1, y1, x2, y2), colour in truth:
        seen = pixels.colour_at(picture, (x1 + x2) / 2, (y1 + y2) / 2)
        assert pixels.largest_difference(seen, colour) < 12, (name, label, seen)
