"""Films of every container on the page: prepared by the real worker, measured by the pixels that the player shows."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from playwright.sync_api import Locator, Page

from reviews.media import playable_copy
from reviews.media.prepare import prepare_video
from reviews.models import Coverage, Job
from tests.browser.conftest import wait_until
from tests.builders import a_finding, a_job

FILMS = Path(__file__).resolve().parents[1] / "payloads/videos"
GREY, STEP = 20, 9  # the picture of second n is one grey, 20 + 9 n
MAX_STEPS = 40
# What the player says of its picture, its sound and its way.
SCREEN_NOTE = "[data-show=nothing]"
SOUND_NOTE = "[data-show=sound]"
HINT = "[data-show=hint]"
# The picture of the player on a canvas: [middle, top left, top right, bottom left, bottom right], one grey each.
GREYS = """video => {
    const [width, height] = [64, 36];
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(video, 0, 0, width, height);
    const grey = (x, y) => pen.getImageData(x, y, 1, 1).data[1];
    return [grey(32, 18), grey(3, 3), grey(60, 3), grey(3, 32), grey(60, 32)];
}"""
CORNERS = ["top left", "top right", "bottom left", "bottom right"]


def a_prepared_job(film: Path, *, starts_ms: Iterable[int] = (), has_copy: bool = True, **fields: Any) -> Job:
    """A job whose video the worker has prepared to the end, with a frame of the machine's at each of `starts_ms`.

    `has_copy`: false takes the copy for browsers away again, so that the original is what plays.
    """
    unseen = {"media_state": "unknown", "duration_ms": None, "width": None, "height": None}
    job = a_job(
        media_file=default_storage.save(f"videos/{film.name}", ContentFile(film.read_bytes())),
        frame_interval_ms=1000,
        **{**unseen, **fields},
    )
    for start_ms in starts_ms:
        a_finding(job, start_ms=start_ms)
    Job.objects.filter(pk=job.pk).update(media_next_try_at=timezone.now())
    for _ in range(MAX_STEPS):
        prepare_video(job.pk, now=timezone.now())
        job.refresh_from_db()
        if job.media_next_try_at is None:
            break
    else:
        raise AssertionError(f"{film.name} is not prepared after {MAX_STEPS} steps")
    if not has_copy:
        playable_copy.reset_copy(job)
    return job


def video_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Video", exact=True).locator("video")


def second_on_screen(page: Page) -> float:
    """Which second's grey the player shows."""
    return float((video_of(page).evaluate(GREYS)[0] - GREY) / STEP)


def white_corner(page: Page) -> str:
    """The corner of the player's picture that is white."""
    greys = video_of(page).evaluate(GREYS)[1:]
    return CORNERS[greys.index(max(greys))] if max(greys) > 200 else ""


def clock_ms(page: Page) -> int:
    """Where the player says that it is."""
    return _ms(page.get_by_role("timer").inner_text().split("/")[0])


def length_ms(page: Page) -> int:
    """How long the player says that the video is."""
    return _ms(page.get_by_role("timer").inner_text().split("/")[1])


def _ms(clock: str) -> int:
    hours, minutes, seconds = clock.strip().split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def until_second(page: Page, second: int) -> None:
    """The picture of that second is on the screen."""
    wait_until(page, lambda: abs(second_on_screen(page) - second) < 0.4, f"second {second}")


def until_clock(page: Page, from_ms: int, to_ms: float = float("inf")) -> int:
    """The player says that it is there. Returns where."""
    wait_until(page, lambda: from_ms <= clock_ms(page) <= to_ms, f"clock from {from_ms} to {to_ms} ms")
    return clock_ms(page)


def play_for(page: Page, ms: int) -> None:
    """From one press of the key to another one, at least so long by the player's own clock."""
    begin = clock_ms(page)
    page.keyboard.press("Space")
    until_clock(page, begin + ms)
    with page.expect_response(lambda answer: answer.url.endswith("/coverage/") and answer.request.method == "POST"):
        page.keyboard.press("Space")


def watched(job: Job) -> list[list[int]]:
    return [one[:2] for row in Coverage.objects.filter(job=job) for one in row.ranges]
