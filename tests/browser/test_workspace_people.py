"""People at one job: a race, a lost lease, a second look, skips, take-overs, bulk verdicts, missed findings."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from reviews.decisions.claims import claim
from reviews.models import Decision, Finding, Job, Presence, Review, Reviewer
from reviews.vocabulary import FindingSource, MediaState, ReviewOutcome, ReviewStage, Role
from tests.browser.conftest import claim_on_page, open_workspace, wait_for_workspace, wait_until
from tests.builders import a_finding, a_job
from tests.conftest import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def job() -> Job:
    job = a_job(media_state=MediaState.UNREACHABLE)
    for _ in range(3):
        a_finding(job)
    return job


def test_two_people_race_for_one_job(
    live_server: Any, ana: Reviewer, ben: Reviewer, job: Job, page: Page, chromium: Browser
) -> None:
    open_workspace(page, live_server, job)
    other = chromium.new_context().new_page()
    open_workspace(other, live_server, job, username="ben")
    claim_on_page(page)
    other.click("text=Claim this job")
    expect(other.locator("body")).to_contain_text("Ana is reviewing this job")
    assert Review.objects.active().get().reviewer == ana
    wait_for_workspace(other)
    wait_until(other, lambda: Presence.objects.filter(job=job, person=ben).exists())
    page.reload()
    expect(page.locator("also-viewing")).to_contain_text("Ben")
    other.context.close()


def test_a_lost_lease_keeps_the_words(live_server: Any, ana: Reviewer, ben: Reviewer, job: Job, page: Page) -> None:
    open_workspace(page, live_server, job)
    claim_on_page(page)
    page.fill("verdict-bar [name=note]", "half a thought")
    Review.objects.update(lease_until=timezone.now() - timedelta(minutes=1))
    claim.claim(job.pk, by=ben, now=timezone.now())
    page.check("verdict-bar [name=verdict][value=block]", force=True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#desk-say")).to_contain_text("Your claim on this job has ended")
    assert page.input_value("verdict-bar [name=note]") == "half a thought"


def test_an_escalated_job_is_decided_by_another(live_server: Any, ana: Reviewer, job: Job, page: Page) -> None:
    open_workspace(page, live_server, job)
    claim_on_page(page)
    page.fill("verdict-bar [name=note]", "please look")
    page.click("[data-escalate]")
    page.wait_for_url(f"{live_server.url}/")
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    expect(page.locator("body")).to_contain_text("You sent this job to the second look")
    job.refresh_from_db()
    assert job.stage == ReviewStage.SECOND


def test_skip_asks_once_and_opens_the_next(live_server: Any, ana: Reviewer, job: Job, page: Page) -> None:
    second = a_job(external_id="job-2", media_state=MediaState.UNREACHABLE)
    open_workspace(page, live_server, job)
    claim_on_page(page)
    page.click("[data-skip] button")
    page.click("button[data-confirm]")
    page.wait_for_url(f"{live_server.url}/jobs/{second.pk}/")
    assert Review.objects.filter(outcome=ReviewOutcome.SKIPPED).count() == 1


def test_a_lead_takes_over_with_a_reason(live_server: Any, ana: Reviewer, job: Job, page: Page) -> None:
    person("lea", Role.LEAD, first_name="Lea")
    claim.claim(job.pk, by=ana, now=timezone.now())
    open_workspace(page, live_server, job, username="lea")
    page.click("summary:has-text('Take over')")
    page.click("form button:has-text('Take over')")
    expect(page.locator("#take-over-error")).to_be_visible()
    page.fill("#take-over-reason", "Ana went home")
    page.click("form button:has-text('Take over')")
    expect(page.locator("[data-escalate]")).to_be_visible()
    assert Review.objects.active().get().reviewer.username == "lea"


def test_all_undecided_are_decided_at_once(live_server: Any, ana: Reviewer, job: Job, page: Page) -> None:
    open_workspace(page, live_server, job)
    claim_on_page(page)
    page.click("[data-bulk=pass]")
    expect(page.locator(".bulk-ask")).to_contain_text("3 findings")
    page.click("[data-do]")
    expect(page.locator("#desk-say")).to_have_text("Saved.")
    assert Decision.objects.count() == 3


def test_a_missed_finding_is_added_with_its_box(live_server: Any, ana: Reviewer, job: Job, page: Page) -> None:
    open_workspace(page, live_server, job)
    claim_on_page(page)
    page.click("text=Add a finding")
    page.fill("#missed-category", "weapon")
    page.fill("#missed-box", "10, 20, 110, 120")
    page.select_option("#missed-policy", index=1)
    page.click(".missed-form [type=submit]")
    expect(page.locator(".findings")).to_contain_text("added by Ana")
    found = Finding.objects.get(source=FindingSource.PERSON)
    assert found.detections.get().x2 == 110
