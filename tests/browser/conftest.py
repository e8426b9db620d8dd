"""A real Chromium, and the ear that hears every console error, page error and CSP report."""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, expect
from playwright.sync_api import Error as PlaywrightError

from reviews import clock
from reviews.decisions.claims import claim
from reviews.models import Job, Reviewer
from tests.browser.profile import Profile
from tests.browser.server_connections import ServerConnections

# The longest that anything is waited for, on a machine that does much else beside: nothing sleeps that long.
MAX_WAIT_MS = 30_000
expect.set_options(timeout=MAX_WAIT_MS)


@pytest.fixture
def browser_errors() -> list[str]:
    """What the browser complained about: the test ends with this list empty, or with what it expected."""
    return []


@pytest.fixture(scope="session")
def server_connections(live_server: Any) -> ServerConnections:
    """Who is inside the live server: it is one for all tests."""
    return ServerConnections(live_server.thread)


@pytest.fixture(autouse=True)
def _all_connections_closed(transactional_db: None, server_connections: ServerConnections) -> Iterator[None]:
    """Before the tables are emptied nobody reads or writes them any more, not even a page that says goodbye."""
    yield
    server_connections.wait_until_closed(MAX_WAIT_MS / 1000)


@pytest.fixture(scope="session")
def profile(chromium: Browser, live_server: Any) -> Profile:
    """The browser profile that stories borrow one after the other."""
    return Profile(chromium, live_server.url)


@pytest.fixture
def page(profile: Profile, browser_errors: list[str]) -> Iterator[Page]:
    context = profile.lend()
    page = context.new_page()
    page.set_default_timeout(MAX_WAIT_MS)

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            browser_errors.append(f"{message.text} {message.location.get('url', '')}")

    page.on("console", heard)
    page.on("pageerror", lambda error: browser_errors.append(str(error)))
    dialogs: list[Dialog] = []

    def asked(dialog: Dialog) -> None:
        dialogs.append(dialog)
        browser_errors.append(f"dialog {dialog.message}")

    page.on("dialog", asked)
    with profile.watched():
        yield page
    for dialog in dialogs:
        with contextlib.suppress(PlaywrightError):  # answered before; an open one would never let the page close
            dialog.dismiss()
    context.set_offline(True)  # a closing page sends nothing more
    profile.clear()


@pytest.fixture(autouse=True)
def _static_files_as_in_production(settings: Any) -> None:
    settings.DEBUG = False


def add_session(page: Page, address: str, username: str = "ana") -> None:
    """Signed in as `username`, with no page opened; the form of the sign-in page has stories of its own."""
    client = Client()
    client.force_login(Reviewer.objects.get(username=username))
    value = client.cookies[site.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": value, "url": address}])


def sign_in(page: Page, address: str, username: str = "ana") -> None:
    """At the queue as `username`."""
    add_session(page, address, username)
    page.goto(f"{address}/")


def sign_in_by_form(page: Page, address: str, username: str = "ana") -> None:
    """The same as people do it: the session is listed, and the desk knows that it is the person."""
    page.goto(f"{address}/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", "correct horse battery")
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{address}/")


def wait_for_workspace(page: Page) -> None:
    page.wait_for_selector("#desk[data-ready=true]")


def claim_on_page(page: Page) -> None:
    """By the button; the desk that is waited for is the one with the claim, not the one before."""
    page.click("text=Claim this job")
    page.wait_for_selector("lease-clock", state="attached")
    wait_for_workspace(page)


def open_workspace(page: Page, live_server: Any, job: Job, query: str = "", username: str = "ana") -> None:
    """The desk, nothing claimed."""
    add_session(page, live_server.url, username)
    page.goto(f"{live_server.url}/jobs/{job.pk}/{query}")
    wait_for_workspace(page)


def open_claimed_workspace(page: Page, live_server: Any, job: Job, username: str = "ana") -> None:
    """The desk of a job that is claimed already: one page instead of two. The button has stories of its own."""
    claim.claim(job.pk, by=Reviewer.objects.get(username=username), now=clock.now())
    open_workspace(page, live_server, job, username=username)


def wait_until(page: Page, holds: str | Callable[[], Any], message: str = "", *, arg: Any = None) -> Any:
    """Asks again and again, while the page goes on, until it holds; what it then was. Strings are asked of the page.

    Playwright's own waiting evaluates strings, which our policy forbids. Errors: AssertionError after PATIENCE_MS.
    """
    end = time.monotonic() + MAX_WAIT_MS / 1000
    while True:
        try:
            found = page.evaluate(holds, arg) if isinstance(holds, str) else holds()
        except PlaywrightError as error:
            if "context was destroyed" not in str(error):  # a page that goes elsewhere is asked again there
                raise
            found = None
        if found:
            return found
        assert time.monotonic() < end, f"never true: {message or holds}"
        page.wait_for_timeout(50)
