"""The search in speech and on-screen text: what is the same letter, how hits are told, and the keys through them."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Job, Reviewer
from reviews.vocabulary import FindingKind
from tests.browser.transcript_scene import SELECTED, a_silent_job, a_text, many_texts, open_lines
from tests.browser.video_scene import open_workspace_of
from tests.builders import a_detection, a_finding

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ana")]
HITS = "Array.from(document.querySelector('#desk').store.hits)"
FIND_MATCHES = """async ([text, typed]) => {
    const { findPlaces, foldQuery, foldText } = await import("/static/reviews/js/evidence/search.js");
    const looked = foldQuery(typed);
    const marked = findPlaces(text, looked).map(([from, to]) => text.slice(from, to));
    return [marked, foldText(text).includes(looked) && looked !== ""];
}"""
# text, what is typed, what is marked in the text
SAME = [
    ("Please ADD me", "add", ["ADD"]),
    ("add ＷｅＣｈａｔ now", "wechat", ["ＷｅＣｈａｔ"]),
    ("call wechat", "ＷＥＣＨＡＴ", ["wechat"]),
    ("快来加微信，加微信", "加微信", ["加微信", "加微信"]),
    ("加\u200b微\u2060信 hidden", "加微信", ["加\u200b微\u2060信"]),
    ("ｶﾞﾝﾊﾞﾚ", "ガンバレ", ["ｶﾞﾝﾊﾞﾚ"]),
    ("Große Straße", "STRASSE", ["Straße"]),
    ("cafe\u0301 and café", "CAFÉ", ["cafe\u0301", "café"]),
    ("ΟΔΟΣ οδος", "οδος", ["ΟΔΟΣ", "οδος"]),
    ("two  \n words", "two words", ["two  \n words"]),
    ("full　width", "full width", ["full　width"]),
    ("the ﬁne print", "fi", ["ﬁ"]),
    ("nothing here", "加", []),
    ("nothing here", "   ", []),
    ("aaaa", "aa", ["aa", "aa"]),
    ("<b>.*</b>", ".*", [".*"]),
]

TONGUES = {
    "快来加微信 now": "zh-Hans", "ﾊﾞﾅﾅを買う 今": "ja", "지금 사세요 漢字": "ko",
    "Buy now": "en", "купить сейчас": "", "12:30": "",
}  # fmt: skip
TONGUE = """async texts => {
    const { languageOf } = await import("/static/reviews/js/evidence/script.js");
    return Object.fromEntries(texts.map(text => [text, languageOf(text)]));
}"""


@pytest.fixture
def job() -> Job:
    """Speech and text in both scripts; the word is in three of the five lines."""
    job = a_silent_job(frame_interval_ms=1000)
    a_detection(
        a_finding(job, FindingKind.AUDIO, start_ms=2000, text="please add WeChat, 快来加微信"), spans=["add WeChat"]
    )
    a_finding(job, FindingKind.AUDIO, start_ms=9000, text="something else")
    a_text(job, "ＷＥＣＨＡＴ 4711", 5000)
    a_text(job, "ＷＥＣＨＡＴ 4711", 6000)
    a_text(job, "station", 7000)
    a_detection(a_finding(job, start_ms=12_000), content="https://wechat.example", label="qr_code")
    return job


def test_letters_are_the_same_whatever_their_case_and_width_and_scripts_are_told_apart(
    live_server: Any, page: Page, ana: Reviewer, job: Job
) -> None:
    open_workspace_of(page, live_server.url, ana, job)
    found = {(text, typed): page.evaluate(FIND_MATCHES, [text, typed]) for text, typed, _marked in SAME}
    assert found == {(text, typed): [marked, bool(marked)] for text, typed, marked in SAME}
    assert page.evaluate(TONGUE, list(TONGUES)) == TONGUES


def test_hits_are_counted_marked_and_told_to_the_timeline(
    live_server: Any, page: Page, ana: Reviewer, job: Job, browser_errors: list[str]
) -> None:
    lines = open_lines(page, live_server, ana, job)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("wechat")
    expect(page.locator(".spoken-hits")).to_have_text("3 matches")
    expect(lines.first.locator("mark")).to_have_text("WeChat")
    expect(lines.first.locator("mark .matched")).to_have_text("WeChat")
    assert page.evaluate(HITS) == [0, 1, 2, 5]
    page.get_by_role("searchbox").fill("加微")
    expect(page.locator(".spoken-hits")).to_have_text("1 match")
    expect(lines.first.locator("mark")).to_have_text("加微")
    page.get_by_role("searchbox").fill("nowhere")
    expect(page.locator(".spoken-hits")).to_have_text("no matches")
    assert page.evaluate(HITS) == []
    expect(page.get_by_role("button", name="Next match")).to_be_disabled()
    assert browser_errors == []


def test_enter_goes_from_hit_to_hit_over_both_tabs_and_escape_ends_it(
    live_server: Any, page: Page, ana: Reviewer, job: Job
) -> None:
    lines = open_lines(page, live_server, ana, job)
    page.keyboard.press("/")
    page.keyboard.type("wechat")
    page.keyboard.press("Enter")
    expect(page.locator(".spoken-hits")).to_have_text("1 of 3")
    assert page.evaluate(SELECTED) == 0
    page.keyboard.press("Enter")
    expect(page.locator("#tab-text")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".spoken-hits")).to_have_text("2 of 3")
    expect(lines.first).to_have_attribute("aria-current", "true")
    assert page.evaluate(SELECTED) == 1
    page.keyboard.press("Enter")
    assert page.evaluate(SELECTED) == 5
    page.keyboard.press("Enter")
    expect(page.locator(".spoken-hits")).to_have_text("1 of 3")
    page.keyboard.press("Shift+Enter")
    assert page.evaluate(SELECTED) == 5
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.input_value("[type=search]") == ""
    expect(page.locator("mark")).to_have_count(0)
    assert page.evaluate(HITS) == []
    page.keyboard.press("Escape")
    expect(page.locator(".spoken-line[aria-current] .spoken-at")).to_be_focused()


def test_the_key_opens_the_search_from_any_tab_and_its_letters_are_no_keys(
    live_server: Any, page: Page, ana: Reviewer, job: Job
) -> None:
    open_workspace_of(page, live_server.url, ana, job)
    page.keyboard.press("/")
    expect(page.locator("#tab-speech")).to_have_attribute("aria-selected", "true")
    page.keyboard.type("n/1 ")
    assert page.input_value("[type=search]") == "n/1 "
    assert page.evaluate(SELECTED) == -1


def test_a_hit_far_down_in_a_long_text_is_shown(live_server: Any, page: Page, ana: Reviewer) -> None:
    job = a_silent_job()
    a_finding(job, FindingKind.AUDIO, text="x" * 100_000 + " 加微信 " + "y" * 100_000)
    lines = open_lines(page, live_server, ana, job)
    page.get_by_role("searchbox").fill("加微信")
    expect(lines.first.locator("mark")).to_have_text("加微信")
    assert len(lines.first.locator(".spoken-letters").first.inner_text()) < 2000


def test_ten_thousand_texts_are_searched(live_server: Any, page: Page, ana: Reviewer) -> None:
    open_lines(page, live_server, ana, many_texts(), "text")
    page.get_by_role("searchbox").fill("加微信 NOW")
    expect(page.locator(".spoken-hits")).to_have_text("1080 matches")
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".spoken-line[aria-current]")).to_contain_text("Scene 10790")
