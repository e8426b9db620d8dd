"""Decisions that could not be sent: kept, shown, sent again with the same key, never twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Dialog, Page, expect

from reviews.decisions.claims import claim
from reviews.models import Job, Review, Reviewer
from reviews.vocabulary import DecisionTarget, Role
from tests.browser.claimed_workspace import (
    NONE_UNSENT,
    UNSENT,
    WRITES,
    SentDecisions,
    a_job_of_three,
    open_claimed_job,
    record_status_texts,
    recorded_status_texts,
    stored_decisions,
)
from tests.browser.conftest import wait_for_workspace, wait_until
from tests.conftest import person
from tests.verdicts import record_verdict

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def job() -> Job:
    return a_job_of_three()


@pytest.fixture
def desk(live_server: Any, page: Page, ana: Reviewer, job: Job) -> Page:
    open_claimed_job(page, live_server.url, ana, job)
    return page


def test_without_a_network_decisions_wait_and_go_out_in_order(desk: Page) -> None:
    desk.context.set_offline(True)
    for key in "n1n2":
        desk.keyboard.press(key)
    expect(desk.locator(".unsent-count")).to_have_text("2 unsent decisions")
    expect(desk.locator(".finding[aria-current=true] .finding-verdict [data-verdict=review]").first).to_have_attribute(
        "aria-pressed", "true"
    )
    assert stored_decisions() == []
    desk.context.set_offline(False)
    wait_until(desk, NONE_UNSENT)
    assert stored_decisions() == [(0, "pass"), (5000, "review")]
    expect(desk.locator("unsent-writes")).to_be_hidden()


def test_a_lost_answer_is_one_decision_under_one_key(desk: Page) -> None:
    sent = SentDecisions(desk, "answer", "answer")
    desk.keyboard.press("n")
    desk.keyboard.press("1")
    wait_until(desk, NONE_UNSENT)
    assert len(sent.keys) == 3
    assert len(set(sent.keys)) == 1
    assert stored_decisions() == [(0, "pass")]
    desk.keyboard.press("n")
    desk.keyboard.press("3")
    wait_until(desk, NONE_UNSENT)
    assert stored_decisions() == [(0, "pass"), (5000, "block")]


def test_a_busy_server_is_asked_again(desk: Page) -> None:
    sent = SentDecisions(desk, "busy")
    record_status_texts(desk)
    desk.keyboard.press("n")
    desk.keyboard.press("1")
    wait_until(desk, lambda: sent.keys)
    wait_until(desk, NONE_UNSENT)
    assert "The server is busy." in recorded_status_texts(desk)
    assert (len(sent.keys), len(set(sent.keys)), stored_decisions()) == (2, 1, [(0, "pass")])


@pytest.mark.parametrize("fault", ["request", "answer"])
def test_what_was_not_answered_is_sent_again_after_a_reload(desk: Page, fault: str) -> None:
    sent = SentDecisions(desk, *[fault] * 9)
    desk.on("dialog", lambda dialog: dialog.accept())  # leaving asks
    desk.keyboard.press("n")
    desk.keyboard.press("1")
    expect(desk.locator(".unsent-count")).to_have_text("1 unsent decision")
    sent.lose.clear()
    desk.reload()
    wait_for_workspace(desk)
    wait_until(desk, NONE_UNSENT)
    assert len(set(sent.keys)) == 1
    assert stored_decisions() == [(0, "pass")]


def test_leaving_with_unsent_decisions_asks(desk: Page, browser_errors: list[str]) -> None:
    SentDecisions(desk, *["request"] * 9)
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    desk.on("dialog", accept)
    desk.keyboard.press("n")
    desk.reload()
    wait_for_workspace(desk)
    assert asked == []
    desk.keyboard.press("n")
    desk.keyboard.press("1")
    expect(desk.locator(".unsent-count")).to_have_text("1 unsent decision")
    desk.reload()
    assert asked == ["beforeunload"]


def meanwhile(job: Job, by: Reviewer, verdict: str = "review") -> None:
    """The same person says something in another window."""
    finding, review = job.findings.in_time()[0], Review.objects.get()
    record_verdict(
        job.pk, by=by, now=timezone.now(), target=DecisionTarget.FINDING, target_id=finding.pk, verdict=verdict,
        version=Job.objects.get().version, fence=review.fence, idempotency_key="in-another-tab",
    )  # fmt: skip


def test_a_stale_decision_waits_for_a_look_and_is_sent_again(desk: Page, ana: Reviewer, job: Job) -> None:
    meanwhile(job, ana)
    desk.keyboard.press("n")
    desk.keyboard.press("1")
    row = desk.locator(".unsent-list li")
    expect(row).to_contain_text("needs your attention. Ana marked it as review at")
    assert stored_decisions() == [(0, "review")]
    row.locator("[data-again]").click()
    wait_until(desk, NONE_UNSENT)
    assert stored_decisions() == [(0, "review"), (0, "pass")]


def test_a_stale_decision_is_dropped(desk: Page, ana: Reviewer, job: Job) -> None:
    meanwhile(job, ana)
    desk.keyboard.press("n")
    desk.keyboard.press("1")
    desk.locator(".unsent-list [data-drop]").click()
    expect(desk.locator("unsent-writes")).to_be_hidden()
    said = desk.locator(".finding[aria-current=true] .finding-verdict [data-verdict=review]").first
    expect(said).to_have_attribute("aria-pressed", "true")
    assert (stored_decisions(), desk.evaluate(UNSENT)) == ([(0, "review")], 0)


def test_a_newer_word_takes_the_place_of_one_that_waits_for_a_look(desk: Page, ana: Reviewer, job: Job) -> None:
    meanwhile(job, ana)
    desk.keyboard.press("n")
    desk.keyboard.press("1")
    expect(desk.locator(".unsent-list li")).to_contain_text("needs your attention")
    desk.keyboard.press("3")
    wait_until(desk, NONE_UNSENT)
    assert stored_decisions() == [(0, "review"), (0, "block")]


def test_a_lost_claim_keeps_what_was_decided_until_the_job_is_held_again(
    live_server: Any, desk: Page, ana: Reviewer, job: Job
) -> None:
    desk.on("dialog", lambda dialog: dialog.accept())
    ben = person("ben", Role.REVIEWER, first_name="Ben")
    Review.objects.update(lease_until=timezone.now() - timedelta(minutes=1))
    held = claim.claim(job.pk, by=ben, now=timezone.now())
    desk.keyboard.press("n")
    desk.keyboard.press("1")
    expect(desk.locator(".unsent-list li")).to_contain_text("not saved: claim ended")
    expect(desk.locator("lease-clock")).to_have_text("claim ended")
    expect(desk.locator(".unsent-list [data-again]")).to_be_hidden()
    claim.release(job.pk, by=ben, fence=held.fence, now=timezone.now())
    open_claimed_job(desk, live_server.url, ana, job)
    row = desk.locator(".unsent-list li")
    expect(row).to_contain_text("pass · 00:00.000 porn pornography")
    assert stored_decisions() == []
    row.locator("[data-again]").click()
    wait_until(desk, NONE_UNSENT)
    assert stored_decisions() == [(0, "pass")]


def test_a_decision_shows_before_the_server_answers(desk: Page) -> None:
    desk.context.route(WRITES, lambda route: None)  # no answer at all
    desk.keyboard.press("n")
    assert [desk.evaluate(PRESS_AND_LOOK, key) for key in "123123"] == ["pass", "review", "block"] * 2


# What the row says in the very task in which the key was pressed: no answer and no timer can have come between.
PRESS_AND_LOOK = """key => {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, code: `Digit${key}`, bubbles: true }));
  const row = document.querySelector(".finding[aria-current=true] .finding-verdict");
  return row.querySelector("[aria-pressed=true]")?.dataset.verdict;
}"""
