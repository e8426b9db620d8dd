"""What nobody judged is undecided again after an undo: a first verdict, a bulk, a detection, an added finding."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

from reviews.models import Decision, Job, Reviewer
from reviews.reports.summary import summarise_period
from tests.browser.claimed_workspace import (
    FOCUS,
    NONE_UNSENT,
    SentDecisions,
    a_job_of_three,
    open_claimed_job,
    stored_decisions,
)
from tests.browser.conftest import wait_for_workspace, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

UNDECIDED_AGAIN = "Undone: 1 finding is undecided again."


@pytest.fixture
def job() -> Job:
    return a_job_of_three()


@pytest.fixture
def desk(live_server: Any, page: Page, ana: Reviewer, job: Job) -> Page:
    open_claimed_job(page, live_server.url, ana, job)
    return page


def press(desk: Page, *keys: str) -> None:
    for key in keys:
        desk.keyboard.press(key)


def pressed_verdicts(desk: Page) -> Locator:
    """The verdicts that rows of the list show as given."""
    return desk.locator(".finding [data-part=verdicts] [aria-pressed=true]")


def test_an_accept_by_accident_is_taken_back_and_no_report_counts_it(desk: Page, job: Job) -> None:
    press(desk, "n", "a")
    wait_until(desk, NONE_UNSENT)
    expect(pressed_verdicts(desk)).to_have_text("block")
    press(desk, "Control+z")
    expect(desk.locator("#desk-say")).to_have_text(UNDECIDED_AGAIN)
    wait_until(desk, NONE_UNSENT)
    expect(pressed_verdicts(desk)).to_have_count(0)
    assert stored_decisions() == [(0, "block"), (0, "")]
    job.refresh_from_db()
    assert (job.decided_count, job.block_count) == (0, 3)
    period = summarise_period(timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1))
    assert period["overrides"]["finding"]["decided"] == 0
    press(desk, "u", "u", "u")  # through the other two to this one, which is undecided like them
    expect(desk.locator(".finding[aria-current]")).to_have_attribute("data-index", "0")


def test_undo_of_a_bulk_on_findings_that_nobody_judged_leaves_them_undecided(desk: Page, job: Job) -> None:
    desk.get_by_label("Findings to show").select_option("undecided")
    desk.locator("bulk-verdict [data-bulk=review]").click()
    desk.get_by_role("button", name="Yes, mark all").click()
    wait_until(desk, "document.querySelector('#desk').store.rollup.review === 3")
    desk.locator("bulk-verdict").get_by_role("button", name="Undo").click()
    expect(desk.locator("#desk-say")).to_have_text("Undone: 3 findings are undecided again.")
    wait_until(desk, NONE_UNSENT)
    expect(pressed_verdicts(desk)).to_have_count(0)
    assert not Decision.objects.standing().exists()
    assert [verdict for _start, verdict in stored_decisions()] == ["review"] * 3 + [""] * 3
    job.refresh_from_db()
    assert (job.decided_count, job.block_count, job.review_count) == (0, 3, 0)


def test_undo_of_a_detection_leaves_it_undecided(desk: Page) -> None:
    press(desk, "n")
    desk.locator(".detection [data-verdict=pass]").first.click()
    wait_until(desk, NONE_UNSENT)
    press(desk, "Control+z")
    expect(desk.locator("#desk-say")).to_have_text("Undone: 1 detection is undecided again.")
    expect(desk.locator(".detection [aria-pressed=true]")).to_have_count(0)
    said = list(Decision.objects.order_by("id").values_list("target", "verdict"))
    assert said == [("detection", "pass"), ("detection", "")]


def test_an_added_finding_is_taken_back_after_the_page_was_loaded_with_it(desk: Page, job: Job) -> None:
    desk.locator("missed-finding summary").click()
    desk.locator("missed-finding [name=category]").fill("weapon")
    with desk.expect_navigation():
        desk.locator("missed-finding [type=submit]").click()
    wait_for_workspace(desk)
    expect(desk.locator(".finding")).to_have_count(4)
    with desk.expect_navigation():
        press(desk, "Control+z")
    wait_for_workspace(desk)
    expect(desk.locator("#desk-say")).to_have_text(
        "Undone: the finding that was added is off this page. The history keeps it."
    )
    expect(desk.locator(".finding")).to_have_count(3)
    job.refresh_from_db()
    assert (job.findings_count, job.decided_count) == (3, 0)
    desk.get_by_role("tab", name="History").click()
    history = desk.locator(".history-list li", has_text="weapon")
    expect(history).to_have_count(2)
    expect(history.first).to_contain_text("taken back")


def test_the_undo_of_an_added_finding_follows_it_when_its_answer_was_lost(desk: Page, job: Job) -> None:
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.request.url)
            route.fetch()  # the server commits, its answer gets lost
            route.abort()
        else:
            route.continue_()

    desk.context.route("**/findings/", lose_the_first)
    desk.locator("missed-finding summary").click()
    desk.locator("missed-finding [name=category]").fill("weapon")
    desk.locator("missed-finding [type=submit]").click()
    expect(desk.locator(".unsent-count")).to_have_text("1 unsent decision")
    desk.locator(".finding-open").first.focus()
    press(desk, "Control+z")
    wait_until(desk, lambda: Decision.objects.filter(verdict="").exists())
    desk.wait_for_load_state("networkidle")
    wait_for_workspace(desk)
    wait_until(desk, NONE_UNSENT)
    expect(desk.locator(".finding")).to_have_count(3)
    assert [(row.target, row.verdict) for row in Decision.objects.order_by("id")] == [
        ("finding", "block"),
        ("finding", ""),
    ]
    job.refresh_from_db()
    assert (job.findings_count, job.decided_count) == (3, 0)


def test_an_undo_whose_answer_is_lost_is_stored_once(desk: Page) -> None:
    press(desk, "n", "1")
    wait_until(desk, NONE_UNSENT)
    SentDecisions(desk, "answer")
    press(desk, "Control+z")
    expect(desk.locator(".unsent-count")).to_have_text("1 unsent decision")
    expect(pressed_verdicts(desk)).to_have_count(0)
    desk.evaluate(FOCUS)
    wait_until(desk, NONE_UNSENT)
    assert stored_decisions() == [(0, "pass"), (0, "")]


def test_an_undo_follows_the_act_whose_answer_was_lost(desk: Page) -> None:
    sent = SentDecisions(desk, "answer", *["request"] * 20)
    press(desk, "n", "1")
    expect(desk.locator(".unsent-count")).to_have_text("1 unsent decision")
    press(desk, "Control+z")
    expect(desk.locator(".unsent-count")).to_have_text("2 unsent decisions")
    expect(pressed_verdicts(desk)).to_have_count(0)
    sent.lose.clear()
    desk.evaluate(FOCUS)
    wait_until(desk, NONE_UNSENT)
    expect(desk.locator("#desk-say")).to_have_text(UNDECIDED_AGAIN)
    assert stored_decisions() == [(0, "pass"), (0, "")]


def test_acts_before_a_reload_can_be_undone_after_it(desk: Page) -> None:
    press(desk, "n", "1")
    wait_until(desk, NONE_UNSENT)
    desk.reload()
    wait_for_workspace(desk)
    press(desk, "Control+z")
    expect(desk.locator("#desk-say")).to_have_text(UNDECIDED_AGAIN)
    assert stored_decisions() == [(0, "pass"), (0, "")]
