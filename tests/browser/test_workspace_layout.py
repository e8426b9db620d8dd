"""The whole desk stands in the window, however much its head has to say."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reviews.vocabulary import HarmBand, MediaState, Role
from tests.browser.claimed_workspace import a_job_of_three, open_claimed_job
from tests.browser.conftest import add_session, claim_on_page, sign_in, wait_for_workspace, wait_until
from tests.builders import a_finding, a_job, a_policy
from tests.conftest import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_verdict_bar_is_inside_the_window(live_server: Any, page: Page) -> None:
    person("ana", Role.REVIEWER, first_name="Ana")
    job = a_job(media_state=MediaState.UNREACHABLE, due_at=timezone.now() + timedelta(hours=3))
    for _ in range(30):
        a_finding(job)
    add_session(page, live_server.url)
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    claim_on_page(page)
    for width in (1440, 1200, 1000):
        page.set_viewport_size({"width": width, "height": 900})
        wait_until(page, f"innerWidth === {width} && document.documentElement.scrollWidth <= {width}")
        bar = page.locator("verdict-bar").bounding_box()
        assert bar
        assert bar["y"] + bar["height"] <= 900


def test_the_job_list_fits_a_narrow_window(live_server: Any, page: Page) -> None:
    person("ana", Role.REVIEWER, first_name="Ana")
    a_job(external_id="01795190400_550cf7189b78b9182806313eb537d87c", title="City marathon, ten minutes")
    page.set_viewport_size({"width": 800, "height": 900})
    sign_in(page, live_server.url)
    table = page.locator(".table-wrap", has=page.locator(".queue-table"))
    assert table.evaluate("it => it.scrollWidth - it.clientWidth") <= 0


def test_the_desk_never_scrolls_as_a_page_in_a_wide_window(live_server: Any, page: Page) -> None:
    open_claimed_job(page, live_server.url, person("ana", Role.REVIEWER, first_name="Ana"), a_job_of_three())
    for width, height in ((1280, 720), (1440, 900), (3840, 2160)):
        page.set_viewport_size({"width": width, "height": height})
        wait_until(page, f"(e => e.scrollWidth === {width} && e.scrollHeight === {height})(document.documentElement)")


def test_a_narrow_or_magnified_window_ends_with_the_verdict_bar(live_server: Any, page: Page) -> None:
    open_claimed_job(page, live_server.url, person("ana", Role.REVIEWER, first_name="Ana"), a_job_of_three())
    for width, height in ((800, 1000), (720, 450)):  # the second: 1440 x 900 at 200 %
        page.set_viewport_size({"width": width, "height": height})
        wait_until(page, f"document.documentElement.scrollWidth <= {width}")  # canvases follow a moment later
        panel, bar = page.locator(".panel").bounding_box(), page.locator("verdict-bar").bounding_box()
        assert panel
        assert bar
        assert panel["y"] + panel["height"] <= bar["y"] + 1
        page.locator("more-menu > button").click()
        expect(page.get_by_role("button", name="Release")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Release")).to_be_hidden()


def test_the_panel_is_widened_by_keyboard_and_stays_so(live_server: Any, page: Page) -> None:
    open_claimed_job(page, live_server.url, person("ana", Role.REVIEWER, first_name="Ana"), a_job_of_three())

    def width() -> float:
        box = page.locator(".panel").bounding_box()
        assert box
        return box["width"]

    before, splitter = width(), page.get_by_role("separator")
    splitter.focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    wide = width()
    assert wide == pytest.approx(before + 0.08 * 1440, abs=3)
    page.reload()
    wait_for_workspace(page)
    assert width() == pytest.approx(wide, abs=1)
    page.get_by_role("separator").dblclick()
    assert width() == pytest.approx(before, abs=1)


def test_the_head_says_each_thing_once(live_server: Any, page: Page) -> None:
    job = a_job_of_three(harm_band=HarmBand.GRAPHIC, due_at=timezone.now() + timedelta(hours=3))
    open_claimed_job(page, live_server.url, person("ana", Role.REVIEWER, first_name="Ana"), job)
    expect(page.locator("lease-clock")).to_contain_text("claim ends in")
    words = page.locator(".job-head").inner_text()
    for once in ("Machine suggests block", "graphic", "General", "claim ends in", "left"):
        assert len(re.findall(rf"\b{once}\b", words)) == 1


def test_a_policy_is_found_by_any_part_of_its_text(live_server: Any, page: Page) -> None:
    policy = a_policy("VIO-9", name_en="Weapons in a school", text_en="Any weapon near pupils.")
    open_claimed_job(page, live_server.url, person("ana", Role.REVIEWER, first_name="Ana"), a_job_of_three())
    select = page.locator("verdict-bar [name=policy_id]")
    select.focus()
    page.keyboard.type("school")
    expect(select).to_have_value(str(policy.pk))
    expect(page.locator("policy-picker [role=status]")).to_have_text("“school”: 1 policies")
    expect(page.locator(".policy-text")).to_have_text("Any weapon near pupils.")
    page.keyboard.press("Escape")
    expect(page.locator("policy-picker [role=status]")).to_have_text("")
    expect(select).to_have_value(str(policy.pk))
