"""One job at a time, a verdict taken back, a lead asked, a claim lost: as people do it in a browser."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reviews.decisions.claims import claim
from reviews.models import Job, Queue, Review, Reviewer
from reviews.vocabulary import MediaState, ReviewOutcome, ReviewStage, ReviewState, Suggestion
from tests.browser.conftest import open_claimed_workspace, open_workspace, sign_in, wait_for_workspace
from tests.builders import a_finding, a_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def job() -> Job:
    job = a_job(media_state=MediaState.UNREACHABLE, suggestion=Suggestion.PASS)
    a_finding(job, suggestion=Suggestion.PASS)
    return job


def test_a_verdict_is_taken_back_on_the_next_jobs_page(live_server: Any, ana: Reviewer, job: Job, page: Page) -> None:
    other = a_job(external_id="next", media_state=MediaState.UNREACHABLE)
    open_claimed_workspace(page, live_server, job)
    page.locator("verdict-bar [name=verdict][value=block]").check(force=True)
    page.locator("policy-picker").get_by_label("Policy").select_option(index=1)
    page.locator("verdict-bar [name=note]").fill("a slip")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"{live_server.url}/jobs/{other.pk}/")
    page.get_by_role("button", name="Take back").click()
    page.wait_for_url(f"{live_server.url}/jobs/{job.pk}/")
    wait_for_workspace(page)
    expect(page.get_by_text("Taken back. You hold the job again")).to_be_visible()
    assert [review.job_id for review in Review.objects.active()] == [job.pk]
    other.refresh_from_db()
    assert other.review_state == ReviewState.WAITING


def test_the_offer_goes_away_by_itself(live_server: Any, ana: Reviewer, job: Job, page: Page) -> None:
    open_claimed_workspace(page, live_server, job)
    page.locator("verdict-bar [name=verdict][value=block]").check(force=True)
    page.locator("policy-picker").get_by_label("Policy").select_option(index=1)
    page.locator("verdict-bar [name=note]").fill("seen")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"{live_server.url}/")
    expect(page.get_by_role("button", name="Take back")).to_be_hidden()


def test_review_next_goes_on_with_the_held_job(live_server: Any, ana: Reviewer, job: Job, page: Page) -> None:
    claim.claim(job.pk, by=ana, now=timezone.now())
    a_job(external_id="riskier", risk=3, media_state=MediaState.UNREACHABLE)
    sign_in(page, live_server.url)
    page.get_by_role("button", name="Review next", exact=True).first.click()
    page.wait_for_url(f"{live_server.url}/jobs/{job.pk}/")
    expect(page.get_by_text("You hold this job already.")).to_be_visible()


def test_a_second_job_is_claimed_after_saying_so(live_server: Any, ana: Reviewer, job: Job, page: Page) -> None:
    claim.claim(job.pk, by=ana, now=timezone.now())
    other = a_job(external_id="other", media_state=MediaState.UNREACHABLE)
    open_workspace(page, live_server, other)
    page.get_by_role("button", name="Claim this job").click()
    expect(page.get_by_role("heading", name="You hold another job")).to_be_visible()
    assert Review.objects.active().count() == 1
    page.get_by_role("button", name="Hold both jobs").click()
    page.wait_for_url(f"{live_server.url}/jobs/{other.pk}/")
    assert Review.objects.active().count() == 2


@pytest.mark.parametrize("way", ["key", "button"])
def test_a_lead_is_asked_by_key_and_button_with_the_same_note(
    live_server: Any, ana: Reviewer, lea: Reviewer, job: Job, page: Page, way: str
) -> None:
    Queue.objects.filter(stage="second").update(is_active=False)
    open_claimed_workspace(page, live_server, job)
    expect(page.get_by_role("radio", name="review")).to_have_count(0)

    def ask() -> None:
        if way == "button":
            page.get_by_role("button", name="Ask a lead").click()
        else:
            page.locator("h1").click()
            page.keyboard.press("e")
            page.keyboard.press("e")

    ask()
    expect(page.get_by_role("alert").filter(has_text="Write a note for the next person")).to_be_visible()
    assert Review.objects.active().exists()
    page.locator("verdict-bar [name=note]").fill("which policy?")
    ask()
    page.wait_for_url(f"{live_server.url}/")
    job.refresh_from_db()
    assert (job.stage, job.review_state) == (ReviewStage.LEAD, ReviewState.WAITING)
    sign_in(page, live_server.url, "lea")
    expect(page.get_by_role("region", name="Asked of leads")).to_contain_text("which policy?")


def test_who_lost_the_claim_reads_why_and_copies_or_discards_what_was_not_sent(
    live_server: Any, ana: Reviewer, lea: Reviewer, job: Job, page: Page
) -> None:
    open_claimed_workspace(page, live_server, job)
    claim.take_over(job.pk, by=lea, reason="Ana went home", now=timezone.now())
    page.keyboard.press("n")
    page.keyboard.press("3")
    said = page.locator("#desk-say")
    expect(said).to_contain_text("Lea took the job over at")
    expect(said).to_contain_text("“Ana went home”")
    expect(said).to_contain_text("is not sent: copy it or discard it")
    unsent = page.locator("unsent-writes")
    expect(unsent).to_contain_text("1 decision was not sent.")
    expect(unsent.get_by_role("button", name="Send again")).to_be_hidden()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    unsent.get_by_role("button", name="Copy").click()
    expect(said).to_have_text("Copied.")
    unsent.get_by_role("button", name="Discard").click()
    expect(unsent).to_be_hidden()
    page.reload()
    expect(page.locator("#desk-notices")).to_contain_text("Your claim on this job has ended. Lea took the job over")
    assert Review.objects.get(reviewer=ana).outcome == ReviewOutcome.TAKEN_OVER
