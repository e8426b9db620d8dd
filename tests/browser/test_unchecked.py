"""A person meets a job that no machine checked."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Job, Reviewer
from reviews.vocabulary import JobState, ReviewState
from tests.browser.claimed_workspace import NO_MEDIA, open_job
from tests.browser.conftest import sign_in
from tests.builders import a_job


@pytest.fixture
def job(transactional_db: None) -> Job:
    return a_job(
        state=JobState.FAILED, suggestion="", is_unchecked=True, review_state=ReviewState.UNCHECKED, ready_at=None,
        error_code="X.Gone", error_message="It is gone", request_id="r-7", media_state=NO_MEDIA, duration_ms=None,
        source_url="https://films.example.com/a.mp4",
    )  # fmt: skip


def test_a_failed_job_is_never_shown_as_clean(
    page: Page, live_server: Any, job: Job, ana: Reviewer, browser_errors: list[str]
) -> None:
    open_job(page, live_server.url, ana, job)
    told = page.get_by_role("alert").filter(has_text="This video could not be checked.")
    expect(told).to_contain_text("X.Gone")
    expect(told).to_contain_text("r-7")
    expect(page.get_by_text("The machine found nothing here.")).to_have_count(0)
    expect(page.get_by_text("No machine checked this video, so there are no findings.")).to_be_visible()
    expect(page.get_by_role("button", name="Submit & next")).to_have_count(0)
    expect(page.locator(".ruler canvas")).to_be_hidden()
    page.get_by_role("tab", name="Speech").click()
    expect(page.get_by_text("No machine has read this video, so nothing is known here.")).to_be_visible()
    page.get_by_role("tab", name="On-screen text").click()
    expect(page.get_by_text("No machine has read this video, so nothing is known here.")).to_be_visible()
    page.get_by_role("button", name="Report a technical problem").click()
    expect(page.get_by_text("Closed without a verdict.", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Return to the queue")).to_be_visible()
    assert browser_errors == []


def test_review_next_does_not_hand_it_out(page: Page, live_server: Any, job: Job, ana: Reviewer) -> None:
    sign_in(page, live_server.url)
    page.get_by_role("button", name="Review next", exact=True).first.click()
    told = page.get_by_role("status").filter(has_text="No job can be offered to you now.")
    expect(told).to_contain_text("1 job could not be checked by its provider and needs a decision.")
    page.get_by_role("link", name="1 could not be checked").click()
    expect(page.get_by_text("X.Gone")).to_be_visible()
