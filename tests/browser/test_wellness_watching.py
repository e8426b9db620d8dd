"""What was watched is told to the server as it happens; pictures look as settings say; a break is proposed quietly."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reviews.models import BreakClock, Coverage, DeskSettings, Exposure, Job, Reviewer, WellnessFloor
from tests.browser.conftest import add_session, wait_for_workspace, wait_until
from tests.browser.wellness_scene import a_filmed_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STAGE = "review-player video"


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return a_filmed_job(tmp_path)


def open_job(page: Page, live_server: Any, job: Job) -> None:
    add_session(page, live_server.url)
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    wait_for_workspace(page)
    wait_until(page, lambda: page.eval_on_selector(STAGE, "video => video.readyState >= 2"))


def play(page: Page, start_s: float, end_s: float) -> float:
    """Plays from one second to another, as fast as the player was set. Where it stopped, in ms: a little later."""
    page.eval_on_selector(STAGE, "(video, at) => { video.currentTime = at }", start_s)
    wait_until(page, lambda: page.eval_on_selector(STAGE, "video => !video.seeking && video.readyState >= 2"))
    page.eval_on_selector(STAGE, "video => video.play()")
    wait_until(page, lambda: page.eval_on_selector(STAGE, "(video, at) => video.currentTime >= at", end_s))
    with page.expect_response(lambda answer: answer.url.endswith("/coverage/") and answer.request.method == "POST"):
        page.eval_on_selector(STAGE, "video => video.pause()")
    return float(page.eval_on_selector(STAGE, "video => video.currentTime * 1000"))


def ranges_known_until(ms: float) -> list[list[int]] | None:
    """The ranges that the server knows, once it was told of those up to `ms`."""
    ranges: list[list[int]] = Coverage.objects.get().ranges
    return ranges if any(abs(one[1] - ms) <= 300 for one in ranges) else None


def filter_of(page: Page, selector: str) -> str:
    return str(page.eval_on_selector(selector, "element => getComputedStyle(element).filter"))


def test_what_was_played_is_stored_with_speed_and_sound(
    live_server: Any, page: Page, ana: Reviewer, job: Job, browser_errors: list[str]
) -> None:
    open_job(page, live_server, job)
    page.eval_on_selector(STAGE, "video => { video.playbackRate = 2 }")
    stops = [play(page, 2, 4), play(page, 10, 12)]
    ranges = wait_until(page, lambda: ranges_known_until(stops[1]))
    assert [one[2:] for one in ranges] == [[200, 1, 0]] * 2
    assert [start for start, *_rest in ranges] == pytest.approx([2000, 10_000], abs=300)
    assert [one[1] for one in ranges] == pytest.approx(stops, abs=300)
    assert Exposure.objects.get(reviewer=ana).active_ms > 0
    page.eval_on_selector(STAGE, "video => { video.muted = false }")
    stop = play(page, 14, 15)
    assert [one[3] for one in wait_until(page, lambda: ranges_known_until(stop))] == [1, 1, 0]
    page.click("#tab-history")
    assert job.duration_ms
    percent = Coverage.objects.get().played_ms * 100 // job.duration_ms
    said = re.compile(rf"Ana watched {percent} % \(0:\d\d of 0:20\), 2×, 0:\d\d of it muted")
    expect(page.locator(".history")).to_contain_text(said)
    assert not browser_errors


def test_what_is_revealed_is_remembered_as_revealed(live_server: Any, page: Page, ana: Reviewer, job: Job) -> None:
    open_job(page, live_server, job)
    assert filter_of(page, STAGE).startswith("grayscale(1) blur(")
    assert filter_of(page, STAGE) != "grayscale(1) blur(0px)"
    page.locator("body").press("Escape")
    page.keyboard.down("h")
    expect(page.locator("html")).to_have_attribute("data-reveal", "1")
    assert filter_of(page, STAGE) == "grayscale(1) blur(0px)"
    page.eval_on_selector(STAGE, "video => { video.currentTime = 5.2; video.play() }")
    wait_until(page, lambda: page.eval_on_selector(STAGE, "video => video.currentTime > 7.5"))
    page.keyboard.up("h")
    expect(page.locator("html")).to_have_attribute("data-reveal", "0")
    with page.expect_response("**/coverage/"):
        page.eval_on_selector(STAGE, "video => video.pause()")
    wait_until(page, lambda: Coverage.objects.filter(job=job, reviewer=ana, revealed_ms__gt=1000).exists())
    assert {one[4] for one in Coverage.objects.get().ranges} >= {1}
    wait_until(page, lambda: Exposure.objects.filter(reviewer=ana, band="sensitive", revealed_ms__gt=500).exists())


def test_the_blur_is_a_share_of_the_shorter_side_on_every_surface(
    live_server: Any, page: Page, ana: Reviewer, job: Job
) -> None:
    WellnessFloor.objects.update(greyscale=True, blur=5)
    DeskSettings.objects.create(reviewer=ana, greyscale=False, blur=0)
    open_job(page, live_server, job)
    expect(page.locator("findings-list img.pixels:visible")).not_to_have_count(0)
    seen = page.evaluate(
        """() => [...document.querySelectorAll(".pixels")].filter((one) => one.getClientRects().length).map((one) => {
            const box = one.closest(".pixels-box").getBoundingClientRect();
            return [getComputedStyle(one).filter, Math.min(box.width, box.height)];
        })"""
    )
    assert len(seen) >= 2
    for said, shorter in seen:
        found = re.fullmatch(r"grayscale\(1\) blur\(([\d.]+)px\)", said)
        assert found
        assert float(found.group(1)) == pytest.approx(shorter * 0.05, abs=0.6)


def test_what_was_played_offline_is_told_later(live_server: Any, page: Page, ana: Reviewer, job: Job) -> None:
    open_job(page, live_server, job)
    page.route("**/coverage/", lambda route: route.abort())
    page.eval_on_selector(STAGE, "video => { video.currentTime = 3; video.play() }")
    wait_until(page, lambda: page.eval_on_selector(STAGE, "video => video.currentTime > 5"))
    page.eval_on_selector(STAGE, "video => video.pause()")
    wait_until(
        page, lambda: page.evaluate("Object.keys(sessionStorage).some((key) => key.startsWith('desk-coverage-'))")
    )
    assert not Coverage.objects.exists()
    page.unroute("**/coverage/")
    page.goto(f"{live_server.url}/")
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    wait_for_workspace(page)
    wait_until(page, lambda: Coverage.objects.filter(job=job, played_ms__gte=1500).exists())
    wait_until(
        page, lambda: not page.evaluate("Object.keys(sessionStorage).some((key) => key.startsWith('desk-coverage-'))")
    )


def test_a_break_is_proposed_without_taking_the_focus_and_put_off_once(
    live_server: Any, page: Page, ana: Reviewer, job: Job
) -> None:
    open_job(page, live_server, job)
    late = {"active_ms": 25 * 60_000, "revealed_ms": 0, "has_snoozed": False, "seen_at": timezone.now()}
    BreakClock.objects.update_or_create(reviewer=ana, defaults=late)
    focused = page.evaluate("document.activeElement.tagName")
    play(page, 1, 2)
    prompt = page.get_by_role("dialog", name="Time for a break")
    expect(prompt).to_contain_text("25 minutes")
    expect(page.locator("#break-said")).to_contain_text("Time for a break")
    assert page.evaluate("document.activeElement.tagName") == focused
    prompt.get_by_role("button", name="Remind me in 10 minutes").press("Enter")
    expect(prompt).to_be_hidden()
    wait_until(page, lambda: BreakClock.objects.get().has_snoozed)
    BreakClock.objects.update(active_ms=25 * 60_000)
    play(page, 3, 4)
    expect(prompt).to_be_visible()
    expect(prompt.get_by_role("button", name="Remind me in 10 minutes")).to_be_hidden()
    prompt.get_by_role("button", name="I have taken a break").click()
    expect(prompt).to_be_hidden()
    wait_until(page, lambda: BreakClock.objects.get().active_ms < 60_000)


def test_what_plays_in_a_hidden_tab_was_not_watched(live_server: Any, page: Page, ana: Reviewer, job: Job) -> None:
    open_job(page, live_server, job)
    hide = """hidden => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.eval_on_selector(STAGE, "video => { video.currentTime = 2; video.playbackRate = 1; video.play() }")
    wait_until(page, lambda: page.eval_on_selector(STAGE, "video => video.currentTime > 4"))
    page.evaluate(hide, True)
    wait_until(page, lambda: page.eval_on_selector(STAGE, "video => video.currentTime > 8"))
    page.evaluate(hide, False)
    stop = play(page, 12, 13)
    ranges = wait_until(page, lambda: ranges_known_until(stop))
    assert ranges[0][1] < 7500
    assert not [one for one in ranges if one[0] < 8000 < one[1]]
    assert ranges[-1][1] == pytest.approx(stop, abs=300)
