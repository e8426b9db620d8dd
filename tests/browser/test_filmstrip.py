"""The filmstrip on the page: a sheet comes with the first tile of it, and never before pictures may be seen."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from playwright.sync_api import Page, expect

from reviews.media import prepare
from reviews.models import Filmstrip, Job, Reviewer
from reviews.vocabulary import MediaState
from tests.browser.conftest import sign_in, wait_for_workspace, wait_until
from tests.builders import NOON, a_detection, a_finding, a_job
from tests.video_files import write_video

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A store of our own beside the page's, and a box to draw into.
BEGIN = """async ([job, picturesAllowed]) => {
  const { loadFilmstrip } = await import("/static/reviews/js/timeline/filmstrip.js");
  const addressOf = () => `/jobs/${job}/filmstrip.json`;
  window.own = Object.assign(new EventTarget(), { addressOf, picturesAllowed });
  window.strip = loadFilmstrip(window.own);
  if (loadFilmstrip(window.own) !== window.strip) throw new Error("two strips of one store");
  window.box = document.createElement("div");
  Object.assign(window.box.style, { width: "160px", height: "90px" });
  if (!window.strip.facts) await new Promise((tell) => window.strip.addEventListener("change", tell, { once: true }));
}"""
DRAW = """async (ms) => {
  if (window.strip.drawTile(window.box, ms)) return true;
  const changed = new Promise((tell) => window.strip.addEventListener("change", () => tell(true), { once: true }));
  const waited = new Promise((tell) => setTimeout(() => tell(false), 30000));
  return (await Promise.race([changed, waited])) && window.strip.drawTile(window.box, ms);
}"""


@pytest.fixture
def job(tmp_path: Path) -> Job:
    job = a_job(media_state=MediaState.UNKNOWN, media_next_try_at=NOON, duration_ms=None)
    with write_video(tmp_path / "film.mp4", seconds=6).open("rb") as film:
        job.media_file = default_storage.save(f"videos/{job.pk}.mp4", film)
    job.save()
    a_detection(a_finding(job, start_ms=1000))
    prepare.prepare_video(job.pk, now=NOON)
    return job


def sheets_of(page: Page) -> list[str]:
    """Every sheet that the page asks for from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/filmstrip/" in request.url else None)
    return asked


def test_a_sheet_is_fetched_with_its_first_tile_and_once(
    live_server: Any, page: Page, ana: Reviewer, job: Job, browser_errors: list[str]
) -> None:
    sign_in(page, live_server.url)
    asked = sheets_of(page)
    page.evaluate(BEGIN, [job.pk, True])
    assert page.evaluate("strip.tileAt(2400)")["n"] == 2
    assert (page.evaluate("strip.tileAt(2600).n"), page.evaluate("strip.tileAt(6000).n")) == (3, 5)
    assert page.evaluate("[strip.tileAt(-1), strip.tileAt(NaN)]") == [None, None]
    assert asked == []
    for ms in (0, 3000, 5900):
        assert page.evaluate(DRAW, ms)
    assert len(asked) == 1
    assert page.evaluate("box.style.backgroundPosition") == "100% 0%"
    assert page.evaluate("box.style.backgroundSize") == "600% 100%"
    assert browser_errors == []


def test_no_sheet_is_fetched_before_pictures_may_be_seen(live_server: Any, page: Page, ana: Reviewer, job: Job) -> None:
    sign_in(page, live_server.url)
    asked = sheets_of(page)
    page.evaluate(BEGIN, [job.pk, False])
    assert page.evaluate("strip.drawTile(box, 0)") is False
    assert (asked, page.evaluate("box.style.backgroundImage")) == ([], "")
    page.evaluate("own.picturesAllowed = true; own.dispatchEvent(new Event('pictures-allowed'))")
    assert page.evaluate(DRAW, 0)
    assert len(asked) == 1


def test_a_strip_that_grows_is_asked_for_again(live_server: Any, page: Page, ana: Reviewer, job: Job) -> None:
    sign_in(page, live_server.url)
    Filmstrip.objects.update(count=3, is_whole=False)
    Job.objects.update(media_next_try_at=NOON)
    page.evaluate(BEGIN, [job.pk, True])
    assert page.evaluate("[strip.tileAt(2000)?.n, strip.tileAt(5000)]") == [2, None]
    Filmstrip.objects.update(count=6, is_whole=True)
    assert wait_until(page, "strip.tileAt(5000)?.n") == 5


def test_the_pointer_over_the_timeline_shows_the_tile_of_its_time(
    live_server: Any, page: Page, ana: Reviewer, job: Job, browser_errors: list[str]
) -> None:
    sign_in(page, live_server.url)
    asked = sheets_of(page)
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    wait_for_workspace(page)
    assert asked == []
    canvas = page.locator("review-timeline .lanes canvas")
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 20)
    tile = page.locator(".time-card-tile")
    expect(tile).to_be_visible()
    expect(tile).to_have_css("background-image", f'url("{live_server.url}/jobs/{job.pk}/filmstrip/0/{_version(job)}")')
    assert len(asked) == 1
    assert browser_errors == []


def _version(job: Job) -> str:
    name = Filmstrip.objects.get(pk=job.pk).sheets[0]
    return f"?v={Path(name).stem.rpartition('-')[2]}"
