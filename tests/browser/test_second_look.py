"""A job that goes from one person to the next, a stretch, and a box drawn by hand."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from reviews.models import Decision, Finding, Job, Review, Reviewer
from reviews.vocabulary import FindingSource, MediaState, ReviewOutcome, ReviewState
from tests.browser.conftest import open_claimed_workspace, wait_for_workspace
from tests.builders import a_detection, a_finding, a_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def job() -> Job:
    job = a_job(media_state=MediaState.UNREACHABLE)
    for _ in range(3):
        a_detection(a_finding(job))
    a_finding(job, start_ms=50_000)
    return job


def test_ben_decides_what_ana_sent_up_and_the_chain_shows_both(
    live_server: Any, ana: Reviewer, ben: Reviewer, job: Job, page: Page, chromium: Browser
) -> None:
    open_claimed_workspace(page, live_server, job)
    page.fill("verdict-bar [name=note]", "please look")
    page.click("[data-escalate]")
    page.wait_for_url(f"{live_server.url}/")
    other = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
    open_claimed_workspace(other, live_server, job, "ben")
    expect(other.locator("#desk-notices")).to_contain_text("Second look: Ana marked the job as review")
    expect(other.locator("#desk-notices")).to_contain_text("please look")
    other.check("verdict-bar [name=verdict][value=pass]", force=True)
    other.fill("verdict-bar [name=note]", "a toy")
    other.click("verdict-bar button[value=stay]")
    other.get_by_role("button", name="Pass anyway").click()  # nothing of the video was watched
    expect(other.locator("#desk-notices")).to_contain_text("Settled on")
    wait_for_workspace(other)
    other.click("#tab-history")
    history = other.locator("#panel-history")
    for words in ("Ana", "Ben", "second look", "please look", "a toy", "superseded", "settled the job"):
        expect(history).to_contain_text(words)
    job.refresh_from_db()
    assert (job.review_state, job.verdict) == (ReviewState.SETTLED, "pass")
    other.context.close()


def test_shift_and_a_digit_decide_the_stretch_around_the_selected_finding(
    live_server: Any, ana: Reviewer, job: Job, page: Page
) -> None:
    open_claimed_workspace(page, live_server, job)
    page.keyboard.press("n")
    page.keyboard.press("Shift+Digit3")
    expect(page.locator(".bulk-ask")).to_contain_text("“porn / pornography” (3 frames)")
    page.keyboard.press("Enter")
    expect(page.locator("#desk-say")).to_have_text("Saved.")
    assert list(Decision.objects.order_by("finding__start_ms").values_list("finding__start_ms", flat=True)) == [
        0,
        5000,
        10_000,
    ]


def test_the_first_press_of_skip_only_asks(live_server: Any, ana: Reviewer, job: Job, page: Page) -> None:
    open_claimed_workspace(page, live_server, job)
    page.click("[data-skip] button")
    expect(page.locator("button[data-confirm]")).to_have_text("Confirm skip")
    assert Review.objects.active().count() == 1
    page.click("button[data-confirm]")
    page.wait_for_url(f"{live_server.url}/")
    expect(page.locator("body")).to_contain_text("1 job that you skipped waits for others")
    assert Review.objects.get().outcome == ReviewOutcome.SKIPPED


def test_a_box_is_drawn_by_mouse_and_what_was_typed_survives_a_reload(
    live_server: Any, ana: Reviewer, job: Job, page: Page
) -> None:
    open_claimed_workspace(page, live_server, job)
    page.click("text=Add a finding")
    page.fill("#missed-category", "weapon")
    page.select_option("#missed-policy", index=1)
    draw(page, 0.25, 0.5, 0.5, 0.75)
    drawn = page.input_value("#missed-box")
    page.reload()
    wait_for_workspace(page)
    assert page.input_value("#missed-category") == "weapon"
    assert page.input_value("#missed-box") == drawn
    page.click(".missed-form [type=submit]")
    row = page.locator(".finding", has_text="added by Ana")
    expect(row.locator(".finding-verdict > .chip")).to_have_text("■block")
    box = Finding.objects.get(source=FindingSource.PERSON).detections.get()
    assert (box.x1, box.y1, box.x2, box.y2) == pytest.approx((160, 180, 320, 270), abs=2)
    wait_for_workspace(page)
    assert page.input_value("#missed-category") == ""


def test_a_refused_finding_names_the_field_and_keeps_what_was_typed(
    live_server: Any, ana: Reviewer, job: Job, page: Page, browser_errors: list[str]
) -> None:
    open_claimed_workspace(page, live_server, job)
    page.click("text=Add a finding")
    page.fill("#missed-category", "weapon")
    page.fill("#missed-box", "10, 20")
    page.click(".missed-form [type=submit]")
    expect(page.locator(".missed-form .errorlist")).to_contain_text("four whole numbers")
    page.fill("#missed-box", "")
    Job.objects.update(version=40)
    page.select_option("#missed-policy", index=1)
    page.click(".missed-form [type=submit]")
    expect(page.locator("#desk-say")).to_contain_text("another person changed this job")
    assert page.input_value("#missed-category") == "weapon"
    page.click(".missed-form [type=submit]")
    expect(page.locator(".findings")).to_contain_text("added by Ana")


def draw(page: Page, x1: float, y1: float, x2: float, y2: float) -> None:
    """Drag over the picture; corners are shares of it."""
    screen = page.locator(".screen").bounding_box()
    assert screen
    scale = min(screen["width"] / 640, screen["height"] / 360)
    left = screen["x"] + (screen["width"] - 640 * scale) / 2
    top = screen["y"] + (screen["height"] - 360 * scale) / 2
    page.mouse.move(left + x1 * 640 * scale, top + y1 * 360 * scale)
    page.mouse.down()
    page.mouse.move(left + x2 * 640 * scale, top + y2 * 360 * scale, steps=4)
    page.mouse.up()
