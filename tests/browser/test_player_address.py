"""A video's address that ends, refuses or never was: the place is kept, and it is not asked for endlessly."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews.media import links
from reviews.models import Job, Reviewer
from tests.browser.conftest import wait_until
from tests.browser.video_scene import NOW, a_job_with, open_workspace_of, times_of, until_shown, write_frame_video
from tests.builders import a_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIDEO = "document.querySelector('video')"
PLAYER = "document.querySelector('review-player')"
GONE = ".screen-state"


class Refusals:
    """Refuses the next `left` requests for a video, as a store does whose link has ended."""

    def __init__(self) -> None:
        self.left = self.asked = 0

    def video(self, job: Job, *, now: datetime) -> links.Link:
        self.asked += 1
        if self.left:
            self.left -= 1
            raise links.MediaMissing("The link has ended.")
        return links.Link(file=job.media_file)


@pytest.fixture
def refusals(monkeypatch: pytest.MonkeyPatch) -> Refusals:
    refusals = Refusals()
    monkeypatch.setattr("reviews.web.media.views.links.video_link", refusals.video)
    return refusals


@pytest.fixture
def job(tmp_path: Path) -> Job:
    reel = write_frame_video(tmp_path / "reel.mp4", times_of([40] * 400), has_sound=True)
    return a_job_with(reel, width=320, height=180)


def end_the_link(page: Page) -> None:
    """What a player sees when the store ends a link in the middle."""
    page.evaluate(f"{VIDEO}.dispatchEvent(new Event('error'))")


def test_a_refusal_at_the_opening_is_asked_again(
    live_server: Any, page: Page, ana: Reviewer, job: Job, refusals: Refusals
) -> None:
    refusals.left = 1
    open_workspace_of(page, live_server.url, ana, job)
    until_shown(page)
    expect(page.locator(GONE)).to_be_hidden()
    assert refusals.asked >= 2


def test_a_renewed_address_keeps_place_speed_sound_and_playing(
    live_server: Any, page: Page, ana: Reviewer, job: Job
) -> None:
    open_workspace_of(page, live_server.url, ana, job, speed=150)
    until_shown(page)
    page.keyboard.press("m")
    page.evaluate(f"{PLAYER}.seek(6000)")
    until_shown(page)
    page.keyboard.press("Space")
    wait_until(page, f"{NOW} > 6500")
    page.evaluate(f"window.emptied = 0; {VIDEO}.addEventListener('emptied', () => window.emptied++)")
    end_the_link(page)
    wait_until(page, f"{NOW} > 7500 && !{VIDEO}.paused && {VIDEO}.readyState > 2", "plays on from there")
    assert page.evaluate(f"[{VIDEO}.playbackRate, {VIDEO}.muted]") == [1.5, False]
    assert page.evaluate("window.emptied") == 1
    expect(page.locator(GONE)).to_be_hidden()


def test_a_seek_while_the_address_is_renewed_is_kept(live_server: Any, page: Page, ana: Reviewer, job: Job) -> None:
    open_workspace_of(page, live_server.url, ana, job)
    until_shown(page)
    page.evaluate(f"{PLAYER}.seek(2000)")
    until_shown(page)
    page.evaluate(f"({VIDEO}.dispatchEvent(new Event('error')), {PLAYER}.seek(9000))")
    assert page.evaluate(f"Math.round({NOW})") == 9000
    until_shown(page)
    wait_until(page, f"Math.abs({VIDEO}.currentTime - 9) < 0.05")
    assert page.evaluate(f"{VIDEO}.paused")


def test_a_store_that_refuses_is_not_asked_endlessly_and_a_person_may_ask_again(
    live_server: Any, page: Page, ana: Reviewer, job: Job, refusals: Refusals
) -> None:
    refusals.left = 1000
    open_workspace_of(page, live_server.url, ana, job)
    expect(page.locator(GONE)).to_be_visible()
    expect(page.locator(GONE)).to_contain_text("The link has ended.")
    assert page.evaluate(f"{PLAYER}.source.renewedAt.length") == 2
    assert refusals.asked <= 6
    expect(page.locator(".controls [data-act=play]")).to_be_disabled()
    refusals.left = 0
    page.get_by_role("button", name="Try again").click()
    until_shown(page)
    expect(page.locator(GONE)).to_be_hidden()
    expect(page.locator(".controls [data-act=play]")).to_be_enabled()


def test_a_missing_copy_is_told_in_the_servers_words(live_server: Any, page: Page, ana: Reviewer) -> None:
    open_workspace_of(page, live_server.url, ana, a_job())
    expect(page.locator(GONE)).to_contain_text("There is no video.")
    expect(page.locator(GONE)).to_contain_text("There is no copy of this video yet.")


def test_a_format_that_no_browser_plays_is_told(live_server: Any, page: Page, ana: Reviewer) -> None:
    open_workspace_of(page, live_server.url, ana, a_job_with(b"no video at all" * 400))
    expect(page.locator(GONE)).to_contain_text("cannot play the format")


def test_what_is_loaded_is_told(live_server: Any, page: Page, ana: Reviewer, job: Job) -> None:
    open_workspace_of(page, live_server.url, ana, job)
    until_shown(page)
    wait_until(page, f"{PLAYER}.buffered.length > 0")
    start, end = page.evaluate(f"{PLAYER}.buffered[0]")
    assert start == 0
    assert 0 < end <= 16_100
