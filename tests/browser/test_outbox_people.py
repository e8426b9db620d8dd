"""Unsent decisions and whose they are: signed out, somebody else signed in, two tabs of one person."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from reviews.models import Job, Reviewer
from reviews.vocabulary import Role
from tests.browser.claimed_workspace import (
    FOCUS,
    NONE_UNSENT,
    UNSENT,
    SentDecisions,
    a_job_of_three,
    open_claimed_job,
    open_job,
    stored_decisions,
)
from tests.browser.conftest import add_session, wait_until
from tests.conftest import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def job() -> Job:
    return a_job_of_three()


@pytest.fixture
def desk(live_server: Any, page: Page, ana: Reviewer, job: Job) -> Page:
    open_claimed_job(page, live_server.url, ana, job)
    return page


def test_signed_out_decisions_are_sent_after_signing_in_elsewhere(live_server: Any, desk: Page, ana: Reviewer) -> None:
    Session.objects.all().delete()
    desk.context.clear_cookies()
    desk.keyboard.press("n")
    desk.keyboard.press("1")
    expect(desk.locator("#desk-say")).to_contain_text("You are signed out.")
    add_session(desk, live_server.url, "ana")
    desk.context.add_cookies([{"name": "csrftoken", "value": "b" * 32, "url": live_server.url}])  # as signing in does
    desk.evaluate(FOCUS)
    wait_until(desk, NONE_UNSENT)
    assert stored_decisions() == [(0, "pass")]


def test_nothing_is_sent_in_the_name_of_whoever_signed_in_instead(live_server: Any, desk: Page) -> None:
    person("ben", Role.REVIEWER, first_name="Ben")
    desk.context.clear_cookies()
    add_session(desk, live_server.url, "ben")
    desk.context.add_cookies([{"name": "csrftoken", "value": "b" * 32, "url": live_server.url}])
    desk.keyboard.press("n")
    desk.keyboard.press("1")
    expect(desk.locator("#desk-say")).to_contain_text("You are signed out.")
    assert (stored_decisions(), desk.evaluate(UNSENT)) == ([], 1)


def test_of_two_tabs_one_sends_and_a_closed_ones_decision_is_taken_over(
    live_server: Any, desk: Page, ana: Reviewer, job: Job
) -> None:
    sent = SentDecisions(desk, *["request"] * 50)
    desk.keyboard.press("n")
    desk.keyboard.press("1")
    expect(desk.locator(".unsent-count")).to_have_text("1 unsent decision")
    other = desk.context.new_page()
    open_job(other, live_server.url, ana, job)
    expect(other.locator(".unsent-count")).to_have_text("1 unsent decision")
    mine = other.evaluate("document.querySelector('#desk').store.outbox.ownEntries('saving', 'waiting').length")
    assert (mine, len(set(sent.keys))) == (0, 1)
    sent.lose.clear()
    sent.lose.extend(["request"] * 50)
    desk.close()
    sent.lose.clear()
    other.evaluate(FOCUS)
    wait_until(other, NONE_UNSENT)
    assert len(set(sent.keys)) == 1
    assert stored_decisions() == [(0, "pass")]
