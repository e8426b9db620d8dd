"""The timeline in the browser: its window, its marks on the page, and the colours on its canvases."""

import io
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from playwright.sync_api import FloatRect, Page

from reviews.models import Job
from tests.browser.conftest import add_session, wait_for_workspace
from tests.builders import a_finding, a_job
from tests.video_files import write_video

IT = "document.querySelector('review-timeline')"
STORE = "document.querySelector('#desk').store"
Colour = tuple[int, int, int]


def open_job(page: Page, live_server: Any, job: Job) -> None:
    add_session(page, live_server.url)
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    wait_for_workspace(page)
    wait_for_draw(page)


def a_filmed_job(tmp_path: Path, **fields: Any) -> Job:
    """A job whose 20 s video plays, with two frames at 5 and 10 s that have a still."""
    film = write_video(tmp_path / "film.mp4", seconds=20)
    job = a_job(duration_ms=20_000, width=320, height=180, **fields)
    job.media_file = default_storage.save(f"videos/{job.pk}.mp4", ContentFile(film.read_bytes()))
    job.save(update_fields=["media_file"])
    body = io.BytesIO()
    Image.new("RGB", (320, 180), (200, 30, 30)).save(body, "JPEG")
    still = default_storage.save(f"stills/{job.pk}.jpg", ContentFile(body.getvalue()))
    for start_ms in (5000, 10_000):
        a_finding(job, start_ms=start_ms, still_file=still, label="sexy")
    return job


def wait_for_draw(page: Page) -> None:
    """What was asked for has been drawn: two frames have passed."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def window_of(page: Page) -> tuple[float, float]:
    """Start and end of the window of time that the lanes show, in ms."""
    wait_for_draw(page)
    start, end = page.evaluate(f"[{IT}.view.start, {IT}.view.end]")
    return start, end


def set_window(page: Page, start_ms: float, span_ms: float) -> None:
    page.evaluate(f"([start, span]) => {{ {IT}.show(start, span) }}", [start_ms, span_ms])
    wait_for_draw(page)


def box_of(page: Page, selector: str) -> FloatRect:
    box = page.locator(f"review-timeline {selector}").bounding_box()
    assert box
    return box


def x_of(page: Page, ms: float) -> float:
    """Where `ms` lies on the page."""
    return box_of(page, ".lanes canvas")["x"] + float(page.evaluate(f"ms => {IT}.xOf(ms)", ms))


def marks_of(page: Page, place: int) -> list[dict[str, Any]]:
    """The marks of the finding at that place of the evidence, in page pixels: {lane, row, x, y, width, height}."""
    wait_for_draw(page)
    box = box_of(page, ".lanes canvas")
    found = page.evaluate(f"place => {IT}.boxesOf(place)", place)
    return [{**one, "x": one["x"] + box["x"], "y": one["y"] + box["y"]} for one in found]


def middle_of(mark: dict[str, Any]) -> tuple[float, float]:
    return mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2


def colour_at(page: Page, x: float, y: float, canvas: str = ".lanes canvas") -> Colour:
    """What a canvas holds at a point of the page."""
    wait_for_draw(page)
    red, green, blue = page.evaluate(
        f"""([x, y]) => {{
            const canvas = {IT}.querySelector("{canvas}"), box = canvas.getBoundingClientRect();
            const [by, down] = [canvas.width / box.width, canvas.height / box.height];
            const [across, below] = [Math.floor((x - box.x) * by), Math.floor((y - box.y) * down)];
            return [...canvas.getContext("2d").getImageData(across, below, 1, 1).data].slice(0, 3);
        }}""",
        [x, y],
    )
    return red, green, blue


def theme_colour(page: Page, name: str) -> Colour:
    """A colour of the theme: pass, review, block, accent, panel."""
    value = str(page.evaluate(f"getComputedStyle(document.documentElement).getPropertyValue('--{name}').trim()"))
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


def is_near(seen: Colour, wanted: Colour, most: int = 12) -> bool:
    return all(abs(one - other) <= most for one, other in zip(seen, wanted, strict=True))
