"""One clock, one picture: what the page says and shows of films as people really send them, in a real Chromium.

In second n of each film the picture is one grey, 20 + 9 n, so that what is shown is measured.
"""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Reviewer
from reviews.vocabulary import FindingKind
from tests.browser.conftest import wait_for_workspace, wait_until
from tests.browser.media_scene import (
    FILMS,
    HINT,
    SCREEN_NOTE,
    a_prepared_job,
    clock_ms,
    length_ms,
    play_for,
    second_on_screen,
    until_clock,
    until_second,
    watched,
    white_corner,
)
from tests.browser.test_boxes import BLOCK, near
from tests.browser.video_scene import open_workspace_of, picture_on, screenshot_of_page
from tests.builders import a_detection, a_finding
from tests.video_files import Film, write_film

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("name", ["live_from_the_middle.flv", "hour_late.mkv", "late_both.webm", "recorder.webm"])
def test_the_same_second_shows_at_every_opening(live_server: Any, page: Page, ana: Reviewer, name: str) -> None:
    job = a_prepared_job(FILMS / name, starts_ms=[5500])
    for _opening in range(6):
        open_workspace_of(page, live_server.url, ana, job)
        page.keyboard.press("n")
        until_second(page, 5)
        assert clock_ms(page) == 5500


@pytest.mark.parametrize(
    ("name", "duration_ms"),
    [
        ("live_from_the_middle.flv", 12_000),
        ("hour_late.mkv", 20_000),
        ("recorder.webm", 12_000),
        ("late_both.webm", 12_000),
    ],
)
def test_playing_begins_at_the_first_picture_and_the_length_is_the_films(
    live_server: Any, page: Page, ana: Reviewer, name: str, duration_ms: int
) -> None:
    job = a_prepared_job(FILMS / name)
    open_workspace_of(page, live_server.url, ana, job)
    until_second(page, 0)
    assert abs(length_ms(page) - duration_ms) <= 100
    play_for(page, 2500)
    assert 2300 <= clock_ms(page) <= 4000
    assert abs(second_on_screen(page) - clock_ms(page) // 1000) <= 0.4
    (first, last), *others = watched(job)
    assert others == []
    assert first <= 300
    assert 2000 <= last <= clock_ms(page) + 200  # the clock of a pause is that of its picture, a tenth of a second long


def test_a_picture_that_is_held_lets_the_clock_go_on(live_server: Any, page: Page, ana: Reviewer) -> None:
    """A picture every 4 s: at 5.5 s the one of second 4 is shown, never one from the future."""
    job = a_prepared_job(FILMS / "timelapse.mp4", starts_ms=[1500, 5500])
    open_workspace_of(page, live_server.url, ana, job)
    for second in (0, 4):
        page.keyboard.press("n")
        until_second(page, second)
    assert clock_ms(page) == 5500
    page.keyboard.press("Space")
    until_clock(page, 6200, 7700)  # between two pictures
    page.keyboard.press("Space")
    assert 6200 <= clock_ms(page) <= 7900
    assert abs(second_on_screen(page) - 4) < 0.4
    page.keyboard.press("r")
    expect(page.locator(HINT)).to_contain_text("00:00:05.500–00:00:06.500")
    for _round in range(2):  # a whole loop inside one picture goes round and round
        until_clock(page, 6100, 6700)
        until_clock(page, 5500, 5900)


def test_the_spoken_line_follows_the_clock_while_a_picture_is_held(live_server: Any, page: Page, ana: Reviewer) -> None:
    job = a_prepared_job(FILMS / "timelapse.mp4")
    for start_ms in (500, 2000):
        a_finding(job, FindingKind.AUDIO, start_ms=start_ms, end_ms=start_ms + 1200, text=f"words at {start_ms}")
    open_workspace_of(page, live_server.url, ana, job)
    page.get_by_role("tab", name="Speech").click()
    page.keyboard.press("k")
    for start_ms in (500, 2000):
        expect(page.locator("spoken-text .now:visible")).to_contain_text(f"words at {start_ms}")


def test_a_loop_of_a_film_without_a_length_moves(live_server: Any, page: Page, ana: Reviewer) -> None:
    job = a_prepared_job(FILMS / "recorder.webm", starts_ms=[1500])
    open_workspace_of(page, live_server.url, ana, job)
    page.keyboard.press("n")
    until_clock(page, 1500, 1500)
    page.keyboard.press("r")
    for _round in range(2):
        until_clock(page, 2200, 2700)
        until_clock(page, 1500, 1900)


def test_a_loop_to_the_very_end_goes_round(live_server: Any, page: Page, ana: Reviewer) -> None:
    job = a_prepared_job(FILMS / "base.mp4", starts_ms=[11_300])
    open_workspace_of(page, live_server.url, ana, job)
    page.keyboard.press("n")
    until_clock(page, 11_300, 11_300)
    page.keyboard.press("r")
    for _round in range(2):
        until_clock(page, 11_700)
        until_clock(page, 11_300, 11_600)


@pytest.mark.parametrize(
    ("name", "grid", "shown"),
    [("hdv.mp4", (360, 270), (480, 270)), ("anamorphic.mp4", (720, 576), (1024, 576))],
)
def test_a_box_lies_right_on_pixels_that_are_not_square(
    live_server: Any, page: Page, ana: Reviewer, name: str, grid: tuple[int, int], shown: tuple[int, int]
) -> None:
    job = a_prepared_job(FILMS / name)
    a_detection(a_finding(job, start_ms=1000), x1=270, y1=60, x2=330, y2=120)
    open_workspace_of(page, live_server.url, ana, job)
    page.keyboard.press("n")
    until_clock(page, 1000, 1000)
    until_second(page, 1)
    left, top, scale = picture_on(page, *shown)
    across, down = shown[0] * scale, shown[1] * scale
    wait_until(page, lambda: box_on(page) is not None, "the box is drawn")
    x, y = box_on(page) or (0, 0)
    assert (x - left) / across == pytest.approx(270 / grid[0], abs=0.01)
    assert (y - top) / down == pytest.approx(120 / grid[1], abs=0.02)


def box_on(page: Page) -> tuple[int, int] | None:
    """The left and lower edge of the only box, by its colour in a screenshot; its words stand above it."""
    screen = page.locator(".screen").bounding_box()
    assert screen
    seen = screenshot_of_page(page)
    points = [
        (x, y)
        for x in range(round(screen["x"]), round(screen["x"] + screen["width"]))
        for y in range(round(screen["y"]), round(screen["y"] + screen["height"]))
        if near(seen.getpixel((x, y)), BLOCK, 12)
    ]
    if not points:
        return None
    left = min(x for x, _ in points)
    return left, max(y for x, y in points if x == left)


@pytest.mark.parametrize(
    ("name", "corner"),
    [("vflip.mp4", "bottom left"), ("hflip.mp4", "top right"), ("rot90_hflip.mp4", "bottom right")],
)
def test_a_mirrored_film_shows_as_its_matrix_says(
    live_server: Any, page: Page, ana: Reviewer, name: str, corner: str
) -> None:
    job = a_prepared_job(FILMS / name, starts_ms=[1500])
    open_workspace_of(page, live_server.url, ana, job)
    page.keyboard.press("n")
    wait_until(page, lambda: white_corner(page) == corner, corner)


def test_a_picture_that_comes_later_than_the_sound_has_its_time(
    live_server: Any, page: Page, ana: Reviewer, tmp_path: Path
) -> None:
    film = write_film(tmp_path / "late.mp4", Film(picture_late=2300, sound_late=0))
    job = a_prepared_job(film, starts_ms=[1000, 4800])
    open_workspace_of(page, live_server.url, ana, job)
    note = page.locator(SCREEN_NOTE)
    for _opening in range(2):
        page.reload()
        wait_for_workspace(page)
        page.keyboard.press("n")
        expect(note).to_have_text("No picture at this instant.")
        until_clock(page, 1000, 1000)
        page.keyboard.press("n")
        until_second(page, 2)
        expect(note).to_be_hidden()
        assert clock_ms(page) == 4800
    page.keyboard.press("Shift+N")
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    until_clock(page, 1300, 2200)  # time goes on before there is a picture
    until_clock(page, 2500)
    expect(note).to_be_hidden()
