"""Lea signs in with a second factor, and ends a session that she forgot elsewhere."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from reviews.models import Reviewer
from tests.browser.conftest import sign_in_by_form
from tests.web.totp import totp_code

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(autouse=True)
def _leads_need_a_second_factor(settings: Any, lea: Reviewer) -> None:
    settings.MFA_REQUIRED_ROLES = ["Lead", "Admin"]


def with_password(page: Page, address: str) -> None:
    page.goto(f"{address}/login/")
    page.fill("#id_username", "lea")
    page.fill("#id_password", "correct horse battery")
    page.press("#id_password", "Enter")


def with_code(page: Page, given: str) -> None:
    page.wait_for_url("**/login/code/")
    page.fill("#id_code", given)
    page.press("#id_code", "Enter")


def set_up(page: Page, address: str) -> tuple[str, list[str]]:
    """From the password to the queue for the first time: the key and the recovery codes."""
    with_password(page, address)
    page.wait_for_url("**/account/second-factor/set-up/")
    assert page.locator("img.qr").evaluate("picture => picture.naturalWidth") > 0
    secret = page.inner_text("#secret")
    page.fill("#id_code", totp_code(secret))
    page.press("#id_code", "Enter")
    page.wait_for_url("**/account/recovery-codes/")
    return secret, page.locator("#codes li").all_inner_texts()


def test_lea_is_made_to_set_up_a_factor_and_then_signs_in_with_it(
    page: Page, live_server: LiveServer, browser_errors: list[str]
) -> None:
    secret, spare = set_up(page, live_server.url)
    assert len(spare) == 10
    for given in (totp_code(secret, step=1), spare[0]):
        page.click("header.top form[action='/logout/'] button")
        page.wait_for_url("**/login/")
        with_password(page, live_server.url)
        with_code(page, given)
        page.wait_for_url(f"{live_server.url}/")
    assert browser_errors == []


def test_a_wrong_code_says_so_beside_the_field(page: Page, live_server: LiveServer, browser_errors: list[str]) -> None:
    set_up(page, live_server.url)
    page.click("header.top form[action='/logout/'] button")
    page.wait_for_url("**/login/")
    with_password(page, live_server.url)
    with_code(page, "12345")
    expect(page.locator(".errorlist")).to_contain_text("Incorrect code")
    assert browser_errors == []


def test_a_session_left_open_elsewhere_is_ended_from_here(
    page: Page, chromium: Browser, live_server: LiveServer, ana: Reviewer, browser_errors: list[str]
) -> None:
    forgotten = chromium.new_context().new_page()
    sign_in_by_form(forgotten, live_server.url)
    sign_in_by_form(page, live_server.url)
    page.click("header.top a[href='/account/']")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.locator("tbody tr").filter(has=page.locator("form")).locator("button").click()
    page.wait_for_selector(".notice.good")
    expect(page.locator("tbody tr")).to_have_count(1)
    forgotten.reload()
    assert forgotten.url == f"{live_server.url}/login/?next=/"
    forgotten.context.close()
    assert browser_errors == []


@pytest.mark.parametrize("width", [800, 1440])
def test_the_account_pages_fit_the_window(page: Page, live_server: LiveServer, ana: Reviewer, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in_by_form(page, live_server.url)
    for address in ("/account/", "/account/password/", "/account/second-factor/set-up/"):
        page.goto(live_server.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
