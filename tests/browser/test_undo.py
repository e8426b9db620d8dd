"""The last act is taken back by a decision that supersedes it, and what was not watched is named before a pass."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from playwright.sync_api import Locator, Page, expect

from reviews.models import Decision, Job, Reviewer
from reviews.vocabulary import MediaState, ReviewState
from tests.browser.claimed_workspace import (
    FOCUS,
    NONE_UNSENT,
    SentDecisions,
    a_job_of_three,
    open_claimed_job,
    stored_decisions,
)
from tests.browser.conftest import wait_until
from tests.browser.video_scene import write_frame_video

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


@pytest.fixture
def watched_workspace(live_server: Any, page: Page, ana: Reviewer, tmp_path: Path) -> Page:
    """A job with a video of 12 s."""
    body = write_frame_video(tmp_path / "reel.mp4", range(0, 12_000, 200))
    job = a_job_of_three(
        media_state=MediaState.READY,
        media_file=default_storage.save("videos/reel.mp4", ContentFile(body)),
        duration_ms=12_000,
    )
    open_claimed_job(page, live_server.url, ana, job)
    wait_until(page, "document.querySelector('video').readyState >= 1")
    page.fill("verdict-bar [name=note]", "a film poster")
    page.locator(".verdict-choice label", has_text="pass").click()
    return page


def test_a_pass_over_what_was_not_watched_asks_once_and_names_the_times(watched_workspace: Page) -> None:
    press(watched_workspace, "Control+Enter")
    asks = watched_workspace.locator(".unseen")
    expect(asks).to_contain_text(
        "You chose pass, but 3 places that the machine would block have not been watched by you:"
    )
    assert asks.locator("[data-place]").all_text_contents() == ["00:00.000", "00:05.000", "00:10.000"]
    assert Job.objects.get().review_state == ReviewState.CLAIMED
    asks.locator("[data-place]").nth(1).click()
    wait_until(watched_workspace, "Math.abs(document.querySelector('video').currentTime - 5) < 0.3")
    expect(asks).to_be_hidden()
    press(watched_workspace, "Control+Enter")
    asks.locator("[data-anyway]").click()
    watched_workspace.wait_for_url(lambda address: "/jobs/" not in address)
    assert Job.objects.get().verdict == "pass"


def test_what_was_watched_or_judged_is_not_asked_about(watched_workspace: Page) -> None:
    press(watched_workspace, "n", "2")
    watched_workspace.evaluate(
        "() => { const [{ store }, recorder] = document.querySelectorAll('#desk, coverage-recorder');"
        "recorder.showCoverage = () => {};"  # the server answers when it likes
        "store.setCoverage([{who: 'Ana', mine: true, ranges: [[4000, 6000, 100, 1, 0]]},"
        "{who: 'Ben', mine: false, ranges: [[9000, 11000, 100, 1, 0]]}]) }"
    )
    watched_workspace.locator(".verdict-choice label", has_text="pass").click()
    press(watched_workspace, "Control+Enter")
    expect(watched_workspace.locator(".unseen")).to_contain_text("You chose pass, but 1 place")
    assert watched_workspace.locator("[data-place]").all_text_contents() == ["00:10.000"]


def test_without_a_video_nobody_is_asked_to_have_watched_it(desk: Page, job: Job) -> None:
    desk.fill("verdict-bar [name=note]", "a film poster")
    desk.locator(".verdict-choice label", has_text="pass").click()
    press(desk, "Control+Enter")
    desk.wait_for_url(lambda address: "/jobs/" not in address)
    job.refresh_from_db()
    assert job.verdict == "pass"
