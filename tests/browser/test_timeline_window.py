"""The window of time: zoom, pan, the strip of the whole video, from four hours to one second."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Job
from reviews.vocabulary import MediaState, Role
from tests.browser.timeline_scene import (
    IT,
    STORE,
    box_of,
    colour_at,
    is_near,
    open_job,
    set_window,
    theme_colour,
    wait_for_draw,
    window_of,
    x_of,
)
from tests.builders import a_finding, a_job
from tests.conftest import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOUR_HOURS = 14_400_000


@pytest.fixture
def job() -> Job:
    person("ana", Role.REVIEWER, first_name="Ana")
    job = a_job(media_state=MediaState.UNREACHABLE, duration_ms=FOUR_HOURS)
    for start_ms in (60_000, 7_200_000, 14_300_000):
        a_finding(job, start_ms=start_ms)
    return job


def now(page: Page) -> float:
    return float(page.evaluate(f"{IT}.player.now"))


def test_the_wheel_zooms_and_the_time_under_the_pointer_stays(
    live_server: Any, page: Page, job: Job, browser_errors: list[str]
) -> None:
    open_job(page, live_server, job)
    assert window_of(page) == (0, FOUR_HOURS)
    box = box_of(page, ".lanes canvas")
    share = 0.3
    page.mouse.move(box["x"] + box["width"] * share, box["y"] + 12)
    for ctrl in (False, True):
        start, end = window_of(page)
        under = start + (end - start) * share
        if ctrl:
            page.keyboard.down("Control")
        page.mouse.wheel(0, -400 if not ctrl else -60)
        wait_for_draw(page)
        page.keyboard.up("Control")
        start, end = window_of(page)
        assert abs(start + (end - start) * share - under) < (end - start) / box["width"]
        assert end - start < FOUR_HOURS * (0.6 if not ctrl else 0.36)
    page.mouse.wheel(0, 5000)
    page.mouse.wheel(0, 5000)
    page.mouse.wheel(0, 5000)
    assert window_of(page) == (0, FOUR_HOURS)


def test_four_hours_are_zoomed_to_one_second_and_back_by_keys_and_buttons(
    live_server: Any, page: Page, job: Job
) -> None:
    open_job(page, live_server, job)
    page.keyboard.press("n")
    for _ in range(16):
        page.keyboard.press("+")
    start, end = window_of(page)
    assert end - start == pytest.approx(1000)
    assert start <= 60_000 <= end
    assert page.evaluate("import('/static/reviews/js/timeline/ruler.js').then(it => it.rulerStep(1200 / 1000))") == 100
    page.keyboard.press("-")
    start, end = window_of(page)
    assert end - start == pytest.approx(2000)
    page.keyboard.press("0")
    assert window_of(page) == (0, FOUR_HOURS)
    page.get_by_role("button", name="Zoom in").click()
    start, end = window_of(page)
    assert end - start == pytest.approx(FOUR_HOURS / 2)
    page.get_by_role("button", name="Show the whole video on the timeline").click()
    assert window_of(page) == (0, FOUR_HOURS)


def test_the_wheel_sideways_and_the_dragged_ruler_pan(live_server: Any, page: Page, job: Job) -> None:
    open_job(page, live_server, job)
    set_window(page, 3_600_000, 3_600_000)
    lanes, ruler = box_of(page, ".lanes canvas"), box_of(page, ".ruler canvas")
    page.mouse.move(lanes["x"] + 300, lanes["y"] + 12)
    page.mouse.wheel(lanes["width"] / 4, 0)
    start, end = window_of(page)
    assert start == pytest.approx(4_500_000, rel=0.001)
    assert end - start == pytest.approx(3_600_000)
    page.keyboard.down("Shift")
    page.mouse.wheel(0, -lanes["width"] / 4)
    wait_for_draw(page)
    page.keyboard.up("Shift")
    assert window_of(page)[0] == pytest.approx(3_600_000, rel=0.001)

    y = ruler["y"] + ruler["height"] / 2
    page.mouse.move(ruler["x"] + 600, y)
    page.mouse.down()
    page.mouse.move(ruler["x"] + 600 - ruler["width"] / 10, y, steps=4)
    page.mouse.up()
    assert window_of(page)[0] == pytest.approx(3_960_000, rel=0.001)
    assert now(page) == 0  # a drag pans and does not seek


def test_the_window_on_the_strip_is_moved_and_made_wider(live_server: Any, page: Page, job: Job) -> None:
    open_job(page, live_server, job)
    set_window(page, 3_600_000, 3_600_000)
    strip = box_of(page, ".whole-strip")
    y = strip["y"] + strip["height"] / 2

    def drag(from_share: float, to_share: float) -> tuple[float, float]:
        page.mouse.move(strip["x"] + strip["width"] * from_share, y)
        page.mouse.down()
        page.mouse.move(strip["x"] + strip["width"] * to_share, y, steps=5)
        page.mouse.up()
        return window_of(page)

    assert drag(0.375, 0.625) == pytest.approx((7_200_000, 10_800_000), rel=0.003)
    assert drag(0.5, 0.25) == pytest.approx((3_600_000, 10_800_000), rel=0.003)
    assert drag(0.75, 1.0) == pytest.approx((3_600_000, FOUR_HOURS), rel=0.003)
    assert now(page) == 0
    page.mouse.click(strip["x"] + strip["width"] * 0.1, y)
    assert now(page) == pytest.approx(1_440_000, rel=0.01)
    start, end = window_of(page)
    assert start <= 1_440_000 <= end


def test_the_next_finding_comes_into_the_window(live_server: Any, page: Page, job: Job) -> None:
    open_job(page, live_server, job)
    set_window(page, 0, 120_000)
    page.keyboard.press("n")
    assert window_of(page)[0] == 0
    page.keyboard.press("n")
    start, end = window_of(page)
    assert start < 7_200_000 < end
    assert end - start == pytest.approx(120_000)
    expect(page.locator("review-timeline .playhead")).to_be_visible()
    page.keyboard.press("Shift+N")
    assert window_of(page)[0] < 60_000


def test_a_click_seeks_and_a_drag_scrubs(live_server: Any, page: Page, job: Job) -> None:
    open_job(page, live_server, job)
    box = box_of(page, ".lanes canvas")
    y = box["y"] + 12
    page.mouse.click(x_of(page, 3_000_000), y)
    assert now(page) == pytest.approx(3_000_000, rel=0.01)
    page.mouse.move(x_of(page, 4_000_000), y)
    page.mouse.down()
    page.mouse.move(x_of(page, 5_000_000), y, steps=3)
    assert now(page) == pytest.approx(5_000_000, rel=0.01)
    page.mouse.up()
    assert window_of(page) == (0, FOUR_HOURS)
    assert page.evaluate(f"{STORE}.selected") == -1


def test_the_strip_shows_what_was_watched_and_what_is_loaded(live_server: Any, page: Page, job: Job) -> None:
    open_job(page, live_server, job)
    strip = box_of(page, ".whole-strip")
    bottom = strip["y"] + strip["height"] - 2

    def at(share: float, y: float = bottom) -> tuple[int, int, int]:
        return colour_at(page, strip["x"] + strip["width"] * share, y, ".whole-strip canvas")

    assert not is_near(at(0.2), theme_colour(page, "accent"))
    page.evaluate(
        f"""() => {{
            document.querySelector("coverage-recorder").showCoverage = () => {{}}; // the server answers when it likes
            {STORE}.setCoverage([
                {{ who: "Ana", mine: true, ranges: [[1440000, 4320000, 100, 1, 0]] }},
                {{ who: "Ben", mine: false, ranges: [[2880000, 8640000, 100, 1, 0]] }},
            ]);
        }}"""
    )
    assert is_near(at(0.2), theme_colour(page, "accent"))
    assert is_near(at(0.25), theme_colour(page, "accent"))
    assert is_near(at(0.5), theme_colour(page, "field-line"))
    assert not is_near(at(0.8), theme_colour(page, "field-line"))


def test_two_fingers_zoom_and_the_times_under_them_stay(live_server: Any, page: Page, job: Job) -> None:
    open_job(page, live_server, job)
    box = box_of(page, ".lanes canvas")
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, *shares: float) -> None:
        points = [{"x": box["x"] + box["width"] * share, "y": box["y"] + 20, "id": n} for n, share in enumerate(shares)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 0.4)
    touch("touchStart", 0.4, 0.6)
    touch("touchMove", 0.3, 0.6)
    touch("touchMove", 0.3, 0.9)
    start, end = window_of(page)
    touch("touchEnd")
    assert end - start == pytest.approx(FOUR_HOURS / 3, rel=0.02)
    assert start + (end - start) * 0.3 == pytest.approx(FOUR_HOURS * 0.4, rel=0.02)
    assert start + (end - start) * 0.9 == pytest.approx(FOUR_HOURS * 0.6, rel=0.02)
    assert now(page) == 0
    touch("touchStart", 0.5)
    touch("touchEnd")
    assert now(page) == pytest.approx((start + end) / 2, rel=0.01)
