"""The findings list in a real browser: a window over thousands of rows, the keys through it, what a row holds."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Decision, Finding, Job
from reviews.vocabulary import DecisionTarget, FindingKind, FindingSource, MediaState
from tests.browser.claimed_workspace import NONE_UNSENT
from tests.browser.conftest import open_claimed_workspace, open_workspace, wait_until
from tests.browser.findings_scene import LIST_NODES, long_job, wait_for_paint
from tests.builders import a_detection, a_finding, a_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ana")]
CURRENT_ROW = ".finding[aria-current=true]"
NO_GAP = """() => {
    const box = document.querySelector(".finding-scroll").getBoundingClientRect();
    const row = (y) => document.elementFromPoint(box.left + 200, y)?.closest(".finding, .stretch-line");
    return Boolean(row(box.top + 5) && row(box.bottom - 5));
}"""
TO_SHARE = "share => { const s = document.querySelector('.finding-scroll'); s.scrollTop = share * s.scrollHeight }"
TOP = "document.querySelector('.finding-scroll').scrollTop"


@pytest.fixture
def job() -> Job:
    """Three frames in a row, a piece of speech, a frame far away; the last two are not decided by their suggestion."""
    job = a_job(media_state=MediaState.UNREACHABLE)
    for _ in range(3):
        a_detection(a_finding(job))
    a_finding(job, FindingKind.AUDIO, text="said something", label="abuse", suggestion="review", category="abuse")
    a_finding(job, start_ms=50_000, suggestion="review", score=0.4)
    return job


def test_the_list_holds_the_same_few_nodes_wherever_it_is_scrolled(
    live_server: Any, page: Page, browser_errors: list[str]
) -> None:
    open_workspace(page, live_server, long_job())
    seen = set()
    for share in (0, 0.25, 0.5, 0.75, 1):
        page.evaluate(TO_SHARE, share)
        wait_for_paint(page)
        assert page.evaluate(LIST_NODES) < 700
        seen.add(page.locator(".finding").nth(4).locator(".finding-time").inner_text())
        assert page.evaluate(NO_GAP), share
    assert len(seen) == 5
    rows = str(10_800 + 3 * 1080)  # every ten frames hold three labels, which are three stretches
    assert page.locator(".finding").last.get_attribute("aria-setsize") == rows
    assert page.locator(".finding").last.get_attribute("aria-posinset") == rows
    assert browser_errors == []


def test_a_verdict_leaves_the_list_where_it_was(live_server: Any, page: Page) -> None:
    open_claimed_workspace(page, live_server, long_job(600, 1))
    page.evaluate("document.querySelector('.finding-scroll').scrollTop = 20000")
    wait_for_paint(page)
    row = page.locator(".finding").nth(5)
    row.locator(".finding-open").click()
    wait_for_paint(page)
    before = page.evaluate(TOP)
    index = page.locator(CURRENT_ROW).get_attribute("data-index")
    page.keyboard.press("1")
    expect(page.locator(f"{CURRENT_ROW} .finding-verdict [data-verdict=pass]")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.locator(f"{CURRENT_ROW} .finding-reviewer")).to_contain_text("Ana")
    wait_until(page, NONE_UNSENT)
    assert Decision.objects.get().verdict == "pass"
    assert (page.evaluate(TOP), page.locator(CURRENT_ROW).get_attribute("data-index")) == (before, index)
    assert before > 15_000


def test_arrows_move_the_focus_and_enter_opens_and_only_one_row_is_in_the_tab_order(
    live_server: Any, page: Page, job: Job
) -> None:
    open_workspace(page, live_server, job)
    page.locator(".stretch-fold").focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(CURRENT_ROW)).to_have_attribute("data-index", "1")
    expect(page.locator(f"{CURRENT_ROW} .finding-open")).to_be_focused()
    assert page.locator(".finding-open:not([tabindex='-1'])").count() == 1
    page.keyboard.press("End")
    expect(page.locator(".finding[data-index='4'] .finding-open")).to_be_focused()
    page.keyboard.press("Home")
    expect(page.locator(".stretch-fold")).to_be_focused()


def test_the_keys_go_through_the_list_and_say_where_it_ends(live_server: Any, page: Page, job: Job) -> None:
    open_workspace(page, live_server, job)
    page.check("[data-machine=review]")
    page.keyboard.press("n")
    expect(page.locator(CURRENT_ROW)).to_have_attribute("data-index", "3")
    page.keyboard.press("n")
    expect(page.locator(CURRENT_ROW)).to_have_attribute("data-index", "4")
    page.keyboard.press("n")
    expect(page.locator("#desk-say")).to_have_text("That was the last finding of the list.")
    page.keyboard.press("Shift+N")
    page.keyboard.press("Shift+N")
    expect(page.locator("#desk-say")).to_have_text("That was the first finding of the list.")
    expect(page.locator(CURRENT_ROW)).to_have_attribute("data-index", "3")


def test_u_goes_to_what_nobody_decided_and_a_accepts_the_suggestion(live_server: Any, page: Page, job: Job) -> None:
    open_claimed_workspace(page, live_server, job)
    page.keyboard.press("u")
    for place in range(5):
        expect(page.locator(CURRENT_ROW)).to_have_attribute("data-index", str(place))
        page.keyboard.press("a")
        expect(page.locator(f"{CURRENT_ROW} .finding-verdict [aria-pressed=true]")).to_have_count(1)
        expect(page.locator(f"{CURRENT_ROW} .finding-reviewer")).to_contain_text("Ana")
        wait_until(page, NONE_UNSENT)
        page.keyboard.press("u")
    expect(page.locator("#desk-say")).to_have_text("All findings in the list are decided.")
    expect(page.locator("[data-state=undecided] + span .filter-count")).to_have_text("0")
    said = Decision.objects.order_by("finding__start_ms").values_list("verdict", flat=True)
    assert sorted(said) == ["block", "block", "block", "review", "review"]


def test_what_a_person_added_has_no_suggestion_to_accept(live_server: Any, page: Page, job: Job) -> None:
    Finding.objects.filter(start_ms=50_000).update(source=FindingSource.PERSON, suggestion="")
    open_claimed_workspace(page, live_server, job)
    page.keyboard.press("Shift+N")
    page.keyboard.press("a")
    expect(page.locator("#desk-say")).to_contain_text("no suggestion to accept")
    assert Decision.objects.count() == 0


def test_a_verdict_goes_on_to_the_next_where_that_is_asked_for_also_after_a_reload(
    live_server: Any, page: Page, job: Job
) -> None:
    open_claimed_workspace(page, live_server, job)
    page.click("[data-more]")
    page.check("[data-advance]")
    page.reload()
    page.wait_for_selector("#desk[data-ready=true]")
    page.keyboard.press("n")
    page.keyboard.press("1")
    expect(page.locator(CURRENT_ROW)).to_have_attribute("data-index", "1")
    expect(page.locator(".finding[data-index='0'] .finding-override")).to_be_visible()


def test_detections_have_verdicts_of_their_own_thirty_at_a_time(live_server: Any, page: Page) -> None:
    job = a_job(media_state=MediaState.UNREACHABLE)
    finding = a_finding(job)
    for n in range(70):
        a_detection(finding, key=f"d{n}", label=f"label {n}")
    open_claimed_workspace(page, live_server, job)
    page.keyboard.press("n")
    expect(page.locator(".detection")).to_have_count(30)
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".detection").first).to_contain_text("label 30")
    page.locator(".detection [data-verdict=pass]").first.click()
    expect(page.locator(".detection [data-verdict=pass]").first).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".detection-pages")).to_contain_text("31–60 of 70")
    expect(page.locator("#desk-say")).to_have_text("Saved.")
    decision = Decision.objects.get()
    assert decision.detection is not None
    assert (decision.target, decision.detection.label) == (DecisionTarget.DETECTION, "label 30")


def test_a_text_of_two_hundred_thousand_characters_is_cut_until_it_is_asked_for(
    live_server: Any, page: Page, browser_errors: list[str]
) -> None:
    job = a_job(media_state=MediaState.UNREACHABLE)
    a_finding(job, text="<b>" + "word " * 40_000, label="<i>" * 60)
    open_workspace(page, live_server, job)
    page.keyboard.press("n")
    assert len(page.locator(CURRENT_ROW).inner_text()) < 3000
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".finding-text").first).to_contain_text("word " * 1000)
    assert page.locator(".finding b, .finding i").count() == 0
    assert page.locator(CURRENT_ROW).evaluate("row => row.offsetWidth <= row.parentElement.offsetWidth")
    assert browser_errors == []
