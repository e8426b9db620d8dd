"""A real Chromium, and the ear that hears every console error, page error and CSP report."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a module: a running Playwright must not meet another one in the same process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about: the test ends with this list empty, or with what it expected."""
    return []


@pytest.fixture
def page(chromium: Browser, complaints: list[str]) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, color_scheme="dark")
    context.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))"
    )
    page = context.new_page()
    page.set_default_timeout(15_000)

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"{message.text} {message.location.get('url', '')}")

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(f"dialog {dialog.message}"))
    yield page
    context.close()


@pytest.fixture(autouse=True)
def _static_files_as_in_production(settings: Any) -> None:
    settings.DEBUG = False


def sign_in(page: Page, address: str, username: str = "ana") -> None:
    page.goto(f"{address}/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", "correct horse battery")
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{address}/")


def wait_for_desk(page: Page) -> None:
    page.wait_for_selector("#desk[data-ready=true]")
