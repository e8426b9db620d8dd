"""The player in a real Chromium: no autoplay, card first, speed, loop, stop at a finding's end, sound, reveal."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Job, Reviewer, WellnessFloor
from reviews.vocabulary import HarmBand
from tests.browser.conftest import wait_until
from tests.browser.video_scene import NOW, a_job_with, open_workspace_of, times_of, until_shown, write_frame_video
from tests.builders import a_finding

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIDEO = "document.querySelector('video')"
PLAYER = "document.querySelector('review-player')"
HINT = "[data-show=hint]"
# From now on: the frames that were on the screen, and where the player was with each.
SEE = f"""() => {{
    window.seen = [], window.places = [];
    {PLAYER}.addEventListener("frame", ({{ detail }}) => (window.seen.push(detail), window.places.push({NOW})));
}}"""


@pytest.fixture(scope="module")
def reel(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Eight silent seconds, 25 frames each."""
    return write_frame_video(tmp_path_factory.mktemp("reels") / "reel.mp4", times_of([40] * 200))


@pytest.fixture
def job(reel: bytes) -> Job:
    job = a_job_with(reel, width=320, height=180, duration_ms=8040, frame_interval_ms=500)
    for start_ms in (1000, 3000, 5000):
        a_finding(job, start_ms=start_ms)
    return job


def test_nothing_plays_by_itself_and_the_sound_is_off(live_server: Any, page: Page, ana: Reviewer, job: Job) -> None:
    open_workspace_of(page, live_server.url, ana, job, speed=150)
    until_shown(page)
    told = page.evaluate(
        f"(v => [v.paused, v.muted, v.autoplay, v.loop, v.poster, v.preload, v.playbackRate])({VIDEO})"
    )
    assert told == [True, True, False, False, "", "metadata", 1.5]
    expect(page.locator("select[name=speed]")).to_have_value("1.5")
    page.keyboard.press("Shift+Period")
    expect(page.locator("select[name=speed]")).to_have_value("1.75")
    for _ in range(12):
        page.keyboard.press("Shift+Comma")
    expect(page.locator("select[name=speed]")).to_have_value("0.25")
    assert page.evaluate(f"{VIDEO}.playbackRate") == 0.25


def test_a_speed_of_ones_own_stands_in_the_list(live_server: Any, page: Page, ana: Reviewer, job: Job) -> None:
    open_workspace_of(page, live_server.url, ana, job, speed=130)
    expect(page.locator("select[name=speed]")).to_have_value("1.3")
    page.keyboard.press("Shift+Comma")
    expect(page.locator("select[name=speed]")).to_have_value("1.25")


def test_of_a_video_behind_a_card_nothing_is_fetched_until_it_is_answered(
    live_server: Any, page: Page, ana: Reviewer, job: Job
) -> None:
    Job.objects.filter(pk=job.pk).update(harm_band=HarmBand.EXTREME)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/video/" in request.url else None)
    open_workspace_of(page, live_server.url, ana, job)
    assert page.evaluate(f"{VIDEO}.getAttribute('src')") is None
    page.keyboard.press("Space")
    page.keyboard.press("n")
    page.keyboard.press("r")
    assert page.evaluate(f"[{VIDEO}.paused, {VIDEO}.currentSrc]") == [True, ""]
    assert asked == []
    page.evaluate("document.querySelector('#desk').store.allowPictures()")
    until_shown(page)
    assert asked
    assert page.evaluate(f"[{VIDEO}.paused, Math.round({NOW})]") == [True, 1000]


def test_a_loop_goes_round_the_selected_finding_until_escape(
    live_server: Any, page: Page, ana: Reviewer, job: Job
) -> None:
    open_workspace_of(page, live_server.url, ana, job, speed=200)
    until_shown(page)
    loop = page.locator(".controls [data-act=loop]")
    page.keyboard.press("r")
    expect(page.locator(HINT)).to_contain_text("Choose a finding")
    page.keyboard.press("n")
    page.evaluate(SEE)
    page.keyboard.press("r")
    expect(loop).to_have_attribute("aria-pressed", "true")
    expect(page.locator(HINT)).to_contain_text("00:00:01.000–00:00:01.500")
    wait_until(
        page, "window.seen.filter((ms, i, all) => i && ms < all[i - 1] - 200).length > 2", "went round three times"
    )
    assert page.evaluate("Math.max(...window.places)") < 1500  # the first frame after the end leads back
    page.keyboard.press("Escape")
    expect(loop).to_have_attribute("aria-pressed", "false")
    wait_until(page, f"{NOW} > 2000", "plays on")


def test_playback_stops_after_the_finding_and_a_second_press_goes_on(
    live_server: Any, page: Page, ana: Reviewer, job: Job
) -> None:
    open_workspace_of(page, live_server.url, ana, job, speed=200)
    until_shown(page)
    page.keyboard.press("n")
    until_shown(page)
    assert page.evaluate(f"Math.round({NOW})") == 1000
    page.evaluate(SEE)
    page.keyboard.press("Space")
    expect(page.locator(HINT)).to_contain_text("Stopped at the end of the finding")
    first = page.evaluate("window.seen.find(ms => ms >= 2500)")  # however many frames a slow machine leaves out
    assert 0 <= page.evaluate(NOW) - first < 300
    assert page.evaluate(f"{VIDEO}.paused")
    page.keyboard.press("Space")
    wait_until(page, f"{NOW} > 3200", "goes on")
    expect(page.locator(HINT)).to_be_hidden()


def test_a_step_to_a_finding_while_it_plays_begins_a_little_before(
    live_server: Any, page: Page, ana: Reviewer, job: Job
) -> None:
    open_workspace_of(page, live_server.url, ana, job, speed=100, pre_roll_ms=1500)
    until_shown(page)
    page.keyboard.press("Space")
    wait_until(page, f"{NOW} > 200")
    page.evaluate(
        f"window.sought = []; {VIDEO}.addEventListener('seeking', () => window.sought.push({VIDEO}.currentTime))"
    )
    page.keyboard.press("n")
    page.keyboard.press("n")
    wait_until(page, "window.sought.length > 1")
    assert page.evaluate("window.sought.at(-1)") == pytest.approx(1.5, abs=0.2)
    assert not page.evaluate(f"{VIDEO}.paused")


def test_the_volume_has_a_slider_once_the_sound_is_on(
    live_server: Any, page: Page, ana: Reviewer, tmp_path: Path
) -> None:
    reel = write_frame_video(tmp_path / "sound.mp4", times_of([40] * 100), has_sound=True)
    open_workspace_of(page, live_server.url, ana, a_job_with(reel, width=320, height=180))
    until_shown(page)
    slider, mute = page.locator("input[name=volume]"), page.locator(".controls [data-act=mute]")
    expect(slider).to_be_hidden()
    page.keyboard.press("m")
    expect(slider).to_be_visible()
    expect(mute).to_have_attribute("aria-pressed", "false")
    slider.fill("30")
    assert page.evaluate(f"[{VIDEO}.muted, {VIDEO}.volume]") == [False, 0.3]
    page.keyboard.press("k")
    wait_until(page, f"{NOW} > 1200")
    expect(mute).to_have_attribute("aria-disabled", "false")


def test_a_video_without_sound_says_so(live_server: Any, page: Page, ana: Reviewer, job: Job) -> None:
    open_workspace_of(page, live_server.url, ana, job)
    until_shown(page)
    page.keyboard.press("Space")
    expect(page.locator(".controls [data-act=mute]")).to_contain_text("No sound")
    expect(page.locator(".controls [data-act=mute]")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("m")
    assert page.evaluate(f"{VIDEO}.muted")


def test_pictures_are_revealed_only_while_somebody_holds(live_server: Any, page: Page, ana: Reviewer, job: Job) -> None:
    open_workspace_of(page, live_server.url, ana, job, greyscale=True, blur=3)
    until_shown(page)
    filter_of = f"getComputedStyle({VIDEO}).filter"
    reveal = "document.documentElement.dataset.reveal"
    page.keyboard.down("h")
    assert page.evaluate(reveal) == "1"
    assert "blur(0px)" in page.evaluate(filter_of)
    assert "grayscale(1)" in page.evaluate(filter_of)
    page.keyboard.down("Shift")
    assert page.evaluate(reveal) == "2"
    assert "grayscale(0)" in page.evaluate(filter_of)
    page.keyboard.up("Shift")
    page.keyboard.up("h")
    assert page.evaluate(reveal) == "0"
    for end in ("dispatchEvent(new Event('blur'))", "document.dispatchEvent(new Event('visibilitychange'))"):
        page.keyboard.down("h")
        assert page.evaluate(reveal) == "1"
        page.evaluate(end)
        assert page.evaluate(reveal) == "0"
        page.keyboard.up("h")
    button = page.locator("[data-hold=colour]")
    button.hover()
    page.mouse.down()
    assert page.evaluate(reveal) == "2"
    expect(button).to_have_attribute("aria-pressed", "true")
    page.mouse.up()
    assert page.evaluate(reveal) == "0"
    page.locator("[data-hold=reveal]").focus()
    for key in ("Space", "Enter"):
        page.keyboard.down(key)
        assert page.evaluate(reveal) == "1"
        page.keyboard.up(key)
        assert page.evaluate(reveal) == "0"
    assert page.evaluate(f"{VIDEO}.paused")


def test_grey_and_blur_go_no_lower_than_the_organisation_asks(
    live_server: Any, page: Page, ana: Reviewer, job: Job
) -> None:
    WellnessFloor.objects.update_or_create(pk=1, defaults={"greyscale": True, "blur": 2})
    open_workspace_of(page, live_server.url, ana, job, greyscale=False, blur=5)
    look = "(d => [d.grey, d.blur])(document.documentElement.dataset)"
    assert page.evaluate(look) == ["1", "5"]
    page.keyboard.press("g")
    expect(page.locator("#desk-say")).to_contain_text("requires grey pictures")
    page.keyboard.press("b")
    expect(page.locator("#desk-say")).to_contain_text("minimum blur that your organisation allows")
    assert page.evaluate(look) == ["1", "2"]
    page.keyboard.press("b")
    assert page.evaluate(look) == ["1", "5"]


def test_without_a_floor_grey_and_blur_are_ones_own(live_server: Any, page: Page, ana: Reviewer, job: Job) -> None:
    open_workspace_of(page, live_server.url, ana, job)
    until_shown(page)
    page.keyboard.press("b")
    page.keyboard.press("g")
    assert page.evaluate("(d => [d.grey, d.blur])(document.documentElement.dataset)") == ["1", "3"]
    expect(page.locator(".controls [data-act=blur]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("b")
    page.keyboard.press("g")
    assert page.evaluate("(d => [d.grey, d.blur])(document.documentElement.dataset)") == ["0", "0"]


def test_every_control_has_a_name_and_is_reached_by_tab(live_server: Any, page: Page, ana: Reviewer, job: Job) -> None:
    open_workspace_of(page, live_server.url, ana, job)
    controls = page.locator(".controls :is(button, select)").all()
    assert len(controls) > 14
    for control in controls:
        named = control.evaluate("e => (e.ariaLabel || e.innerText).trim()")
        assert named
        assert control.evaluate("e => e.tabIndex") == 0
