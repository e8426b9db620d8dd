"""The card before an extreme job: no picture is fetched before it was answered, and deciding works without one."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reviews.decisions.claims import claim
from reviews.models import DeskSettings, Job, Review, Reviewer
from reviews.vocabulary import HarmBand, ReviewOutcome
from tests.browser.claimed_workspace import NONE_UNSENT
from tests.browser.conftest import sign_in, wait_for_workspace, wait_until
from tests.browser.wellness_scene import a_filmed_job, pictures_asked
from tests.builders import a_policy

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def extreme(tmp_path: Path) -> Job:
    return a_filmed_job(tmp_path, "extreme", harm_band=HarmBand.EXTREME)


def open_claimed(page: Page, live_server: Any, job: Job, by: Reviewer) -> None:
    sign_in(page, live_server.url)
    claim.claim(job.pk, by=by, now=timezone.now())
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    wait_for_workspace(page)


def settle(page: Page) -> None:
    """Everything the page wanted of the network has come."""
    page.wait_for_load_state("networkidle")


def test_no_picture_is_asked_for_before_the_card_is_answered(
    live_server: Any, page: Page, ana: Reviewer, extreme: Job, browser_errors: list[str]
) -> None:
    asked = pictures_asked(page)
    open_claimed(page, live_server, extreme, ana)
    card = page.locator("extreme-card")
    expect(card).to_contain_text("terrorism / bloody")
    expect(card).to_contain_text("00:00:05.000 – 00:00:10.000")
    expect(card).to_contain_text("score up to 0.90")
    expect(card).to_contain_text("<b>words</b> of the scene")
    # Everything that shows a picture elsewhere: a finding chosen, keys, the timeline under the pointer.
    for key in ("n", "n", "Space", "l", "."):
        page.keyboard.press(key)
    box = page.locator("review-timeline canvas").first.bounding_box()
    assert box
    for part in (0.2, 0.5, 0.8):
        page.mouse.move(box["x"] + box["width"] * part, box["y"] + box["height"] / 2)
    page.locator("findings-list").get_by_text("bloody").first.hover()
    settle(page)
    assert asked == []

    page.click("[data-card=show]")
    expect(card).to_be_hidden()
    page.wait_for_selector("video[src]")
    settle(page)
    wait_until(page, lambda: any("/video/" in url for url in asked))

    address = page.url
    page.goto("about:blank")  # the page that was answered asks for nothing more
    before = len(asked)
    page.goto(address)
    wait_for_workspace(page)
    expect(card).to_be_visible()
    settle(page)
    assert len(asked) == before
    assert not browser_errors


def test_a_job_is_decided_without_looking(live_server: Any, page: Page, ana: Reviewer, extreme: Job) -> None:
    a_policy("TER-1")
    asked = pictures_asked(page)
    open_claimed(page, live_server, extreme, ana)
    page.click("[data-card=without]")
    expect(page.locator(".card-short")).to_be_visible()
    expect(page.locator("[data-card=show]")).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.press("3")
    page.keyboard.press("n")
    page.keyboard.press("3")
    expect(page.locator("[data-rollup=block]")).to_have_text("2")
    wait_until(page, NONE_UNSENT)
    settle(page)
    assert asked == []
    assert extreme.decisions.filter(verdict="block").count() == 2


def test_not_me_gives_the_job_back_without_a_reason(live_server: Any, page: Page, ana: Reviewer, extreme: Job) -> None:
    asked = pictures_asked(page)
    open_claimed(page, live_server, extreme, ana)
    page.click("text=Skip this job")
    page.wait_for_url(f"{live_server.url}/")
    assert Review.objects.get().outcome == ReviewOutcome.SKIPPED
    assert asked == []


def test_the_next_job_is_not_looked_into_before_its_card(
    live_server: Any, page: Page, ana: Reviewer, tmp_path: Path
) -> None:
    mild = a_filmed_job(tmp_path, "mild", harm_band=HarmBand.NONE)
    extreme = a_filmed_job(tmp_path, "extreme", harm_band=HarmBand.EXTREME)
    asked = pictures_asked(page)
    open_claimed(page, live_server, mild, ana)
    expect(page.locator("extreme-card")).to_have_count(0)
    page.check("verdict-bar [value=pass]", force=True)
    page.fill("verdict-bar [name=note]", "fine")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Pass anyway").click()  # nothing of it was played
    page.wait_for_url(f"{live_server.url}/jobs/{extreme.pk}/")
    wait_for_workspace(page)
    expect(page.locator("extreme-card")).to_be_visible()
    settle(page)
    stills = [f"/findings/{pk}/" for pk in extreme.findings.values_list("pk", flat=True)]
    assert not [url for url in asked if f"/jobs/{extreme.pk}/" in url or any(part in url for part in stills)]


def test_the_button_says_how_it_will_be_shown(live_server: Any, page: Page, ana: Reviewer, extreme: Job) -> None:
    DeskSettings.objects.create(reviewer=ana, greyscale=True, blur=0)
    open_claimed(page, live_server, extreme, ana)
    expect(page.locator("[data-card=show]")).to_have_text("Show in grey")
