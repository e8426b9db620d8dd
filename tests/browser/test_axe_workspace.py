"""No violation of access rules where the desk has much to say: keys, unsent decisions, a refusal beside its field."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Reviewer
from reviews.vocabulary import Role
from tests.browser.claimed_workspace import SentDecisions, a_job_of_three, open_claimed_job
from tests.browser.test_axe import LOOKS, check
from tests.conftest import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(live_server: Any, page: Page) -> Page:
    ana: Reviewer = person("ana", Role.REVIEWER, first_name="Ana")
    open_claimed_job(page, live_server.url, ana, a_job_of_three())
    return page


def test_the_keys(desk: Page) -> None:
    desk.keyboard.press("?")
    expect(desk.locator("keys-help dialog")).to_be_visible()
    check(desk, [LOOKS[0], LOOKS[-1]])


def test_unsent_decisions_and_a_refusal(desk: Page) -> None:
    desk.click("text=Submit & next")
    expect(desk.locator(".verdict-error")).to_be_visible()
    SentDecisions(desk, *["request"] * 99)
    desk.keyboard.press("Escape")
    desk.locator("h1").click()
    desk.keyboard.press("n")
    desk.keyboard.press("1")
    desk.click(".unsent summary")
    check(desk, [LOOKS[0], LOOKS[-1]])
