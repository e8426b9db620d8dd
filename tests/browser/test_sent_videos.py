"""A lost answer in a browser: Lea sees it, reads what was sent, and sends it again only after she accepted the risk."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews import clock
from reviews.models import Job, Reviewer, Submission
from tests.browser.conftest import add_session
from tests.browser.test_axe import check
from tests.builders import an_account

pytestmark = pytest.mark.django_db(transaction=True)


def a_lost_submission(by: Reviewer) -> Submission:
    return Submission.objects.create(
        account=an_account(),
        sent_by=by,
        sent_at=clock.now(),
        reference="7f1f9d1e-0000-4000-8000-000000000001",
        request={"source": "https://films.example.com/clip.mp4", "title": "Night market"},
        state="answer_lost",
        error_code="deadline",
        error_message="The provider did not send the complete response in time.",
    )


def test_a_lead_finds_a_lost_answer_and_is_warned_before_it_is_sent_again(
    live_server: Any, page: Page, ana: Reviewer, lea: Reviewer
) -> None:
    row = a_lost_submission(ana)
    add_session(page, live_server.url, "lea")
    page.goto(live_server.url)
    expect(page.get_by_text("1 video was sent to a provider without an answer.")).to_be_visible()
    page.get_by_role("link", name="Show these videos").click()
    expect(page.get_by_text("Night market")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Look for it").click()
    expect(page.get_by_text("This provider cannot list jobs.")).to_be_visible()
    page.goto(f"{live_server.url}/videos/sent/?show=lost")
    page.get_by_role("link", name="Send again…").click()
    expect(page.get_by_text("Sending it again may moderate it twice and cost twice.")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("Confirm that it may be submitted twice.")).to_be_visible()
    check(page)
    assert Submission.objects.get() == row
    assert not Job.objects.exists()
