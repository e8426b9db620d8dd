"""From a search on the queue page to the moment in the video."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Reviewer
from reviews.vocabulary import FindingKind, MediaState
from tests.browser.conftest import add_session
from tests.builders import a_finding, a_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_reason_of_a_match_leads_to_its_finding(live_server: Any, page: Page, ana: Reviewer) -> None:
    job = a_job(media_state=MediaState.UNREACHABLE)
    for _ in range(6):
        a_finding(job)
    finding = a_finding(job, FindingKind.AUDIO, start_ms=31_000, end_ms=35_000, text="add me on WeChat")
    add_session(page, live_server.url, "ana")
    page.goto(live_server.url)
    page.get_by_role("searchbox", name="Search").fill("wechat")
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name=re.compile("Speech"))
    expect(link).to_contain_text("00:00:31.000")
    link.click()
    page.wait_for_url(f"**/jobs/{job.pk}/#finding-{finding.pk}")
    page.wait_for_function("document.getElementById('desk').store?.selected >= 0")
    assert page.evaluate("(s => s.evidence.id[s.selected])(document.getElementById('desk').store)") == finding.pk
