"""The card beside the pointer: picture, boxes and words of that moment, and nothing fetched before it may be."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Finding, Job
from reviews.vocabulary import FindingKind, HarmBand, Role
from tests.browser.conftest import wait_until
from tests.browser.timeline_scene import (
    IT,
    STORE,
    a_filmed_job,
    box_of,
    colour_at,
    is_near,
    marks_of,
    middle_of,
    open_job,
    theme_colour,
    wait_for_draw,
)
from tests.builders import a_detection, a_finding
from tests.conftest import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CARD = "review-timeline .time-card"
HOSTILE = "<img src=x onerror=alert(1)>"


def a_job_with_a_box(tmp_path: Path, **fields: Any) -> Job:
    """A finding at 5 s with a still and a box over the left half of the picture, and speech that is hostile."""
    person("ana", Role.REVIEWER, first_name="Ana")
    job = a_filmed_job(tmp_path, **fields)
    a_detection(job.findings.get(start_ms=5000), x1=0, y1=0, x2=160, y2=180, label="sexy")
    a_finding(job, FindingKind.AUDIO, start_ms=12_000, end_ms=15_000, text=HOSTILE, label="abuse", category="")
    return job


def hover(page: Page, place: int) -> None:
    page.mouse.move(*middle_of(marks_of(page, place)[0]))
    wait_for_draw(page)


def asked_pictures(page: Page) -> list[str]:
    asked: list[str] = []
    parts = ("/still/", "/filmstrip/", "/filmstrip.json")
    page.on("request", lambda one: asked.append(one.url) if any(part in one.url for part in parts) else None)
    return asked


def test_the_card_shows_still_boxes_time_and_words(live_server: Any, page: Page, tmp_path: Path) -> None:
    job = a_job_with_a_box(tmp_path)
    open_job(page, live_server, job)
    card = page.locator(CARD)
    expect(card).to_be_hidden()
    hover(page, 0)
    expect(card).to_contain_text("porn / sexy 0.90")
    expect(card.locator(".time-card-time")).to_contain_text("00:00:0")
    expect(card.locator(".time-card-still")).to_be_visible()
    finding = Finding.objects.get(start_ms=5000)
    expect(card.locator(".time-card-still")).to_have_attribute(
        "src", f"/findings/{finding.pk}/still/?w=160&v={job.evidence_version}"
    )
    box = box_of(page, ".time-card-boxes")
    assert box["width"] / box["height"] == pytest.approx(16 / 9, rel=0.02)
    edge = colour_at(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, ".time-card-boxes")
    beside = colour_at(page, box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2, ".time-card-boxes")
    assert is_near(edge, theme_colour(page, "block"), 60)
    assert not is_near(beside, theme_colour(page, "block"), 60)
    page.mouse.move(700, 200)
    expect(card).to_be_hidden()


def test_the_picture_in_the_card_is_as_grey_and_blurred_as_every_other(
    live_server: Any, page: Page, tmp_path: Path
) -> None:
    open_job(page, live_server, a_job_with_a_box(tmp_path))
    hover(page, 0)
    picture = page.locator(f"{CARD} .time-card-still")
    expect(picture).to_be_visible()
    assert "blur" in picture.evaluate("it => getComputedStyle(it).filter")
    assert "grayscale" in picture.evaluate("it => getComputedStyle(it).filter")
    assert page.locator(f"{CARD} .time-card-boxes").evaluate("it => getComputedStyle(it).filter") == "none"


def test_hostile_speech_in_the_card_is_text(
    live_server: Any, page: Page, tmp_path: Path, browser_errors: list[str]
) -> None:
    open_job(page, live_server, a_job_with_a_box(tmp_path))
    hover(page, 2)
    expect(page.locator(f"{CARD} .time-card-words")).to_contain_text(HOSTILE)
    assert page.locator("review-timeline img[src=x]").count() == 0
    assert [one for one in browser_errors if "CSP" in one or "dialog" in one] == []


def test_before_the_card_of_an_extreme_job_is_answered_only_boxes_and_words_show(
    live_server: Any, page: Page, tmp_path: Path
) -> None:
    asked = asked_pictures(page)
    open_job(page, live_server, a_job_with_a_box(tmp_path, harm_band=HarmBand.EXTREME))
    assert page.evaluate(f"{STORE}.picturesAllowed") is False
    hover(page, 0)
    expect(page.locator(f"{CARD} .time-card-words")).to_contain_text("porn / sexy 0.90")
    box = box_of(page, ".time-card-boxes")
    edge = colour_at(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, ".time-card-boxes")
    assert is_near(edge, theme_colour(page, "block"), 60)
    expect(page.locator(f"{CARD} .time-card-still")).to_be_hidden()
    strip = box_of(page, ".whole-strip")
    page.mouse.move(strip["x"] + strip["width"] / 2, strip["y"] + 10)
    page.wait_for_load_state("networkidle")
    assert asked == []

    page.evaluate(f"{STORE}.allowPictures()")
    hover(page, 0)
    expect(page.locator(f"{CARD} .time-card-still")).to_be_visible()
    wait_until(page, lambda: asked)


def test_the_keyboard_goes_from_mark_to_mark_and_says_where_it_is(live_server: Any, page: Page, tmp_path: Path) -> None:
    open_job(page, live_server, a_job_with_a_box(tmp_path))
    field = page.get_by_role("application", name="Findings on the timeline of the video")
    told = page.locator(".time-told")
    field.focus()
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text("block: porn / sexy, 0.90, at 00:00:05.000; 1 of 2 in porn")
    expect(page.locator(CARD)).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("00:00:10.000; 2 of 2 in porn")
    page.keyboard.press("ArrowDown")
    expect(told).to_contain_text("1 of 1 in speech")
    expect(told).to_contain_text(HOSTILE)
    page.keyboard.press("ArrowUp")
    expect(told).to_contain_text("2 of 2 in porn")
    page.keyboard.press("Home")
    expect(told).to_contain_text("1 of 2 in porn")
    assert page.evaluate(f"{STORE}.selected") == -1
    page.keyboard.press("Enter")
    assert page.evaluate(f"{STORE}.selected") == 0
    page.keyboard.press("Tab")
    expect(page.locator(CARD)).to_be_hidden()


def test_the_keyboard_leaves_out_what_the_filter_hides(live_server: Any, page: Page, tmp_path: Path) -> None:
    open_job(page, live_server, a_job_with_a_box(tmp_path))
    page.evaluate(f"{STORE}.setFilterResult({{ ...{STORE}, order: [1] }})")
    page.locator("review-timeline .lanes canvas").focus()
    for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "Home", "End"):
        page.keyboard.press(key)
        expect(page.locator(".time-told")).to_contain_text("2 of 2 in porn")


def test_the_strip_shows_what_is_loaded_of_the_video(live_server: Any, page: Page, tmp_path: Path) -> None:
    open_job(page, live_server, a_job_with_a_box(tmp_path))
    wait_until(page, "document.querySelector('video').readyState >= 1")
    page.evaluate("document.querySelector('video').preload = 'auto'")
    wait_until(page, f"({IT}.player.buffered[0] ?? [0, 0])[1] > 500")
    strip = box_of(page, ".whole-strip")
    line = (strip["x"] + 4, strip["y"] + 3, ".whole-strip canvas")
    wait_until(page, lambda: is_near(colour_at(page, *line), theme_colour(page, "dim")))


def test_the_window_turns_its_page_while_it_plays_unless_the_person_looks_elsewhere(
    live_server: Any, page: Page, tmp_path: Path
) -> None:
    open_job(page, live_server, a_job_with_a_box(tmp_path))
    page.evaluate(f"{IT}.view.show(0, 1000)")
    page.evaluate("document.querySelector('video').play()")
    wait_until(page, f"{IT}.view.start > 500")
    start, end, now = page.evaluate(f"[{IT}.view.start, {IT}.view.end, {IT}.ms]")
    assert start - 100 <= now <= end + 100
    assert end - start == pytest.approx(1000)
    page.evaluate("document.querySelector('video').playbackRate = 0.5")  # a slow machine's leaps are no seeks then
    page.evaluate(f"{IT}.showFrom(15_000)")
    before = page.evaluate("document.querySelector('video').currentTime")
    wait_until(page, f"document.querySelector('video').currentTime > {before} + 1.2")
    assert page.evaluate(f"{IT}.view.start") == 15_000
    page.evaluate("document.querySelector('video').pause()")
    page.keyboard.press("j")
    wait_until(page, f"{IT}.view.has({IT}.ms)")
