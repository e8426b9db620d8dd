"""What a browser cannot play, show or sound of films as people really send them: said at the player, or copied.

In second n of each film the picture is one grey, 20 + 9 n, so that what is shown is measured.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import av
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reviews.models import Coverage, Job, PlayableCopy, Reviewer
from reviews.vocabulary import CopyState, FindingKind
from tests.browser.conftest import wait_until
from tests.browser.media_scene import (
    FILMS,
    HINT,
    SCREEN_NOTE,
    SOUND_NOTE,
    a_prepared_job,
    clock_ms,
    length_ms,
    play_for,
    second_on_screen,
    until_clock,
    until_second,
    video_of,
    watched,
)
from tests.browser.video_scene import open_workspace_of
from tests.builders import a_finding
from tests.video_files import Film, write_film

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_damaged_film_plays_as_far_as_it_goes(
    live_server: Any, page: Page, ana: Reviewer, browser_errors: list[str]
) -> None:
    job = a_prepared_job(FILMS / "cut_tail.mp4", starts_ms=[0, 1500, 5500, 9500])
    open_workspace_of(page, live_server.url, ana, job)
    note = page.locator(SCREEN_NOTE)
    for second in (0, 1, 5):
        page.keyboard.press("n")
        until_second(page, second)
        expect(note).to_be_hidden()
    page.keyboard.press("n")
    expect(note).to_have_text("No picture at this instant.")
    assert clock_ms(page) == 9500
    page.keyboard.press("Shift+N")
    until_second(page, 5)
    expect(note).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    page.keyboard.press("Space") if video_of(page).evaluate("v => v.paused") else None
    expect(note).to_contain_text("picture of this instant")
    expect(page.locator(HINT)).to_contain_text("No picture can be shown from")
    assert 6300 <= clock_ms(page) <= 6900
    expect(page.locator(".screen-state")).to_be_hidden()
    page.keyboard.press("Shift+N")
    until_second(page, 1)
    assert all(last <= 6900 for _, last in watched(job))
    assert browser_errors == []


def test_playing_goes_on_behind_damage(live_server: Any, page: Page, ana: Reviewer, tmp_path: Path) -> None:
    film = write_film(tmp_path / "hole.mp4", Film(damaged=(2050, 2950), sound_late=0))
    job = a_prepared_job(film, has_copy=False)
    open_workspace_of(page, live_server.url, ana, job)
    until_second(page, 0)
    page.keyboard.press("Space")
    until_clock(page, 4200)
    expect(page.locator(HINT)).to_contain_text("No picture can be shown from")
    page.keyboard.press("Space")
    # A pause may still present a frame or two: screen and clock are compared at one moment.
    wait_until(page, lambda: abs(second_on_screen(page) - clock_ms(page) // 1000) < 0.4, "the second of the clock")
    wait_until(page, lambda: len(watched(job)) > 1, "what was played is stored")
    assert not any(first < 2500 < last for first, last in watched(job))


def test_a_film_without_a_picture_is_heard(live_server: Any, page: Page, ana: Reviewer) -> None:
    job = a_prepared_job(FILMS / "voice_only.mp4")
    a_finding(job, FindingKind.AUDIO, start_ms=2000, end_ms=3000, text="words")
    open_workspace_of(page, live_server.url, ana, job)
    expect(page.locator(SCREEN_NOTE)).to_contain_text("This video has no picture.")
    play_for(page, 1000)
    assert watched(job) == []  # nobody heard it
    page.keyboard.press("m")
    page.keyboard.press("Space")
    wait_until(page, lambda: video_of(page).evaluate("v => v.webkitAudioDecodedByteCount") > 0, "sound is decoded")
    wait_until(page, lambda: clock_ms(page) > 2500, "time goes on")
    page.keyboard.press("Space")
    wait_until(page, lambda: watched(job), "what was heard is stored")
    assert Coverage.objects.get().ranges[0][3] == 0
    assert length_ms(page) == pytest.approx(12_000, abs=100)


def test_a_picture_that_the_browser_cannot_show_is_told_and_is_not_watched(
    live_server: Any, page: Page, ana: Reviewer
) -> None:
    job = a_prepared_job(FILMS / "hevc_aac.mp4", has_copy=False)
    open_workspace_of(page, live_server.url, ana, job)
    expect(page.locator(SCREEN_NOTE)).to_contain_text("This browser cannot show the picture of this video (HEVC).")
    play_for(page, 1500)
    assert clock_ms(page) >= 1300
    assert watched(job) == []


@pytest.mark.parametrize(("name", "codec"), [("h264_ac3.mp4", "AC3"), ("h264_amr.3gp", "AMRNB")])
def test_sound_that_the_browser_cannot_play_is_told(
    live_server: Any, page: Page, ana: Reviewer, name: str, codec: str
) -> None:
    job = a_prepared_job(FILMS / name, has_copy=False)
    open_workspace_of(page, live_server.url, ana, job)
    until_second(page, 0)
    play_for(page, 1500)
    expect(page.locator(SOUND_NOTE)).to_have_text(f"This browser cannot play the sound of this video ({codec}).")
    expect(page.get_by_role("button", name="No sound")).to_have_attribute("aria-disabled", "true")
    assert watched(job)


COPIED = {"hevc_aac.mp4": True, "h264_ac3.mp4": True, "h264_amr.3gp": True, "live_from_the_middle.flv": True}
COPIED |= {"stream.ts": True, "camera.mts": True, "wmv.wmv": False, "ogg.ogv": False}


@pytest.mark.parametrize(("name", "has_sound"), COPIED.items(), ids=COPIED)
def test_a_copy_plays_in_place_of_what_no_browser_plays(
    live_server: Any, page: Page, ana: Reviewer, tmp_path: Path, name: str, has_sound: bool
) -> None:
    film = as_a_camera_writes_it(tmp_path / name) if name.endswith(".mts") else FILMS / name
    job = a_prepared_job(film, starts_ms=[5500])
    open_workspace_of(page, live_server.url, ana, job)
    page.keyboard.press("n")
    until_second(page, 5)
    assert clock_ms(page) == 5500
    page.keyboard.press("m")
    page.keyboard.press("Space")
    until_clock(page, 6200)
    page.keyboard.press("Space")
    assert (video_of(page).evaluate("v => v.webkitAudioDecodedByteCount") > 0) == has_sound
    expect(page.locator(SCREEN_NOTE)).to_be_hidden()
    expect(page.locator(SOUND_NOTE)).to_be_hidden()
    stage = page.get_by_role("region", name="Video", exact=True)
    expect(stage).to_contain_text("This is a playable copy.")
    expect(stage.get_by_role("link", name="Download the original")).to_be_visible()


def as_a_camera_writes_it(path: Path) -> Path:
    """The film of `stream.ts` in packets of 192 bytes."""
    with (
        av.open(str(FILMS / "stream.ts")) as film,
        av.open(str(path), "w", format="mpegts", options={"mpegts_m2ts_mode": "1"}) as camera,
    ):
        streams = {one.index: camera.add_stream_from_template(one) for one in film.streams}
        for packet in film.demux():
            if packet.dts is not None:
                packet.stream = streams[packet.stream.index]
                camera.mux(packet)
    return path


@pytest.mark.parametrize("name", ["live_from_the_middle.flv", "hevc_aac.mp4"])
def test_a_copy_takes_over_on_the_open_page_once_it_is_made(
    live_server: Any, page: Page, ana: Reviewer, name: str
) -> None:
    job = a_prepared_job(FILMS / name, starts_ms=[5500])
    PlayableCopy.objects.filter(job=job).update(state=CopyState.MAKING, part_count=4)
    Job.objects.filter(pk=job.pk).update(media_next_try_at=timezone.now() + timedelta(hours=1))
    open_workspace_of(page, live_server.url, ana, job)
    stage = page.get_by_role("region", name="Video", exact=True)
    expect(stage).to_contain_text("Making a playable copy")
    expect(stage).to_contain_text("This browser cannot")
    page.keyboard.press("n")
    PlayableCopy.objects.filter(job=job).update(state=CopyState.READY)
    expect(stage).to_contain_text("This is a playable copy.")
    until_second(page, 5)
    assert clock_ms(page) == 5500
    expect(page.locator(SCREEN_NOTE)).to_be_hidden()
    expect(page.locator(".screen-state")).to_be_hidden()
