"""The question before a pass over what was not watched, and what the bar says of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from playwright.sync_api import Locator, Page, expect

from reviews.models import Job, Reviewer
from reviews.vocabulary import MediaState, ReviewState
from tests.browser.claimed_workspace import a_job_of_three, open_claimed_job
from tests.browser.conftest import wait_until
from tests.browser.video_scene import write_frame_video
from tests.builders import a_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUESTION = "Pass without watching all of it?"


def with_reel(tmp_path: Path) -> dict[str, Any]:
    """A video of 12 s, for a job."""
    body = write_frame_video(tmp_path / "reel.mp4", range(0, 12_000, 200))
    file = default_storage.save("videos/reel.mp4", ContentFile(body))
    return {"media_state": MediaState.READY, "media_file": file, "duration_ms": 12_000}


def opened(page: Page, live_server: Any, ana: Reviewer, job: Job) -> Page:
    open_claimed_job(page, live_server.url, ana, job)
    wait_until(page, "document.querySelector('video').readyState >= 1")
    return page


@pytest.fixture
def clean(live_server: Any, page: Page, ana: Reviewer, tmp_path: Path) -> Page:
    """A job that the machine passed."""
    return opened(page, live_server, ana, a_job(suggestion="pass", **with_reel(tmp_path)))


@pytest.fixture
def blocked(live_server: Any, page: Page, ana: Reviewer, tmp_path: Path) -> Page:
    """A job of three frames that the machine would block."""
    opened(page, live_server, ana, a_job_of_three(**with_reel(tmp_path)))
    page.locator(".verdict-choice label", has_text="pass").click()
    return page


def watched(page: Page, *ranges: Sequence[int]) -> None:
    """As if Ana had watched these and Ben another part; the server answers when it likes."""
    page.evaluate(
        "(ranges) => { const [{ store }, recorder] = document.querySelectorAll('#desk, coverage-recorder');"
        "recorder.showCoverage = () => {};"
        "store.setCoverage([{who: 'Ana', mine: true, ranges},"
        "{who: 'Ben', mine: false, ranges: [[9000, 11000, 100, 1, 0]]}]) }",
        [[*one, 100, 1, 0] for one in ranges],
    )


def question(page: Page) -> Locator:
    return page.get_by_role("dialog", name=QUESTION)


def test_a_pass_of_what_the_machine_passed_asks_too_and_the_bar_tells(clean: Page) -> None:
    bar = clean.locator("verdict-bar")
    expect(bar).to_contain_text("0:00 of 0:12 watched")
    watched(clean, [0, 8000])
    expect(bar).to_contain_text("0:08 of 0:12 watched")
    clean.keyboard.press("Control+Enter")
    asks = question(clean)
    expect(asks).to_contain_text("0:08 of 0:12 watched")
    expect(asks.get_by_label("Note: why your verdict differs")).to_be_hidden()
    expect(asks.get_by_role("button", name="Watch what is left")).to_be_focused()
    assert Job.objects.get().review_state == ReviewState.CLAIMED
    asks.get_by_role("button", name="Pass anyway").click()
    clean.wait_for_url(lambda address: "/jobs/" not in address)
    assert Job.objects.get().verdict == "pass"


def test_a_pass_of_what_was_watched_whole_is_not_asked_about(clean: Page) -> None:
    watched(clean, [0, 7000], [6900, 11_900])
    expect(clean.locator("verdict-bar")).to_contain_text("0:12 of 0:12 watched")
    clean.keyboard.press("Control+Enter")
    clean.wait_for_url(lambda address: "/jobs/" not in address)
    assert Job.objects.get().verdict == "pass"


def test_no_shortcut_works_while_it_asks_and_enter_never_passes(clean: Page) -> None:
    watched(clean, [0, 2000])
    clean.keyboard.press("Control+Enter")
    expect(question(clean)).to_be_visible()
    for key in ("Control+Enter", "3", "x", "n"):
        clean.keyboard.press(key)
    expect(question(clean)).to_be_visible()
    expect(clean.locator("verdict-bar [name=verdict]:checked")).to_have_value("pass")
    clean.keyboard.press("Enter")  # the main act
    expect(question(clean)).to_be_hidden()
    wait_until(clean, "document.querySelector('video').currentTime >= 2")
    assert Job.objects.get().review_state == ReviewState.CLAIMED
    clean.keyboard.press("Control+Enter")
    clean.keyboard.press("Escape")
    expect(question(clean)).to_be_hidden()
    assert Job.objects.get().review_state == ReviewState.CLAIMED


def test_watching_what_is_left_passes_over_what_was_watched(clean: Page) -> None:
    watched(clean, [0, 1000], [2000, 10_500])
    clean.evaluate(
        "() => { window.seen = []; const player = document.querySelector('review-player');"
        "player.addEventListener('time', ({ detail }) => window.seen.push(detail)) }"
    )
    clean.keyboard.press("Control+Enter")
    question(clean).get_by_role("button", name="Watch what is left").click()
    wait_until(clean, "document.querySelector('video').currentTime > 10.6")
    assert clean.evaluate("window.seen.some(ms => ms > 1000 && ms < 2000)")
    assert not clean.evaluate("window.seen.some(ms => ms > 4000 && ms < 10000)")


def test_the_note_that_is_needed_is_asked_for_in_the_same_panel(blocked: Page) -> None:
    blocked.keyboard.press("Control+Enter")
    asks = question(blocked)
    note = asks.get_by_label("Note: why your verdict differs")
    expect(note).to_be_visible()
    asks.get_by_role("button", name="Pass anyway").click()
    expect(asks.get_by_role("alert")).to_have_text("Write a note first.")
    expect(note).to_be_focused()
    note.fill("a film poster")
    asks.get_by_role("button", name="Pass anyway").click()
    blocked.wait_for_url(lambda address: "/jobs/" not in address)
    job = Job.objects.get()
    assert (job.verdict, job.decisions.get(target="job").note_text) == ("pass", "a film poster")


def test_places_that_the_machine_would_block_are_named_and_lead_there(blocked: Page) -> None:
    blocked.fill("verdict-bar [name=note]", "a film poster")
    blocked.keyboard.press("Control+Enter")
    asks = question(blocked)
    expect(asks).to_contain_text("3 places that the machine would block have not been watched by you:")
    places = asks.locator("[data-place]")
    assert places.all_text_contents() == ["00:00.000", "00:05.000", "00:10.000"]
    places.nth(1).click()
    wait_until(blocked, "Math.abs(document.querySelector('video').currentTime - 5) < 0.3")
    expect(asks).to_be_hidden()


def test_places_that_were_watched_or_judged_are_not_named(blocked: Page) -> None:
    blocked.keyboard.press("n")
    blocked.keyboard.press("2")
    watched(blocked, [4000, 6000])
    blocked.locator(".verdict-choice label", has_text="pass").click()
    blocked.keyboard.press("Control+Enter")
    expect(question(blocked)).to_contain_text("1 place that the machine would block")
    assert blocked.locator("[data-place]").all_text_contents() == ["00:10.000"]


def test_a_video_that_cannot_be_played_is_asked_about_and_offers_no_watching(
    live_server: Any, page: Page, ana: Reviewer
) -> None:
    job = a_job(suggestion="pass", media_state=MediaState.UNREACHABLE, duration_ms=None)
    open_claimed_job(page, live_server.url, ana, job)
    expect(page.locator("verdict-bar")).to_contain_text("nothing watched")
    page.keyboard.press("Control+Enter")
    asks = question(page)
    expect(asks.get_by_role("button", name="Go back")).to_be_focused()
    expect(asks.get_by_role("button", name="Watch what is left")).to_be_hidden()
    asks.get_by_role("button", name="Go back").click()
    expect(asks).to_be_hidden()
    assert Job.objects.get().review_state == ReviewState.CLAIMED
