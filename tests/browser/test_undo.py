"""The last act is taken back by a decision that supersedes it, and what was not watched is named before a pass."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from reviews.models import Decision, Job, Reviewer
from tests.browser.claimed_workspace import (
    FOCUS,
    NONE_UNSENT,
    SentDecisions,
    a_job_of_three,
    open_claimed_job,
    stored_decisions,
)
from tests.browser.conftest import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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


def test_undo_gives_back_the_persons_own_verdict_before_and_then_none(desk: Page) -> None:
    press(desk, "n", "1", "2")
    wait_until(desk, NONE_UNSENT)
    press(desk, "Control+z")
    expect(desk.locator("#desk-say")).to_have_text("Undone: the earlier verdict counts again: pass, by Ana.")
    wait_until(desk, NONE_UNSENT)
    press(desk, "Control+z")
    expect(desk.locator("#desk-say")).to_have_text("Undone: 1 finding is undecided again.")
    wait_until(desk, NONE_UNSENT)
    assert stored_decisions() == [(0, "pass"), (0, "review"), (0, "pass"), (0, "")]
    assert Decision.objects.filter(supersedes__isnull=False).count() == 3
    expect(pressed_verdicts(desk)).to_have_count(0)
    press(desk, "Control+z")
    expect(desk.locator("#desk-say")).to_contain_text("There is nothing to undo on this page.")
    assert Decision.objects.count() == 4


def test_undo_of_a_stretch_gives_every_finding_back_what_it_had(desk: Page) -> None:
    press(desk, "n", "2")
    wait_until(desk, NONE_UNSENT)
    press(desk, "Shift+Digit1")
    desk.keyboard.press("Enter")
    wait_until(desk, "document.querySelector('#desk').store.rollup.pass === 3")
    press(desk, "Control+z")
    wait_until(desk, NONE_UNSENT)
    expect(desk.locator("[data-rollup=review]")).to_have_text("1")
    expect(desk.locator("[data-rollup=block]")).to_have_text("2")
    expect(desk.locator("#desk-say")).to_have_text(
        "Undone: 2 findings are undecided again. 1 earlier verdict counts again."
    )
    current = Decision.objects.current().order_by("finding__start_ms").values_list("verdict", flat=True)
    assert list(current) == ["review", "", ""]


def test_undo_of_what_never_went_out_sends_nothing(desk: Page) -> None:
    sent = SentDecisions(desk, *["request"] * 20)
    press(desk, "n", "1")
    expect(desk.locator(".unsent-count")).to_have_text("1 unsent decision")
    press(desk, "n", "3")
    press(desk, "Control+z")
    expect(desk.locator("#desk-say")).to_have_text("Undone: the decision was not saved yet, and is not sent.")
    expect(desk.locator(".unsent-count")).to_have_text("1 unsent decision")
    sent.lose.clear()
    desk.evaluate(FOCUS)  # sent at once, however long the next try would wait
    wait_until(desk, NONE_UNSENT)
    assert stored_decisions() == [(0, "pass")]


def test_ctrl_z_in_a_note_is_the_fields_own(desk: Page) -> None:
    press(desk, "n", "1")
    wait_until(desk, NONE_UNSENT)
    desk.click("verdict-bar [name=note]")
    desk.keyboard.type("ab")
    press(desk, "Control+z")
    assert Decision.objects.count() == 1
