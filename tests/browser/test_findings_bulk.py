"""Many findings decided as one, and the small pictures of the list: when they are asked for and when not."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from playwright.sync_api import Page, expect

from reviews.models import Decision, HarmRule, Job
from reviews.vocabulary import FindingKind, MediaState
from tests.browser.claimed_workspace import NONE_UNSENT
from tests.browser.conftest import open_claimed_workspace, open_workspace, wait_until
from tests.browser.findings_scene import filter_chip, long_job, wait_for_paint
from tests.builders import a_detection, a_finding, a_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ana")]
CURRENT_ROW = ".finding[aria-current=true]"


@pytest.fixture
def job() -> Job:
    """Three frames of one stretch with speech between them, and a frame by itself."""
    job = a_job(media_state=MediaState.UNREACHABLE)
    for _ in range(2):
        a_detection(a_finding(job))
    a_finding(job, FindingKind.AUDIO, text="said something", start_ms=7000, suggestion="review")
    a_finding(job, start_ms=10_000)
    a_finding(job, start_ms=50_000)
    return job


def test_all_undecided_of_a_filter_are_decided_as_one_and_taken_back(
    live_server: Any, page: Page, browser_errors: list[str]
) -> None:
    open_claimed_workspace(page, live_server, long_job(1500, 0))
    page.locator(".finding-open").first.click()
    page.keyboard.press("1")
    expect(page.locator(f"{CURRENT_ROW} .finding-reviewer")).to_contain_text("Ana")
    wait_until(page, NONE_UNSENT)
    filter_chip(page, "review").check()
    expect(page.locator(".finding-count")).to_have_text("500 of 1,500")
    expect(page.locator("bulk-verdict option[value=undecided]")).to_have_text("showing all 499 undecided findings")
    before = page.locator(".finding-scroll").bounding_box()
    page.click("[data-bulk=pass]")
    expect(page.locator(".bulk-ask")).to_contain_text("Mark 499 findings as pass?")
    assert Decision.objects.count() == 1
    assert page.locator(".finding-scroll").bounding_box() == before
    page.keyboard.press("Enter")
    expect(page.locator(".bulk-done")).to_contain_text("Marked 499 findings as pass.")
    assert page.locator(".finding-scroll").bounding_box() == before
    assert Decision.objects.filter(verdict="pass", machine_suggestion="review").count() == 500
    expect(page.locator("[data-state=undecided] + span .filter-count")).to_have_text("0")
    expect(page.locator(".bulk-done [data-undo]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#desk-say")).to_contain_text("Undone")
    expect(page.locator("[data-state=overridden] + span .filter-count")).to_have_text("1")
    assert browser_errors == []


def test_escape_calls_the_question_off_and_gives_the_focus_back(live_server: Any, page: Page, job: Job) -> None:
    open_claimed_workspace(page, live_server, job)
    page.locator("[data-bulk=block]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".bulk-ask [data-do]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".bulk-ask")).to_be_hidden()
    expect(page.locator("[data-bulk=block]")).to_be_focused()
    assert Decision.objects.count() == 0


def test_a_stretch_has_a_line_is_folded_and_is_decided_by_it(live_server: Any, page: Page, job: Job) -> None:
    open_claimed_workspace(page, live_server, job)
    line = page.locator(".stretch-line")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("porn / pornography · block · stretch of 3 frames 00:00–00:10")
    expect(page.locator(".finding")).to_have_count(5)
    line.locator(".stretch-fold").click()
    expect(page.locator(".finding")).to_have_count(2)
    expect(line.locator(".stretch-fold")).to_have_attribute("aria-expanded", "false")
    line.locator("[data-verdict=block]").click()
    expect(page.locator(".bulk-ask")).to_contain_text("Mark the stretch “porn / pornography” (3 frames) as block?")
    page.keyboard.press("Enter")
    expect(line).to_contain_text("✓ 3/3")
    expect(line.locator("[data-verdict=block]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".bulk-done")).to_contain_text("Marked the stretch “porn / pornography” (3 frames) as block.")
    blocked = Decision.objects.filter(verdict="block").order_by("finding__start_ms")
    assert list(blocked.values_list("finding__start_ms", flat=True)) == [0, 5000, 10_000]


def test_a_folded_stretch_stands_open_while_the_selection_is_in_it(live_server: Any, page: Page, job: Job) -> None:
    open_workspace(page, live_server, job)
    page.click("[data-more]")
    page.check("[data-fold-all]")
    expect(page.locator(".finding")).to_have_count(2)
    page.keyboard.press("n")
    expect(page.locator(CURRENT_ROW)).to_have_attribute("data-index", "0")
    expect(page.locator(".finding")).to_have_count(5)
    page.keyboard.press("Shift+N")
    page.locator(".finding[data-index='4'] .finding-open").click()
    expect(page.locator(".finding")).to_have_count(2)


def test_speech_is_no_part_of_a_stretch_and_says_so(live_server: Any, page: Page, job: Job) -> None:
    open_claimed_workspace(page, live_server, job)
    page.locator(".finding[data-index='2'] .finding-open").click()
    page.keyboard.press("Shift+Digit1")
    expect(page.locator("#desk-say")).to_contain_text("not part of a stretch")
    assert page.locator(".bulk-ask").is_hidden()


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645"
    "400000000049454e44ae426082"
)


@pytest.fixture
def pictured() -> Job:
    """Forty frames with stills; the fourth is extreme to look at."""
    HarmRule.objects.update_or_create(category="gore", label="", defaults={"band": "extreme"})
    job = a_job(media_state=MediaState.UNREACHABLE)
    name = default_storage.save("stills/pixel.png", ContentFile(PIXEL))
    for n in range(40):
        a_finding(job, still_file=name, category="gore" if n == 3 else "porn", label="x")
    return job


def stills(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/still/" in request.url else None)
    return asked


def test_no_small_picture_is_asked_for_before_pictures_may_be_shown(
    live_server: Any, page: Page, pictured: Job
) -> None:
    Job.objects.update(harm_band="extreme")
    asked = stills(page)
    open_workspace(page, live_server, pictured)
    page.evaluate("document.querySelector('.finding-scroll').scrollTop = 800")
    page.keyboard.press("n")
    expect(page.locator(".finding .thumb-none").first).to_have_text("picture hidden")
    page.wait_for_load_state("networkidle")
    assert asked == []
    page.evaluate("document.querySelector('extreme-card [data-card=show]').click()")
    expect(page.locator(".finding .thumb img[src]").first).to_be_attached()
    wait_until(page, lambda: asked)
    assert not any(f"/findings/{pictured.findings.get(category='gore').pk}/" in address for address in asked)


def test_an_extreme_picture_waits_for_its_own_press_and_rows_scrolled_past_ask_for_nothing(
    live_server: Any, page: Page, pictured: Job
) -> None:
    asked = stills(page)
    open_workspace(page, live_server, pictured)
    card = page.locator(".finding[data-index='3'] .thumb-card")
    expect(card).to_contain_text("extreme")
    gore = f"/findings/{pictured.findings.get(category='gore').pk}/still/"
    page.wait_for_load_state("networkidle")
    assert not any(gore in address for address in asked)
    card.click()
    expect(page.locator(".finding[data-index='3'] .thumb img[src]")).to_be_attached()
    expect(card).to_be_hidden()
    wait_until(page, lambda: any(gore in address for address in asked))
    page.wait_for_load_state("networkidle")
    assert sum(gore in address for address in asked) == 1
    for top in range(0, 3000, 300):
        page.evaluate("top => document.querySelector('.finding-scroll').scrollTop = top", top)
        wait_for_paint(page)
    expect(page.locator(".finding .thumb img[src]").last).to_be_attached()
    page.wait_for_load_state("networkidle")
    assert len(asked) < 40
