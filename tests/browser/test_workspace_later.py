"""The desk judges before all of it is there; what comes later finds what was done before it."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from reviews.models import Job, Reviewer
from tests.browser.claimed_workspace import (
    NONE_UNSENT,
    WRITES,
    SentDecisions,
    a_job_of_three,
    open_claimed_job,
    stored_decisions,
)
from tests.browser.conftest import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LATER = "**/later.*js"
LIVE = "#desk[data-live=true]"


@pytest.fixture
def job() -> Job:
    return a_job_of_three()


def again(page: Page) -> list[Route]:
    """The page anew, its later part held back; the routes that let it come."""
    held: list[Route] = []
    page.route(LATER, lambda route: held.append(route))
    page.reload()
    page.wait_for_selector(LIVE)
    return held


def test_findings_are_judged_before_the_rest_of_the_desk_is_there(
    live_server: Any, page: Page, ana: Reviewer, job: Job
) -> None:
    open_claimed_job(page, live_server.url, ana, job)
    again(page)
    for key in "n1n3":
        page.keyboard.press(key)
    wait_until(page, NONE_UNSENT)
    assert stored_decisions() == [(0, "pass"), (5000, "block")]
    expect(page.locator("#desk[data-ready]")).to_have_count(0)


def test_a_key_whose_act_is_not_there_yet_counts_once_it_is(
    live_server: Any, page: Page, ana: Reviewer, job: Job
) -> None:
    open_claimed_job(page, live_server.url, ana, job)
    held = again(page)
    page.keyboard.press("?")
    expect(page.locator("keys-help dialog")).to_be_hidden()
    held[0].continue_()
    expect(page.locator("keys-help dialog")).to_be_visible()


def test_a_tab_opened_before_its_lines_are_there_shows_them_once_they_are(
    live_server: Any, page: Page, ana: Reviewer, job: Job
) -> None:
    open_claimed_job(page, live_server.url, ana, job)
    held = again(page)
    page.click("#tab-speech")
    held[0].continue_()
    expect(page.locator("spoken-text .spoken-empty")).to_contain_text("speech")


def test_without_its_later_part_the_desk_says_so_and_sends_what_it_kept(
    live_server: Any, page: Page, ana: Reviewer, job: Job
) -> None:
    open_claimed_job(page, live_server.url, ana, job)
    sent = SentDecisions(page, *["request"] * 9)
    page.on("dialog", lambda dialog: dialog.accept())  # leaving asks
    for key in "n2":
        page.keyboard.press(key)
    expect(page.locator(".unsent-count")).to_have_text("1 unsent decision")
    page.route(LATER, lambda route: route.abort())
    sent.lose.clear()
    on_their_way: list[Route] = []
    page.route(WRITES, lambda route: on_their_way.append(route))  # an answer would take the message's place at once
    page.reload()
    expect(page.locator("#desk-say")).to_contain_text("Part of the page could not be loaded")
    wait_until(page, lambda: bool(on_their_way))
    on_their_way[0].continue_()
    wait_until(page, NONE_UNSENT)
    assert stored_decisions() == [(0, "review")]
