"""Small real videos whose every frame says which one it is, and a desk opened on one."""

import io
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Any

import av
import numpy as np
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from playwright.sync_api import Page

from reviews.models import DeskSettings, Job, Reviewer
from reviews.vocabulary import MediaState
from tests.browser.conftest import wait_for_workspace, wait_until
from tests.builders import a_job
from tests.web_process import session_cookie

MIN_LEVEL, STEP, LEVELS = 40, 8, 25
# Frames that last unequally, some shorter than any guess.
UNEVEN = [33, 33, 100, 40, 16, 17, 200, 33, 50, 8, 25] * 3
NOW = "document.querySelector('review-player').now"


def times_of(lasts: Sequence[int]) -> list[int]:
    """Frame times in milliseconds: the first at 0, one more than there are `lasts`."""
    return list(accumulate([0, *lasts]))


def write_frame_video(
    path: Path,
    times_ms: Sequence[int],
    *,
    width: int = 320,
    height: int = 180,
    first_ms: int = 0,
    has_sound: bool = False,
    mark: tuple[int, int, int, int] | None = None,
) -> bytes:
    """A video whose frame n is one grey, `grey_of(n)`, with a white box where `mark` says.

    `first_ms`: where its first frame stands on the media clock.
    """
    codec = "libvpx-vp9" if path.suffix == ".webm" else "libx264"
    with av.open(str(path), "w", options={"movflags": "faststart"} if path.suffix == ".mp4" else {}) as container:
        stream: Any = container.add_stream(codec, rate=1000)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.time_base = stream.codec_context.time_base = Fraction(1, 1000)
        stream.codec_context.gop_size = 12
        if codec == "libx264":
            stream.options = {"preset": "ultrafast", "crf": "12", "bf": "0"}
        else:
            stream.options = {"deadline": "realtime", "cpu-used": "8", "crf": "10", "b": "0"}
        sound: Any = container.add_stream("aac", rate=48_000, layout="mono") if has_sound else None
        for number, ms in enumerate(times_ms):
            picture = np.full((height, width, 3), grey_of(number), np.uint8)
            if mark:
                picture[mark[1] : mark[3], mark[0] : mark[2]] = 250
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = ms + first_ms, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if sound:
            container.mux(sound.encode(_tone(times_ms[-1] + 40)))
            container.mux(sound.encode(None))
    return path.read_bytes()


def _tone(ms: int) -> av.AudioFrame:
    samples = (np.sin(np.arange(ms * 48) * 0.06) * 0.2).astype(np.float32)[None, :]
    frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = 48_000, 0, Fraction(1, 48_000)
    return frame


def grey_of(number: int) -> int:
    return MIN_LEVEL + STEP * (number % LEVELS)


def a_job_with(body: bytes, *, name: str = "reel.mp4", **fields: Any) -> Job:
    """A waiting job with our own copy of the video."""
    return a_job(
        media_state=MediaState.READY, media_file=default_storage.save(f"videos/{name}", ContentFile(body)), **fields
    )


def open_workspace_of(page: Page, address: str, person: Reviewer, job: Job, **settings: Any) -> None:
    """The workspace, without going through the sign-in page; pictures plain unless `settings` say otherwise."""
    DeskSettings.objects.update_or_create(
        reviewer=person, defaults={"greyscale": False, "blur": 0, "speed": 100, **settings}
    )
    for pair in session_cookie(person).split("; "):
        name, value = pair.split("=")
        page.context.add_cookies([{"name": name, "value": value, "url": address}])
    page.goto(f"{address}/jobs/{job.pk}/")
    wait_for_workspace(page)


def until_shown(page: Page) -> None:
    """A frame of the video is on the screen, no seek or step is under way."""
    player = "document.querySelector('review-player')"
    wait_until(page, f"(p => p.frames.presented >= 0 && p.frames.wanted === null && !p.steps.queued)({player})")


def screenshot_of_page(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def picture_on(page: Page, sw: int, sh: int) -> tuple[float, float, float]:
    """Left, top and scale of the picture inside the screen in page pixels, worked out apart from the page's code."""
    screen = page.locator(".screen").bounding_box()
    assert screen
    scale = min(screen["width"] / sw, screen["height"] / sh)
    left = screen["x"] + (screen["width"] - sw * scale) / 2
    return left, screen["y"] + (screen["height"] - sh * scale) / 2, scale
