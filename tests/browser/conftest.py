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

from reviews.models import Job, Reviewer
from tests.browser.door import Door
from tests.browser.profile import Profile

# The longest that anything is waited for, on a machine that does much else beside: nothing sleeps that long.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about: the test ends with this list empty, or with what it expected."""
    return []


@pytest.fixture(scope="session")
def door(live_server: Any) -> Door:
    """Who is inside the live server: it is one for all tests."""
    return Door(live_server.thread)


@pytest.fixture(autouse=True)
def _everybody_left(transactional_db: None, door: Door) -> Iterator[None]:
    """Before the tables are emptied nobody reads or writes them any more, not even a page that says goodbye."""
    yield
    door.wait_until_empty(PATIENCE_MS / 1000)


@pytest.fixture(scope="session")
def profile(chromium: Browser, live_server: Any) -> Profile:
    """The browser profile that stories borrow one after the other."""
    return Profile(chromium, live_server.url)


@pytest.fixture
def page(profile: Profile, complaints: list[str]) -> Iterator[Page]:
    context = profile.lend()
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"{message.text} {message.location.get('url', '')}")

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    dialogs: list[Dialog] = []

    def asked(dialog: Dialog) -> None:
        dialogs.append(dialog)
        complaints.append(f"dialog {dialog.message}")

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


def sign_in(page: Page, address: str, username: str = "ana") -> None:
    """At the queue as `username`; the form of the sign-in page has stories of its own."""
    client = Client()
    client.force_login(Reviewer.objects.get(username=username))
    value = client.cookies[site.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": value, "url": address}])
    page.goto(f"{address}/")


def sign_in_by_form(page: Page, address: str, username: str = "ana") -> None:
    """The same as people do it: the session is listed, and the desk knows that it is the person."""
    page.goto(f"{address}/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", "correct horse battery")
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{address}/")


def wait_for_desk(page: Page) -> None:
    page.wait_for_selector("#desk[data-ready=true]")


def claim_here(page: Page) -> None:
    """By the button; the desk that is waited for is the one with the claim, not the one before."""
    page.click("text=Claim this job")
    page.wait_for_selector("lease-clock", state="attached")
    wait_for_desk(page)


def look(page: Page, live_server: Any, job: Job, query: str = "", username: str = "ana") -> None:
    """The desk, nothing claimed."""
    sign_in(page, live_server.url, username)
    page.goto(f"{live_server.url}/jobs/{job.pk}/{query}")
    wait_for_desk(page)


def hold(page: Page, live_server: Any, job: Job, username: str = "ana") -> None:
    """The desk of a job that is claimed, by its button."""
    look(page, live_server, job, username=username)
    claim_here(page)


def until(page: Page, holds: str | Callable[[], Any], message: str = "", *, arg: Any = None) -> Any:
    """Asks again and again, while the page goes on, until it holds; what it then was. Strings are asked of the page.

    Playwright's own waiting evaluates strings, which our policy forbids. Errors: AssertionError after PATIENCE_MS.
    """
    end = time.monotonic() + PATIENCE_MS / 1000
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
