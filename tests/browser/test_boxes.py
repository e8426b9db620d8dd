"""Boxes lie where the picture shows what they are about: letterbox, pillarbox, resize, whole screen, pixel ratios."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from reviews.models import Job, Reviewer
from tests.browser.conftest import MAX_WAIT_MS, wait_until
from tests.browser.video_scene import (
    NOW,
    a_job_with,
    open_workspace_of,
    picture_on,
    screenshot_of_page,
    times_of,
    until_shown,
    write_frame_video,
)
from tests.builders import a_detection, a_finding

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BLOCK = (255, 138, 128)  # the dark theme's token
WHITE = (250, 250, 250)
PLAYER = "document.querySelector('review-player')"
SHAPES = {"16:9": (640, 360), "9:16": (360, 640), "4:3": (480, 360)}


@pytest.fixture(params=[1, 2], ids=["pixel ratio 1", "pixel ratio 2"])
def sharp(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, color_scheme="dark", device_scale_factor=request.param
    )
    page = context.new_page()
    page.set_default_timeout(MAX_WAIT_MS)
    yield page
    context.close()


def a_marked_job(tmp_path: Path, width: int, height: int, **fields: Any) -> tuple[Job, tuple[int, int, int, int]]:
    """A job whose picture holds a white mark, and a finding at 1 s whose box is just that mark."""
    mark = (width // 4, height // 4, width // 2, height // 2)
    reel = write_frame_video(tmp_path / "marked.mp4", times_of([200] * 20), width=width, height=height, mark=mark)
    job = a_job_with(reel, width=width, height=height, duration_ms=4200, frame_interval_ms=1000, **fields)
    a_detection(a_finding(job, start_ms=1000), x1=mark[0], y1=mark[1], x2=mark[2], y2=mark[3])
    return job, mark


def near(seen: Any, wanted: tuple[int, int, int], most: int = 45) -> bool:
    return all(abs(one - other) <= most for one, other in zip(seen, wanted, strict=True))


def is_boxed(page: Page, size: tuple[int, int], mark: tuple[int, int, int, int]) -> bool:
    """The mark's four edges carry the line, with the mark inside and the ground outside of it."""
    left, top, scale = picture_on(page, *size)
    ratio = page.evaluate("devicePixelRatio")
    seen = screenshot_of_page(page)

    def at(x: float, y: float, aside: tuple[int, int] = (0, 0)) -> Any:
        point = ((left + x * scale + aside[0]) * ratio, (top + y * scale + aside[1]) * ratio)
        return seen.getpixel((round(point[0]), round(point[1])))

    x1, y1, x2, y2 = mark
    middle_x, middle_y = (x1 + x2) / 2, (y1 + y2) / 2
    ground = at(x1 / 2, middle_y)
    edges = [(x1, middle_y, 1, 0), (x2, middle_y, -1, 0), (middle_x, y2, 0, -1)]
    upper = near(at(middle_x, y1), BLOCK) and near(at(middle_x, y1, (0, 6)), WHITE)  # its label stands outside of it
    return upper and all(
        near(at(x, y), BLOCK) and near(at(x, y, (6 * dx, 6 * dy)), WHITE) and near(at(x, y, (-6 * dx, -6 * dy)), ground)
        for x, y, dx, dy in edges
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_a_box_lies_on_its_thing(live_server: Any, sharp: Page, ana: Reviewer, tmp_path: Path, shape: str) -> None:
    size = SHAPES[shape]
    job, mark = a_marked_job(tmp_path, *size)
    open_workspace_of(sharp, live_server.url, ana, job)
    until_shown(sharp)
    sharp.keyboard.press("n")
    until_shown(sharp)
    wait_until(sharp, f"{PLAYER}.overlay.boxes.length === 1", "the box is drawn")
    until_boxed(sharp, size, mark, "as it opens")
    sharp.set_viewport_size({"width": 1100, "height": 760})
    until_boxed(sharp, size, mark, "in a smaller window")
    sharp.set_viewport_size({"width": 800, "height": 900})
    until_boxed(sharp, size, mark, "in a narrow window")
    sharp.set_viewport_size({"width": 1440, "height": 900})
    sharp.locator("[data-act=fullscreen]").click()
    wait_until(sharp, "Boolean(document.fullscreenElement)")
    until_boxed(sharp, size, mark, "on the whole screen")
    assert sharp.evaluate("document.fullscreenElement.contains(document.querySelector('.boxes'))")


def until_boxed(page: Page, size: tuple[int, int], mark: tuple[int, int, int, int], when: str) -> None:
    wait_until(page, lambda: is_boxed(page, size, mark), f"the box is on its thing {when}")


def test_a_box_shows_from_its_start_for_one_interval(
    live_server: Any, page: Page, ana: Reviewer, tmp_path: Path
) -> None:
    job, _ = a_marked_job(tmp_path, 640, 360)
    open_workspace_of(page, live_server.url, ana, job)
    until_shown(page)
    for ms, count in ((799, 0), (1000, 1), (1800, 1), (2000, 0), (1200, 1), (0, 0)):
        page.evaluate(f"{PLAYER}.seek({ms})")
        until_shown(page)
        assert page.evaluate(f"{PLAYER}.overlay.boxes.length") == count, ms
    page.evaluate(f"{PLAYER}.seek(1000)")
    until_shown(page)
    strongest = page.evaluate(f"{PLAYER}.overlay.boxes[0].strength")
    page.evaluate(f"{PLAYER}.seek(1800)")
    until_shown(page)
    assert page.evaluate(f"{PLAYER}.overlay.boxes[0].strength") < strongest == 1


def test_labels_stay_apart_and_inside_the_picture(
    live_server: Any, page: Page, ana: Reviewer, tmp_path: Path, browser_errors: list[str]
) -> None:
    job = a_job_with(
        write_frame_video(tmp_path / "crowd.mp4", times_of([200] * 10), width=640, height=360), width=640, height=360
    )
    frame = a_finding(job, start_ms=0)
    for number in range(12):
        corner = 20 * (number % 6)
        a_detection(frame, label=f"<b>a rather long label {number}</b>" * 3, key=str(number), x1=corner, y1=corner,
                    x2=corner + 400, y2=corner + 200)  # fmt: skip
    a_detection(frame, key="cut", label="cut", x1=600, y1=300, x2=900, y2=500)
    open_workspace_of(page, live_server.url, ana, job)
    until_shown(page)
    drawn = page.evaluate(f"{PLAYER}.overlay")
    picture, labels = drawn["picture"], drawn["labels"]
    assert len(labels) == 13
    for label in labels:
        assert picture["x"] - 1 <= label["x"]
        assert label["x"] + label["width"] <= picture["x"] + picture["width"] + 1
        assert picture["y"] <= label["y"]
        assert label["y"] + label["height"] <= picture["y"] + picture["height"]
    pairs = [(a, b) for place, a in enumerate(labels) for b in labels[place + 1 :]]
    assert not [pair for pair in pairs if overlap(*pair)]
    cut = next(box for box in drawn["boxes"] if box["isCut"])
    assert cut["x"] + cut["width"] == pytest.approx(picture["x"] + picture["width"], abs=0.01)
    assert browser_errors == []


def overlap(a: dict[str, float], b: dict[str, float]) -> bool:
    across = a["x"] < b["x"] + b["width"] and b["x"] < a["x"] + a["width"]
    return across and a["y"] < b["y"] + b["height"] and b["y"] < a["y"] + a["height"]


def test_boxes_can_be_hidden_or_follow_the_filter_and_the_selected_stand_out(
    live_server: Any, page: Page, ana: Reviewer, tmp_path: Path
) -> None:
    job, _ = a_marked_job(tmp_path, 640, 360)
    a_detection(a_finding(job, start_ms=1000, suggestion="review", category="ad"), suggestion="review")
    open_workspace_of(page, live_server.url, ana, job)
    until_shown(page)
    page.keyboard.press("n")
    until_shown(page)
    boxes = f"{PLAYER}.overlay.boxes"
    assert page.evaluate(f"{NOW} >= 1000")
    assert page.evaluate(f"{boxes}.map(box => box.isSelected)") == [False, True]
    assert page.evaluate(f"{boxes}[0].strength < {boxes}[1].strength")
    page.evaluate(
        "(store => store.setFilterResult({...store, order: [store.selected]}))(document.querySelector('#desk').store)"
    )
    assert page.evaluate(f"{boxes}.length") == 2
    which = page.locator("select[name=boxes]")
    which.select_option("filtered")
    assert page.evaluate(f"{boxes}.map(box => box.isSelected)") == [True]
    which.select_option("none")
    assert page.evaluate(f"{boxes}.length") == 0
    expect(which).to_have_value("none")
