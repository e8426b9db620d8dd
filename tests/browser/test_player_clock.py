"""The player's clock: exact frame times, steps by one frame, seeks that are sent one at a time."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Reviewer
from tests.browser.conftest import wait_until
from tests.browser.video_scene import (
    UNEVEN,
    a_job_with,
    grey_of,
    open_workspace_of,
    picture_on,
    screenshot_of_page,
    times_of,
    until_shown,
    write_frame_video,
)
from tests.pixels import colour_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TIMES = times_of(UNEVEN)


def frame_on_screen(page: Page) -> int:
    """The number of the frame that the screen's pixels show, among the first 25."""
    left, top, scale = picture_on(page, 320, 180)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    _red, green, _blue = colour_at(screenshot_of_page(page), round(left + 160 * scale), round(top + 90 * scale))
    return round((green - grey_of(0)) / 8)


def until_on_screen(page: Page, number: int) -> None:
    """The frame that the player was told of is drawn by another process, which may be a moment behind."""
    wait_until(page, lambda: frame_on_screen(page) == number, f"frame {number} on the screen")


@pytest.mark.parametrize(
    ("name", "lasts", "first_ms"),
    [("uneven.mp4", UNEVEN, 0), ("late.webm", [40] * 20, 2480)],
    ids=["frames last unequally", "first frame not at zero"],
)
def test_a_step_lands_on_the_very_next_frame(
    live_server: Any, page: Page, ana: Reviewer, tmp_path: Path, browser_errors: list[str],
    name: str, lasts: list[int], first_ms: int,
) -> None:  # fmt: skip
    times = times_of(lasts)
    job = a_job_with(write_frame_video(tmp_path / name, times, first_ms=first_ms), name=name, width=320, height=180)
    open_workspace_of(page, live_server.url, ana, job)
    until_shown(page)
    for number in [*range(1, 14), *range(12, 7, -1), *range(9, 12)]:
        is_on = number > frame_on_screen(page)
        page.keyboard.press("." if is_on else ",")
        wait_until(
            page,
            f"Math.round(document.querySelector('review-player').frames.presented) === {times[number]}",
            f"{name} {number}",
        )
        until_shown(page)
        expect(page.locator("[data-show=time]")).to_have_text(f"00:00:00.{times[number]:03}")
        until_on_screen(page, number)
    assert browser_errors == []
