"""Marks of the timeline: what a click selects, rows, shapes, least width, the filter, decided ones, crisp pixels."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from reviews.decisions.claims import claim
from reviews.models import Job, Reviewer
from reviews.vocabulary import FindingKind, MediaState
from tests.browser.conftest import wait_for_workspace, wait_until
from tests.browser.timeline_scene import (
    IT,
    STORE,
    box_of,
    colour_at,
    is_near,
    marks_of,
    middle_of,
    open_job,
    set_window,
    theme_colour,
    wait_for_draw,
    window_of,
    x_of,
)
from tests.builders import a_detection, a_finding, a_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def job(ana: Reviewer) -> Job:
    """Ten minutes: three frames, two voices at once, one short sound."""
    job = a_job(media_state=MediaState.UNREACHABLE, duration_ms=600_000)
    a_finding(job, start_ms=60_000, suggestion="block", category="porn")
    a_finding(job, start_ms=120_000, suggestion="review", category="porn")
    a_finding(job, start_ms=180_000, suggestion="pass", category="porn")
    a_finding(job, FindingKind.AUDIO, start_ms=240_000, end_ms=360_000, suggestion="block", category="abuse")
    a_finding(job, FindingKind.AUDIO, start_ms=300_000, end_ms=420_000, suggestion="review", category="abuse")
    a_finding(job, FindingKind.AUDIO, start_ms=500_000, end_ms=500_100, suggestion="block", category="ad")
    return job


def selected(page: Page) -> int:
    return int(page.evaluate(f"{STORE}.selected"))


def test_a_click_on_a_mark_selects_its_finding(
    live_server: Any, page: Page, job: Job, browser_errors: list[str]
) -> None:
    open_job(page, live_server, job)
    for place in (4, 1):
        page.mouse.click(*middle_of(marks_of(page, place)[0]))
        assert selected(page) == place
        expect(page.locator(f".finding[aria-current=true][data-index='{place}']")).to_be_visible()
    assert browser_errors == []


def test_marks_that_overlap_lie_on_rows_of_their_own(live_server: Any, page: Page, job: Job) -> None:
    open_job(page, live_server, job)
    first, second, alone = (marks_of(page, place)[0] for place in (3, 4, 5))
    assert {first["lane"], second["lane"], alone["lane"]} == {"speech"}
    assert (first["row"], second["row"], alone["row"]) == (0, 1, 0)
    assert second["y"] >= first["y"] + first["height"]
    assert is_near(colour_at(page, x_of(page, 330_000), middle_of(first)[1]), theme_colour(page, "block"))
    assert is_near(colour_at(page, x_of(page, 330_000), middle_of(second)[1]), theme_colour(page, "review"))
    page.mouse.click(x_of(page, 330_000), middle_of(second)[1])
    assert selected(page) == 4


def test_more_voices_than_rows_are_merged_into_the_last_one(live_server: Any, page: Page, ana: Reviewer) -> None:
    job = a_job(media_state=MediaState.UNREACHABLE, duration_ms=600_000)
    for place in range(6):
        kind = FindingKind.AUDIO
        a_finding(job, kind, start_ms=100_000 + place, end_ms=200_000, suggestion="block" if place == 5 else "pass")
    open_job(page, live_server, job)
    assert [marks_of(page, place)[0]["row"] for place in range(6)] == [0, 1, 2, 3, 3, 3]


def test_a_mark_is_never_narrower_than_three_pixels(live_server: Any, page: Page, job: Job) -> None:
    open_job(page, live_server, job)
    mark = marks_of(page, 5)[0]  # a tenth of a second in ten minutes
    assert mark["width"] == 3
    y = middle_of(mark)[1]
    seen = [is_near(colour_at(page, mark["x"] + by, y), theme_colour(page, "block")) for by in range(-2, 7)]
    assert sum(seen) == 3


def test_a_suggestion_has_its_own_height_and_ends(live_server: Any, page: Page, job: Job) -> None:
    open_job(page, live_server, job)
    set_window(page, 50_000, 140_000)
    marks = {name: marks_of(page, place)[0] for place, name in enumerate(("block", "review", "pass"))}

    def tall(name: str, share: float = 0.5) -> int:
        mark = marks[name]
        x = mark["x"] + max(1, mark["width"] * share)
        ys = range(round(mark["y"]), round(mark["y"] + mark["height"]))
        return sum(is_near(colour_at(page, x, y), theme_colour(page, name)) for y in ys)

    assert tall("block") > tall("review") > tall("pass") > 3
    assert tall("block", 0) == tall("block")  # square
    assert tall("review", 0) < tall("review") / 2  # pointed


def test_the_filter_of_the_list_dims_the_other_marks(live_server: Any, page: Page, job: Job) -> None:
    open_job(page, live_server, job)
    block, review = (middle_of(marks_of(page, place)[0]) for place in (0, 1))
    assert is_near(colour_at(page, *review), theme_colour(page, "review"))
    page.evaluate(f"{STORE}.setFilterResult({{ ...{STORE}, order: [0] }})")
    assert is_near(colour_at(page, *block), theme_colour(page, "block"))
    dimmed, panel = colour_at(page, *review), theme_colour(page, "panel")
    assert not is_near(dimmed, theme_colour(page, "review"), 60)
    assert not is_near(dimmed, panel, 8)  # still there, faintly
    page.evaluate(f"{STORE}.setFilterResult({{ ...{STORE}, order: {STORE}.ranked }})")
    assert is_near(colour_at(page, *review), theme_colour(page, "review"))


def test_a_verdict_marks_its_finding_and_moves_no_lane(live_server: Any, page: Page, job: Job, ana: Reviewer) -> None:
    claim.claim(job.pk, by=ana, now=timezone.now())
    open_job(page, live_server, job)
    names = page.locator("review-timeline .lane-names")
    before = names.bounding_box()
    mark = marks_of(page, 3)[0]
    page.mouse.click(*middle_of(mark))
    page.keyboard.press("1")
    expect(names.locator("div", has_text="decided")).to_contain_text("1")
    machine, said = marks_of(page, 3)
    assert said["lane"] == "decided"
    assert (machine["x"], machine["y"]) == (mark["x"], mark["y"])
    assert names.bounding_box() == before
    assert is_near(colour_at(page, *middle_of(said)), theme_colour(page, "pass"))
    page.evaluate(f"{STORE}.select(0)")
    rim = [colour_at(page, middle_of(machine)[0], machine["y"] + by) for by in range(int(machine["height"]))]
    assert any(is_near(one, theme_colour(page, "ink"), 60) for one in rim)  # the outline


def test_what_a_search_found_is_ticked_over_its_lane(live_server: Any, page: Page, job: Job) -> None:
    open_job(page, live_server, job)
    mark = marks_of(page, 3)[0]
    assert not is_near(colour_at(page, mark["x"] + 0.5, mark["y"] + 1), theme_colour(page, "accent"), 40)
    page.evaluate(f"{STORE}.setHits(Int32Array.of(3))")
    assert is_near(colour_at(page, mark["x"] + 0.5, mark["y"] + 1), theme_colour(page, "accent"), 40)


def test_a_double_click_zooms_to_the_stretch(live_server: Any, page: Page, job: Job) -> None:
    open_job(page, live_server, job)
    page.mouse.dblclick(*middle_of(marks_of(page, 3)[0]))
    assert window_of(page) == pytest.approx((210_000, 390_000), rel=0.001)


def test_the_smallest_categories_share_a_lane(live_server: Any, page: Page, ana: Reviewer) -> None:
    job = a_job(media_state=MediaState.UNREACHABLE)
    for number in range(12):
        for _ in range(12 - number):
            a_detection(a_finding(job, category=f"category {number}"))
    open_job(page, live_server, job)
    lanes = page.evaluate(f"{IT}.lanes.map(lane => [lane.key, lane.count])")
    assert [key for key, _ in lanes][-2:] == ["other", "decided"]
    assert lanes[0] == ["category:category 0", 12]
    assert dict(lanes)["other"] == 3 + 2 + 1
    last = 77  # the only finding of the last category
    page.evaluate(f"{STORE}.select({last})")
    wait_for_draw(page)
    mark, scroll = marks_of(page, last)[0], box_of(page, ".lanes-scroll")
    assert scroll["y"] <= mark["y"]
    assert mark["y"] + mark["height"] <= scroll["y"] + scroll["height"] + 1


@pytest.mark.parametrize("ratio", [1, 2])
def test_canvases_have_a_pixel_for_each_of_the_screen(
    live_server: Any, chromium: Browser, job: Job, ratio: int
) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, device_scale_factor=ratio)
    page = context.new_page()
    open_job(page, live_server, job)
    wait_for_workspace(page)
    for canvas in (".lanes canvas", ".ruler canvas", ".whole-strip canvas"):
        box = box_of(page, canvas)
        size = page.evaluate(f"(() => {{ const c = {IT}.querySelector('{canvas}'); return [c.width, c.height] }})()")
        assert size == [box["width"] * ratio, box["height"] * ratio]
    mark = marks_of(page, 5)[0]
    y = middle_of(mark)[1]
    steps = [mark["x"] - 2 + n / ratio for n in range(8 * ratio)]
    assert sum(is_near(colour_at(page, x, y), theme_colour(page, "block")) for x in steps) == 3 * ratio
    context.close()


def test_all_canvases_follow_the_pixel_ratio_of_another_screen(live_server: Any, page: Page, job: Job) -> None:
    open_job(page, live_server, job)
    sizes = f"[{IT}.field.width, {IT}.ruler.width, {IT}.strip.canvas.width]"
    before = page.evaluate(sizes)
    screen = page.context.new_cdp_session(page)
    measures = {"width": 1440, "height": 900, "deviceScaleFactor": 2, "mobile": False}
    screen.send("Emulation.setDeviceMetricsOverride", measures)
    wait_until(page, "devicePixelRatio === 2")
    page.keyboard.press("0")  # an emulated screen tells nobody that it is another one
    wait_for_draw(page)
    assert page.evaluate(sizes) == [size * 2 for size in before]
    mark = marks_of(page, 5)[0]
    assert is_near(colour_at(page, mark["x"] + 1, middle_of(mark)[1]), theme_colour(page, "block"))
