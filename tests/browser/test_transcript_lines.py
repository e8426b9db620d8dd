"""Speech and on-screen text in a real browser: lines that follow the video, marks, verdicts, hostile words."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Decision, Reviewer
from reviews.vocabulary import FindingKind
from tests.browser.conftest import wait_until
from tests.browser.transcript_scene import (
    SCROLLED,
    SELECTED,
    a_silent_job,
    a_talk,
    a_text,
    many_texts,
    open_claimed_lines,
    open_lines,
)
from tests.browser.video_scene import NOW
from tests.builders import a_detection, a_finding

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ana")]
SEEK = "ms => document.querySelector('review-player').seek(ms)"
TO_END = "document.querySelector('.spoken-scroll').scrollTop = 1e9"
# Where the wheel left the list, once it does not roll on any more.
STANDS_STILL = """async () => {
    const scroll = document.querySelector(".spoken-scroll");
    const before = scroll.scrollTop;
    await new Promise((done) => setTimeout(done, 300));
    return scroll.scrollTop === before ? before : 0;
}"""
IS_IN_SIGHT = """(() => {
    const line = document.querySelector(".spoken-line.now")?.getBoundingClientRect();
    const list = document.querySelector(".spoken-scroll").getBoundingClientRect();
    return Boolean(line) && line.top >= list.top - 1 && line.bottom <= list.bottom + 1;
})()"""


def test_the_lines_go_along_with_the_video_while_it_plays(
    live_server: Any, page: Page, ana: Reviewer, tmp_path: Path, browser_errors: list[str]
) -> None:
    lines = open_lines(page, live_server, ana, a_talk(tmp_path / "talk.mp4"))
    expect(lines.first).to_have_class("spoken-line now")
    page.keyboard.press("k")
    wait_until(page, f"{NOW} > 2000")
    wait_until(page, "document.querySelector('.spoken-line.now .spoken-letters').textContent > 'sentence 1'")
    page.keyboard.press("k")
    page.evaluate(SEEK, 40_500)
    expect(page.locator(".spoken-line.now .spoken-letters")).to_have_text("sentence 40")
    wait_until(page, IS_IN_SIGHT)
    assert page.locator(".spoken-line.now").count() == 1
    assert browser_errors == []


def test_whoever_scrolls_is_left_in_peace_until_they_ask_to_follow(
    live_server: Any, page: Page, ana: Reviewer, tmp_path: Path
) -> None:
    open_lines(page, live_server, ana, a_talk(tmp_path / "talk.mp4"))
    follow = page.get_by_role("button", name="Auto-scroll")
    expect(follow).to_have_attribute("aria-pressed", "true")
    page.locator(".spoken-scroll").hover()
    page.mouse.wheel(0, 900)
    expect(follow).to_have_attribute("aria-pressed", "false")
    before = wait_until(page, STANDS_STILL)
    page.evaluate(SEEK, 50_500)
    wait_until(page, f"{NOW} > 50000")
    assert page.evaluate(SCROLLED) == before > 300
    follow.click()
    expect(page.locator(".spoken-line.now .spoken-letters")).to_have_text("sentence 50")
    wait_until(page, IS_IN_SIGHT)


def test_a_click_on_a_line_goes_there_and_marking_its_words_does_not(
    live_server: Any, page: Page, ana: Reviewer, tmp_path: Path
) -> None:
    lines = open_lines(page, live_server, ana, a_talk(tmp_path / "talk.mp4"))
    lines.nth(3).locator(".spoken-letters").dblclick(
        position={"x": 10, "y": 8}
    )  # its first click chooses, its second marks a word
    assert page.evaluate("String(getSelection())").strip() == "sentence"
    lines.nth(5).locator(".spoken-letters").click(modifiers=["Shift"])
    assert page.evaluate(SELECTED) == 3
    page.evaluate("getSelection().empty()")
    lines.nth(5).locator(".spoken-letters").click()
    expect(lines.nth(5)).to_have_attribute("aria-current", "true")
    wait_until(page, f"{NOW} > 2500 && {NOW} <= 5000", "the line, or two seconds before it")


def test_what_the_machine_matched_is_marked_by_shape_and_suggestion(
    live_server: Any, page: Page, ana: Reviewer, browser_errors: list[str]
) -> None:
    job = a_silent_job()
    said = a_finding(job, FindingKind.AUDIO, text="please add ＷＥＣＨＡＴ now, 加微信 now")
    spans = ["add ＷＥＣＨＡＴ", "wechat now", "加微信", "", "   ", "never said", "now, 加"]
    for suggestion, words in (("review", spans[:2]), ("block", spans[2:])):
        a_detection(said, spans=words, suggestion=suggestion)
    line = open_lines(page, live_server, ana, job).first
    marks = [(mark.inner_text(), mark.get_attribute("data-suggestion")) for mark in line.locator(".matched").all()]
    assert marks == [
        ("add ", "review"), ("ＷＥＣＨＡＴ", "review"), (" ", "review"), ("now", "block"),
        (", ", "block"), ("加", "block"), ("微信", "block"),
    ]  # fmt: skip
    shapes = line.locator(".matched").evaluate_all("all => all.map(one => one.dataset.shape ?? '').join('')")
    assert shapes == "◆◆■■"
    expect(line.locator(".spoken-letters")).to_have_text("please add ＷＥＣＨＡＴ now, 加微信 now")
    expect(line.get_by_text("matched by the machine, but not found in this text")).to_contain_text("never said")
    assert browser_errors == []


def test_the_same_words_in_neighbouring_frames_are_one_line_and_one_question(
    live_server: Any, page: Page, ana: Reviewer
) -> None:
    job = a_silent_job(frame_interval_ms=1000)
    for at_ms in (1000, 2000, 3000):
        a_text(job, "BUY NOW", at_ms)
        a_text(job, "station 5", at_ms)
    a_text(job, "BUY NOW", 30_000)
    a_detection(a_finding(job, start_ms=40_000), content="https://example.org/?q=<b>", label="qr_code")
    lines = open_claimed_lines(page, live_server, ana, job, "text")
    expect(lines).to_have_count(4)
    expect(lines.nth(0).locator(".spoken-meta")).to_contain_text("×3, 00:01–00:03")
    expect(lines.nth(3).locator(".spoken-code")).to_have_text("QR code says https://example.org/?q=<b>")
    lines.nth(0).get_by_role("button", name="pass").click()
    expect(lines.nth(0).get_by_role("alert")).to_contain_text("Mark 3 findings as pass?")
    assert Decision.objects.count() == 0
    page.keyboard.press("Escape")
    expect(lines.nth(0).get_by_role("alert")).to_be_hidden()
    page.keyboard.press("Shift+1")
    page.get_by_role("button", name="Yes, mark all").click()
    expect(lines.nth(0).locator("[data-verdict=pass]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#desk-say")).to_have_text("Saved.")
    assert {decision.finding.text for decision in Decision.objects.all() if decision.finding} == {"BUY NOW"}
    assert list(Decision.objects.order_by("finding__start_ms").values_list("finding__start_ms", flat=True)) == [
        1000,
        2000,
        3000,
    ]


def test_the_keyboard_goes_through_the_lines_and_judges(live_server: Any, page: Page, ana: Reviewer) -> None:
    job = a_silent_job()
    for n in range(4):
        a_finding(job, FindingKind.AUDIO, text=f"sentence {n}", suggestion="review")
    lines = open_claimed_lines(page, live_server, ana, job)
    page.locator(".spoken-at").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(lines.nth(2).locator(".spoken-at")).to_be_focused()
    assert lines.locator(".spoken-at[tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    expect(lines.nth(2)).to_have_attribute("aria-current", "true")
    page.keyboard.press("3")
    expect(lines.nth(2).locator("[data-verdict=block]")).to_have_attribute("aria-pressed", "true")
    expect(lines.nth(2).locator(".finding-override")).to_be_visible()
    expect(page.locator("#desk-say")).to_have_text("Saved.")
    assert Decision.objects.get().finding == job.findings.get(text="sentence 2")
    page.keyboard.press("n")
    expect(lines.nth(3)).to_have_attribute("aria-current", "true")


def test_hostile_words_stay_words_on_their_own_line(
    live_server: Any, page: Page, ana: Reviewer, browser_errors: list[str]
) -> None:
    job = a_silent_job()
    hostile = {
        "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "direction": "safe \u202egnp.exe \u2067 and on",
        "marks": "z" + "\u0336\u0489" * 3000,
        "family": "👨‍👩‍👧‍👦" * 900,
        "controls": "bell \x07 escape \x1b line\nnext",
        "long": "加" * 200_000,
    }
    for text in hostile.values():
        a_detection(a_finding(job, FindingKind.AUDIO, text=text), spans=[text[:50], "</span>"])
    open_lines(page, live_server, ana, job)
    words = [page.locator(f"[data-line='{n}'] .spoken-letters") for n in range(len(hostile))]
    expect(words[0]).to_have_text(hostile["markup"])
    expect(words[1]).to_have_text("safe ⇄gnp.exe ⇄ and on")
    shown = words[3].inner_text().removesuffix("…")
    assert shown.replace("👨‍👩‍👧‍👦", "") == ""  # never cut inside a family
    page.evaluate(TO_END)
    expect(words[4]).to_have_text("bell ␇ escape ␛ line⏎next")
    expect(words[5]).to_have_attribute("lang", "zh-Hans")
    assert 400 < len(words[5].inner_text()) < 700
    assert page.evaluate("document.querySelectorAll('.spoken-line script, .spoken-line img').length") == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Show all 200000 characters").click()
    assert len(words[5].inner_text()) == 200_000
    box = words[5].bounding_box()
    assert box
    assert 200 < box["height"] < 460
    assert browser_errors == []


def test_thousands_of_lines_are_the_few_in_sight(
    live_server: Any, page: Page, ana: Reviewer, browser_errors: list[str]
) -> None:
    open_lines(page, live_server, ana, many_texts(), "text")
    seen = set()
    for share in (0, 0.5, 1):
        page.evaluate(
            "share => { const s = document.querySelector('.spoken-scroll'); s.scrollTop = share * s.scrollHeight }",
            share,
        )
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        seen.add(page.locator(".spoken-line").nth(2).inner_text())
        assert page.evaluate("document.querySelectorAll('*').length") < 1500
    assert len(seen) == 3
    assert page.locator(".spoken-line").last.get_attribute("aria-posinset") == "10800"
    assert browser_errors == []


@pytest.mark.parametrize(
    ("tab", "words"),
    [("speech", "The machine reported no speech."), ("text", "The machine found no on-screen text.")],
)
def test_nothing_said_is_told(live_server: Any, page: Page, ana: Reviewer, tab: str, words: str) -> None:
    job = a_silent_job()
    a_finding(job)
    lines = open_lines(page, live_server, ana, job, tab)
    expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_text("See Details")).to_be_visible(visible=tab == "speech")
    expect(lines).to_have_count(0)
