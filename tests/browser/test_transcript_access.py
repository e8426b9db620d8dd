"""Speech and on-screen text for everybody: axe in both themes and widths, with marks, hits and a question open."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews.vocabulary import FindingKind, Role
from tests.browser.test_axe import check
from tests.browser.transcript_scene import a_silent_job, a_text, open_claimed_lines
from tests.builders import a_detection, a_finding
from tests.conftest import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_lines_with_marks_hits_and_a_question_pass_axe(live_server: Any, page: Page) -> None:
    ana = person("ana", Role.REVIEWER, first_name="Ana")
    job = a_silent_job(frame_interval_ms=1000)
    for suggestion, words in (("pass", "hello"), ("review", "加微信"), ("block", "buy now")):
        said = a_finding(job, FindingKind.AUDIO, text=f"well: {words} and more", suggestion=suggestion)
        a_detection(said, spans=[words, "elsewhere"], suggestion=suggestion)
    a_finding(job, FindingKind.AUDIO, text="x y " * 500)
    for at_ms in (1000, 2000):
        a_detection(a_text(job, "加微信 BUY", at_ms, label="ad"), spans=["加微信"], content="https://example.org/")
    lines = open_claimed_lines(page, live_server, ana, job)
    page.get_by_role("button", name="Show all 2000 characters").click()
    page.get_by_role("searchbox").fill("buy")
    expect(lines.nth(2).locator("mark")).to_have_text("buy")
    lines.nth(1).locator(".spoken-at").click()
    check(page)
    page.click("#tab-text")
    lines.first.get_by_role("button", name="block").click()
    expect(lines.first.get_by_role("alert")).to_be_visible()
    check(page)
