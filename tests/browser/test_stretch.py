"""A stretch is one thing in neighbouring frames: judging it leaves everything else in these frames alone."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from reviews.models import Decision, Job, Reviewer
from reviews.vocabulary import MediaState
from tests.browser.claimed_workspace import NONE_UNSENT, open_claimed_job
from tests.browser.conftest import wait_until
from tests.builders import a_detection, a_finding, a_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AD: dict[str, Any] = {"category": "ad", "label": "banner", "suggestion": "review", "score": 0.6}
QR: dict[str, Any] = {"category": "qrcode", "label": "link", "suggestion": "block", "score": 0.9}


@pytest.fixture
def job() -> Job:
    """Five frames: two advertisements, one with a QR code besides, then two QR codes."""
    job = a_job(media_state=MediaState.UNREACHABLE)
    for things in ([AD], [AD], [AD, QR], [QR], [QR]):
        finding = a_finding(job, **things[-1])
        for n, thing in enumerate(things):
            a_detection(finding, key=f"{n}", **thing)
    return job


@pytest.fixture
def desk(live_server: Any, page: Page, ana: Reviewer, job: Job) -> Page:
    open_claimed_job(page, live_server.url, ana, job)
    return page


def stretch_line(desk: Page, words: str) -> Locator:
    return desk.locator(".stretch-line", has_text=words)


def said() -> list[tuple[str, int, str]]:
    """(target, second, verdict) of what stands."""
    rows = Decision.objects.standing().order_by("finding__start_ms", "target")
    return [(row.target, (row.finding.start_ms or 0) // 1000 if row.finding else -1, row.verdict) for row in rows]


def test_blocking_one_stretch_leaves_the_other_things_of_its_frames_alone(desk: Page, job: Job) -> None:
    codes = stretch_line(desk, "qrcode / link · block · stretch of 3 frames 00:10–00:20")
    ads = stretch_line(desk, "ad / banner · review · stretch of 3 frames 00:00–00:10")
    codes.locator("[data-verdict=block]").click()
    expect(desk.locator(".bulk-ask")).to_contain_text(
        "Mark the stretch “qrcode / link” (3 frames) as block? "
        "1 of these frames holds more: there only these detections are marked."
    )
    desk.get_by_role("button", name="Yes, mark all").click()
    expect(codes).to_contain_text("✓ 3/3")
    expect(ads).not_to_contain_text("✓")
    wait_until(desk, NONE_UNSENT)
    assert said() == [("detection", 10, "block"), ("finding", 15, "block"), ("finding", 20, "block")]
    assert not Decision.objects.filter(machine_suggestion="review").exists()
    job.refresh_from_db()
    assert (job.decided_count, job.review_count) == (2, 2)
    desk.keyboard.press("Control+z")
    expect(desk.locator("#desk-say")).to_have_text("Undone: 3 findings and detections are undecided again.")
    expect(codes).not_to_contain_text("✓")
    assert said() == []


def test_a_frame_of_two_stretches_offers_both_and_the_key_takes_the_chosen_one(desk: Page) -> None:
    desk.locator(".finding[data-index='2'] .finding-open").click()
    choice = desk.get_by_label("Findings to show")
    assert choice.locator("option").all_text_contents()[1:] == [
        "qrcode / link · stretch of 3 frames 00:10–00:20",
        "ad / banner · stretch of 3 frames 00:00–00:10",
    ]
    desk.keyboard.press("Shift+Digit1")
    expect(desk.locator(".bulk-ask")).to_contain_text("Mark the stretch “qrcode / link” (3 frames) as pass?")
    desk.keyboard.press("Escape")
    choice.select_option(label="ad / banner · stretch of 3 frames 00:00–00:10")
    desk.locator(".finding[data-index='2'] .finding-open").focus()
    desk.keyboard.press("Shift+Digit1")
    expect(desk.locator(".bulk-ask")).to_contain_text("Mark the stretch “ad / banner” (3 frames) as pass?")
    desk.keyboard.press("Enter")
    wait_until(desk, NONE_UNSENT)
    assert said() == [("finding", 0, "pass"), ("finding", 5, "pass"), ("detection", 10, "pass")]


def test_a_frame_of_two_stretches_is_hidden_when_both_are_folded(desk: Page) -> None:
    expect(desk.locator(".finding")).to_have_count(5)
    stretch_line(desk, "ad / banner").locator(".stretch-fold").click()
    expect(desk.locator(".finding")).to_have_count(3)
    stretch_line(desk, "qrcode / link").locator(".stretch-fold").click()
    expect(desk.locator(".finding")).to_have_count(0)


def test_the_history_tells_what_a_stretch_was_judged_by(desk: Page) -> None:
    stretch_line(desk, "qrcode / link").locator("[data-verdict=block]").click()
    desk.get_by_role("button", name="Yes, mark all").click()
    wait_until(desk, NONE_UNSENT)
    desk.get_by_role("tab", name="History").click()
    act = desk.locator(".history-list li", has_text="on 2 findings")
    expect(act).to_contain_text("on 1 detection")
