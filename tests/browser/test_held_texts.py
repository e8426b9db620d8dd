"""What a person sees of a title, a description or comments that the machine judged."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Reviewer
from reviews.vocabulary import FindingKind
from tests.browser.claimed_workspace import NO_MEDIA, open_claimed_job
from tests.builders import a_finding, a_job, an_account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_text_that_is_not_held_is_said_to_be_absent_and_links_to_the_platform(
    live_server: Any, page: Page, ana: Reviewer
) -> None:
    account = an_account("ice", "alibaba", platform_link="https://videos.example.com/watch/{reference}")
    job = a_job(account, user_data="v7", media_state=NO_MEDIA)
    a_finding(job, FindingKind.TEXT, key="text:title", start_ms=None, category="antispam", label="abuse")
    kept = a_finding(job, FindingKind.TEXT, key="text:description", start_ms=None, text="buy <b>now</b>")
    open_claimed_job(page, live_server.url, ana, job)
    page.get_by_role("tab", name="Title & cover").click()
    title = page.get_by_role("listitem").filter(has_text="text not stored here")
    expect(title).to_contain_text("title")
    expect(title).not_to_contain_text("“title”")
    title.get_by_role("button").first.click()
    expect(title).to_contain_text("This text is not stored here.")
    link = title.get_by_role("link", name="Open on the platform")
    expect(link).to_have_attribute("href", "https://videos.example.com/watch/v7")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(page.get_by_role("listitem").filter(has_text="description")).to_contain_text(f"“{kept.text}”")
