"""The filter of the findings list in a real browser: what it shows, how many, and what stands in the address."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Finding, Job
from reviews.vocabulary import FindingKind, MediaState
from tests.browser.conftest import open_claimed_workspace, open_workspace, wait_until
from tests.browser.findings_scene import filter_chip, set_score_filter, wait_for_paint
from tests.builders import NOON, a_detection, a_finding, a_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ana")]
CURRENT_ROW = ".finding[aria-current=true]"
COUNT = ".finding-count"


@pytest.fixture
def job() -> Job:
    """Six findings: frames of two categories, scores 0.9 to 0.3, one withdrawn, and a title."""
    job = a_job(media_state=MediaState.UNREACHABLE)
    a_finding(job, score=0.9)
    a_finding(job, score=0.5, suggestion="review", category="terrorism", label="gun")
    a_detection(a_finding(job, score=0.7), category="image_text", label="qr_code", score=0.7)
    a_finding(job, score=0.3, suggestion="review", category="terrorism", label="knife")
    a_finding(job, score=0.95, withdrawn_at=NOON)
    a_finding(job, FindingKind.TEXT, score=None, text="a title", category="ad", label="ad", suggestion="pass")
    return job


def order(page: Page) -> list[int]:
    return [int(row.get_attribute("data-index") or -1) for row in page.locator(".finding").all()]


def test_a_filter_shows_what_it_says_and_how_many_and_the_timeline_follows(
    live_server: Any, page: Page, job: Job, browser_errors: list[str]
) -> None:
    open_workspace(page, live_server, job)
    expect(page.locator("[data-machine=review] + span .filter-count")).to_have_text("2")
    page.select_option("[data-filter=category]", "terrorism")
    expect(page.locator(COUNT)).to_have_text("2 of 6")
    expect(page.locator("[data-machine=block] + span .filter-count")).to_have_text("0")
    expect(page.locator("[data-filter=category] option[value=porn]")).to_have_text("porn · 3")
    page.click("[data-more]")
    page.select_option("[data-filter=label]", "gun")
    expect(page.locator(".finding")).to_have_count(1)
    expect(page.locator(".finding")).to_contain_text("terrorism / gun")
    page.click("[data-clear]")
    expect(page.locator(".finding")).to_have_count(6)
    page.select_option("[data-filter=category]", "image_text")
    expect(page.locator(".finding")).to_have_count(1)
    page.select_option("[data-filter=category]", "")
    page.select_option("[data-filter=kind]", "text")
    expect(page.locator(".finding")).to_have_count(1)
    expect(page.locator(".finding")).to_contain_text("a title")
    assert browser_errors == []


def test_the_score_slider_shows_its_number_and_how_many_match(live_server: Any, page: Page, job: Job) -> None:
    open_workspace(page, live_server, job)
    set_score_filter(page, 0.5)
    expect(page.locator("output[data-show=score]")).to_have_text("≥ 0.50")
    expect(page.locator(COUNT)).to_have_text("4 of 6")
    set_score_filter(page, 0.51)
    expect(page.locator(COUNT)).to_have_text("3 of 6")
    set_score_filter(page, 1)
    expect(page.locator(".finding-empty")).to_contain_text("No findings match the filter.")
    page.click(".finding-empty button")
    expect(page.locator(".finding")).to_have_count(6)


def test_by_risk_the_worst_is_first_and_what_is_no_longer_reported_last(live_server: Any, page: Page, job: Job) -> None:
    open_workspace(page, live_server, job)
    page.select_option("[data-filter=order]", "risk")
    expect(page.locator(".finding").first).to_contain_text("0.90")
    assert order(page) == [1, 3, 2, 4, 0, 5]
    expect(page.locator(".finding").last).to_have_class("finding withdrawn")
    page.select_option("[data-filter=order]", "score")
    wait_for_paint(page)
    assert order(page) == [1, 3, 2, 4, 0, 5]
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(page.locator(CURRENT_ROW)).to_contain_text("image_text")


def test_the_filter_stands_in_the_address_and_comes_back_with_it(live_server: Any, page: Page, job: Job) -> None:
    open_workspace(page, live_server, job, "?tab=x")
    page.select_option("[data-filter=category]", "terrorism")
    page.select_option("[data-filter=order]", "score")
    filter_chip(page, "review").check()
    set_score_filter(page, 0.4)
    page.locator("[data-filter=score]").dispatch_event("change")
    expect(page).to_have_url(re.compile(r"\?tab=x&category=terrorism&machine=review&score=0\.40&order=score$"))
    page.reload()
    page.wait_for_selector("#desk[data-ready=true]")
    expect(page.locator(".finding")).to_have_count(1)
    expect(page.locator(".finding")).to_contain_text("terrorism / gun")
    assert page.input_value("[data-filter=order]") == "score"
    page.click("[data-clear]")
    expect(page).to_have_url(re.compile(r"\?tab=x&order=score$"))


HOSTILE = [
    "?category=<script>alert(1)</script>&label=%00&score=1e9&order=constructor&state=__proto__&machine=toString",
    "?score=NaN&band=extreme'&kind=" + "x" * 5000,
    "?score=-1&score=0.999&category=&category=porn&state=,,,&machine=,pass,pass%",
    "?category=%F0%9F%92%A9%ED%A0%80&order[]=risk&score=0x1",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_address_filters_nothing_it_does_not_know(
    live_server: Any, page: Page, job: Job, browser_errors: list[str], query: str
) -> None:
    open_workspace(page, live_server, job, query)
    shown = 1 if ",pass," in query else 6
    expect(page.locator(".finding")).to_have_count(shown)
    assert page.input_value("[data-filter=order]") == "time"
    assert browser_errors == []


def test_what_was_just_decided_stays_until_the_next_is_chosen(live_server: Any, page: Page, job: Job) -> None:
    open_claimed_workspace(page, live_server, job)
    filter_chip(page, "undecided").check()
    expect(page.locator(".finding")).to_have_count(5)
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.keyboard.press("1")
    expect(page.locator(f"{CURRENT_ROW} .finding-reviewer")).to_contain_text("Ana")
    expect(page.locator(".finding")).to_have_count(5)
    expect(page.locator(CURRENT_ROW)).to_have_attribute("data-index", "1")
    page.keyboard.press("n")
    expect(page.locator(CURRENT_ROW)).to_have_attribute("data-index", "2")
    expect(page.locator(".finding")).to_have_count(4)
    page.locator(f"{CURRENT_ROW} .finding-open").focus()
    page.keyboard.press("3")
    expect(page.locator(f"{CURRENT_ROW} .finding-reviewer")).to_contain_text("Ana")
    page.keyboard.press("n")
    expect(page.locator(".finding[data-index='3'] .finding-open")).to_be_focused()
    expect(page.locator(".finding")).to_have_count(3)
    filter_chip(page, "undecided").uncheck()
    filter_chip(page, "overridden").check()
    expect(page.locator(".finding")).to_have_count(2)
    expect(page.locator(".finding").first).to_have_attribute("data-index", "1")


def test_the_next_is_found_from_a_selection_that_the_filter_hides(live_server: Any, page: Page, job: Job) -> None:
    open_workspace(page, live_server, job)
    page.locator(".finding[data-index='3'] .finding-open").click()
    filter_chip(page, "review").check()
    expect(page.locator(".finding")).to_have_count(2)
    page.keyboard.press("n")
    expect(page.locator(CURRENT_ROW)).to_have_attribute("data-index", "4")


def test_a_job_without_findings_and_one_that_runs_say_so(live_server: Any, page: Page) -> None:
    open_workspace(page, live_server, a_job(media_state=MediaState.UNREACHABLE, suggestion="pass"))
    expect(page.locator(".finding-empty")).to_contain_text("The machine found nothing here.")
    assert not Finding.objects.exists()
    running = a_job(external_id="runs", state="running", review_state="pending", ready_at=None, suggestion="")
    page.goto(f"{live_server.url}/jobs/{running.pk}/")
    page.wait_for_selector("#desk[data-ready=true]")
    expect(page.locator(".finding-empty")).to_contain_text("The provider has not finished this job.")


@pytest.mark.parametrize("is_mine", [True, False])
def test_nothing_moves_when_the_findings_arrive(live_server: Any, page: Page, job: Job, is_mine: bool) -> None:
    if is_mine:
        open_claimed_workspace(page, live_server, job)
    else:
        open_workspace(page, live_server, job)
    waits: list[Any] = []
    page.route("**/timeline.json", lambda route: waits.append(route))
    page.reload()
    wait_until(page, lambda: waits)
    expect(page.locator(".skeleton-row").first).to_be_visible()
    before = page.locator("findings-list").bounding_box()
    waits[0].continue_()
    page.wait_for_selector("#desk[data-ready=true]")
    expect(page.locator(".finding").first).to_be_visible()
    assert page.locator("findings-list").bounding_box() == before


def test_findings_that_cannot_be_loaded_are_told_with_a_way_on(
    live_server: Any, page: Page, job: Job, browser_errors: list[str]
) -> None:
    page.route("**/timeline.json", lambda route: route.fulfill(status=503, body="busy"))
    page.goto(f"{live_server.url}/login/")
    page.fill("#id_username", "ana")
    page.fill("#id_password", "correct horse battery")
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{live_server.url}/")
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    expect(page.locator(".finding-failed")).to_be_visible()
    expect(page.locator(".finding-skeleton")).to_have_count(0)
    page.unroute("**/timeline.json")
    page.click("[data-reload]")
    expect(page.locator(".finding")).to_have_count(6)
    assert any("503" in complaint for complaint in browser_errors)
