"""The documentation page and the admin in real Chromium: they work, and the content policy blocks nothing."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from reviews.models import Finding, Reviewer
from tests.builders import a_detection, a_finding, a_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with closing(chromium.new_page()) as page:
        yield page


def collect_browser_errors(page: Page) -> list[str]:
    """Errors of the console (where the content policy complains) and of scripts, as they come."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def test_the_documentation_works_offline(ana: Reviewer, client: Client, live_server: LiveServer, page: Page) -> None:
    client.force_login(ana)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    heard, asked = collect_browser_errors(page), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/api/docs/")
    page.locator(".opblock-summary-control", has_text="/api/v1/jobs/{id}/findings/").first.click()
    page.locator(".opblock-body").wait_for()
    paths = client.get("/api/schema/?format=json").json()["paths"]
    operations = sum(method in METHODS for path in paths.values() for method in path)
    expect(page.locator(".opblock")).to_have_count(operations, timeout=30_000)
    assert heard == []
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []


@pytest.fixture
def finding(ada: Reviewer, client: Client) -> Finding:
    """Ada is signed in as `client`, and there is a finding to look at."""
    client.force_login(ada)
    finding = a_finding(a_job(title="<script>alert(1)</script>"))
    a_detection(finding)
    return finding


# `page` comes last: rows made while Playwright's event loop runs would use a connection that nobody closes.
def test_the_admin_works_under_the_content_policy(
    ada: Reviewer, client: Client, finding: Finding, live_server: LiveServer, page: Page
) -> None:
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    heard = collect_browser_errors(page)
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    account = finding.job.account_id
    for address in (
        "", "reviews/job/", f"reviews/job/{finding.job_id}/change/", f"reviews/frameresult/{finding.pk}/change/",
        f"reviews/provideraccount/{account}/change/", f"reviews/provideraccount/{account}/register/",
        f"reviews/reviewer/{ada.pk}/change/", "reviews/policy/add/",
    ):  # fmt: skip
        answer = page.goto(f"{live_server.url}/admin/{address}", wait_until="networkidle")
        assert answer is not None
        assert answer.status == 200, address
        assert heard == [], address
