"""What was typed and not sent: kept for its person, through a closed tab, a lost claim and a refusal."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reviews.decisions.claims import claim
from reviews.models import Job, Review, Reviewer
from tests.browser.claimed_workspace import NO_MEDIA, a_job_of_three, open_claimed_job, open_job
from tests.builders import a_job, a_policy

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTE, POLICY = "verdict-bar [name=note]", "verdict-bar [name=policy_id]"
STORED_DRAFTS = "Object.keys(localStorage).filter(key => key.startsWith('desk-draft-')).length"


@pytest.fixture
def job() -> Job:
    return a_job_of_three()


@pytest.fixture
def desk(live_server: Any, page: Page, ana: Reviewer, job: Job) -> Page:
    """Half a verdict: another than the proposed one, a policy, two lines of a note."""
    policy = a_policy("NUD-2")
    open_claimed_job(page, live_server.url, ana, job)
    page.locator(".verdict-choice label", has_text="pass").click()
    page.select_option(POLICY, str(policy.pk))
    page.fill(NOTE, "half a\nthought")
    return page


def is_there(page: Page) -> bool:
    chosen = page.locator("verdict-bar [name=verdict]:checked").get_attribute("value")
    policy = page.locator(f"{POLICY} option:checked").inner_text().strip()
    return (chosen, policy[:5], page.input_value(NOTE)) == ("pass", "NUD-2", "half a\nthought")


def test_a_draft_survives_a_closed_tab(live_server: Any, desk: Page, ana: Reviewer, job: Job) -> None:
    context = desk.context
    desk.close()
    again = context.new_page()
    open_job(again, live_server.url, ana, job)
    assert is_there(again)


def test_a_draft_is_nobody_elses(live_server: Any, desk: Page, ben: Reviewer, job: Job) -> None:
    Review.objects.update(lease_until=timezone.now() - timedelta(minutes=1))
    open_claimed_job(desk, live_server.url, ben, job)
    assert desk.input_value(NOTE) == ""
    assert desk.evaluate(STORED_DRAFTS) == 0  # somebody else works at this browser now


def test_a_draft_is_forgotten_when_it_is_submitted(desk: Page, job: Job) -> None:
    desk.keyboard.press("Control+Enter")
    desk.get_by_role("button", name="Pass anyway").click()  # nothing of the video was watched
    desk.wait_for_url(lambda address: "/jobs/" not in address)
    job.refresh_from_db()
    assert (job.verdict, desk.evaluate(STORED_DRAFTS)) == ("pass", 0)


def test_signing_out_forgets_every_draft(live_server: Any, desk: Page) -> None:
    assert desk.evaluate(STORED_DRAFTS) == 1
    desk.goto(f"{live_server.url}/")
    assert desk.evaluate(STORED_DRAFTS) == 1
    desk.locator("form[action$='/logout/'] button").first.evaluate("button => button.click()")
    desk.wait_for_url("**/login/**")
    assert desk.evaluate(STORED_DRAFTS) == 0


def test_a_draft_older_than_a_week_is_forgotten(live_server: Any, desk: Page) -> None:
    desk.evaluate(
        "() => { for (const key of Object.keys(localStorage).filter(key => key.startsWith('desk-draft-')))"
        "localStorage[key] = JSON.stringify({...JSON.parse(localStorage[key]), at: Date.now() - 7 * 864e5 - 1}) }"
    )
    desk.reload()
    expect(desk.locator("#desk[data-ready=true]")).to_be_visible()
    assert (desk.input_value(NOTE), desk.evaluate(STORED_DRAFTS)) == ("", 0)


def test_a_draft_is_readable_while_another_holds_the_job_and_comes_back_with_the_claim(
    live_server: Any, desk: Page, ana: Reviewer, ben: Reviewer, job: Job
) -> None:
    Review.objects.update(lease_until=timezone.now() - timedelta(minutes=1))
    held = claim.claim(job.pk, by=ben, now=timezone.now())
    open_job(desk, live_server.url, ana, job)
    expect(desk.locator(NOTE)).to_be_enabled()
    assert is_there(desk)
    assert desk.locator(NOTE).get_attribute("readonly") is not None
    claim.release(job.pk, by=ben, fence=held.fence, now=timezone.now())
    open_claimed_job(desk, live_server.url, ana, job)
    assert is_there(desk)
    expect(desk.locator(NOTE)).to_be_editable()


def test_a_refusal_stands_beside_its_field_and_keeps_the_words(desk: Page) -> None:
    desk.locator(".verdict-choice label", has_text="block").click()
    desk.select_option(POLICY, "")
    desk.keyboard.press("Control+Enter")
    policy = desk.locator(POLICY)
    expect(policy).to_be_focused()
    expect(policy).to_have_attribute("aria-describedby", "verdict-error")
    expect(desk.locator(".policy-slot .verdict-error")).to_contain_text("choose the policy")
    assert desk.input_value(NOTE) == "half a\nthought"
    desk.locator(".verdict-choice label", has_text="pass").click()
    expect(desk.locator(".verdict-error")).to_be_hidden()
    assert policy.get_attribute("aria-describedby") is None


def test_another_verdict_than_the_proposed_one_asks_for_a_note_beside_the_note(
    live_server: Any, page: Page, ana: Reviewer
) -> None:
    policy = a_policy("NUD-2")
    open_claimed_job(page, live_server.url, ana, a_job(media_state=NO_MEDIA, suggestion="review"))
    page.locator(".verdict-choice label", has_text="block").click()
    page.select_option(POLICY, str(policy.pk))
    page.keyboard.press("Control+Enter")
    expect(page.locator(".note-slot .verdict-error")).to_contain_text("Write a note")
    expect(page.locator(NOTE)).to_be_focused()


def test_the_verdict_follows_the_findings_until_a_person_chooses(live_server: Any, page: Page, ana: Reviewer) -> None:
    open_claimed_job(page, live_server.url, ana, a_job_of_three())
    checked = page.locator("verdict-bar [name=verdict]:checked")
    expect(checked).to_have_attribute("value", "block")
    for key in "n1n1n1":
        page.keyboard.press(key)
    expect(checked).to_have_attribute("value", "pass")
    page.locator(".verdict-choice label", has_text="review").click()
    page.keyboard.press("3")
    expect(page.locator("[data-rollup=suggests]")).to_have_text("block")
    expect(checked).to_have_attribute("value", "review")


def test_what_the_missed_form_holds_is_kept_and_its_refusal_stands_beside_the_field(
    live_server: Any, page: Page, ana: Reviewer
) -> None:
    open_claimed_job(page, live_server.url, ana, a_job_of_three())
    page.click("text=Add a finding")
    page.fill("#missed-category", "weapon")
    page.fill("#missed-box", "1, 2")
    page.click(".missed-form [type=submit]")
    expect(page.locator(".field:has(#missed-box) .errorlist")).to_contain_text("four whole numbers")
    expect(page.locator("#missed-box")).to_have_attribute("aria-describedby", "missed-error")
    page.reload()
    expect(page.locator("#desk[data-ready=true]")).to_be_visible()
    assert (page.input_value("#missed-category"), page.input_value("#missed-box")) == ("weapon", "1, 2")
