"""Whatever container, offset, frame rate and holes: the player shows at a time what the still of that time shows."""

import random
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from PIL import Image
from playwright.sync_api import Page

from reviews.models import Finding, Job, Reviewer
from tests.browser.conftest import wait_until
from tests.browser.media_scene import a_prepared_job, clock_ms, second_on_screen, video_of
from tests.browser.video_scene import open_workspace_of
from tests.video_files import Film, input_second, write_film

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CONTAINERS = [
    ("mp4", "libx264"), ("matroska", "libx264"), ("webm", "libvpx-vp9"), ("flv", "libx264"), ("mpegts", "libx264"),
    ("avi", "mpeg4"),
]  # fmt: skip
STEP_MS = 700
NO_PICTURE = re.compile("No picture at this instant|cannot show the picture of this instant")
LOOKED_AHEAD_MS = 1500


def a_film(seed: int) -> Film:
    """Each container in turn; the rest as the seed draws it."""
    draw = random.Random(seed)
    container, codec = CONTAINERS[seed % len(CONTAINERS)]
    has_clock = container != "avi"  # it counts pictures: it knows neither an offset nor a picture that is held
    seconds = draw.randint(4, 7)
    held, damaged = (draw.randrange(1000, seconds * 1000) for _ in range(2))
    return Film(
        container=container,
        codec=codec,
        fps=draw.choice([5, 10, 25, 30]),
        seconds=seconds,
        gop=draw.choice([5, 20, 200]),
        offset=draw.choice([0, 40, 5000, 3_600_000]) if has_clock else 0,
        picture_late=draw.choice([0, 40, 700, 2300]) if has_clock else 0,
        sound_late=draw.choice([None, 0, 700]) if has_clock and codec == "libx264" else None,
        held=(held, held + 1100) if has_clock and draw.random() < 0.5 else None,
        damaged=(damaged + 1, damaged + 1100) if container in ("mp4", "matroska") and draw.random() < 0.5 else None,
    )


@pytest.mark.parametrize("seed", range(8))
def test_the_player_shows_what_the_still_of_that_time_shows(
    live_server: Any, page: Page, ana: Reviewer, tmp_path: Path, seed: int
) -> None:
    film = a_film(seed)
    path = write_film(tmp_path / f"film.{film.container}", film)
    length_ms = round(film.picture_times()[-1][1])
    job = a_prepared_job(path, starts_ms=range(0, length_ms, STEP_MS))
    open_workspace_of(page, live_server.url, ana, job)
    for finding in Finding.objects.filter(job=job).order_by("start_ms"):
        ms = finding.start_ms or 0
        page.keyboard.press("n")
        near = film.seconds_near(ms)
        shown = wait_until(page, partial(settled_second, page, ms), f"{film} at {ms} ms")[0]
        still = still_second(finding)
        if shown == still or {shown, still} <= near:
            continue
        assert shown is None, (film, ms, shown, still, near)
        assert is_before_damage(job, ms), (film, ms, still)


def settled_second(page: Page, ms: int) -> list[int | None]:
    """The second on the screen, None without a picture, in a list; an empty one while the player is on its way."""
    if clock_ms(page) != ms or video_of(page).evaluate("v => v.seeking || v.readyState < 2"):
        return []
    page.wait_for_timeout(250)  # a frame is told some moments after its seek
    if page.get_by_role("status").filter(has_text=NO_PICTURE).first.is_visible():
        return [None]
    return [round(second_on_screen(page))]


def is_before_damage(job: Job, ms: int) -> bool:
    """A browser decodes ahead of what it shows: before damage it gives up a little early, and the player says so."""
    return any(0 < first - ms < LOOKED_AHEAD_MS for first, _ in job.video_facts.holes)


def still_second(finding: Finding) -> int | None:
    """What the still shows; None without one."""
    if not finding.still_file:
        return None
    with default_storage.open(finding.still_file, "rb") as file, Image.open(file) as picture:
        return input_second(picture)
