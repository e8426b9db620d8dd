"""What the stories of speech and on-screen text share: jobs that say something, and the way to their lines."""

from pathlib import Path
from typing import Any

from django.utils import timezone
from playwright.sync_api import Locator, Page

from reviews.decisions.claims import claim
from reviews.models import Finding, Job, Reviewer
from reviews.vocabulary import FindingKind, MediaState
from tests.browser.video_scene import a_job_with, open_workspace_of, write_frame_video
from tests.builders import NOON, a_finding, a_job

LENGTH_MS = 60_000
SCROLLED = "document.querySelector('.spoken-scroll').scrollTop"
SELECTED = "document.querySelector('#desk').store.selected"


def a_talk(path: Path, *, lines: int = 60) -> Job:
    """A minute of video in which a sentence begins with every second."""
    body = write_frame_video(path, range(0, LENGTH_MS + 1, 1000))
    job = a_job_with(body, duration_ms=LENGTH_MS, width=320, height=180)
    for n in range(lines):
        words = {"text": f"sentence {n}", "start_ms": n * 1000, "end_ms": n * 1000 + 1000}
        a_finding(job, FindingKind.AUDIO, suggestion="review", category="ad", label="ad", **words)
    return job


def a_silent_job(**fields: Any) -> Job:
    """Nothing can be played, nothing is found yet."""
    return a_job(media_state=MediaState.UNREACHABLE, **fields)


def a_text(job: Job, text: str, at_ms: int, **fields: Any) -> Finding:
    """A frame with words in it."""
    return a_finding(job, start_ms=at_ms, text=text, **fields)


def many_texts(count: int = 10_800) -> Job:
    """Every second another sentence on the screen, every tenth with two Chinese words in it."""
    job = a_silent_job(duration_ms=count * 1000, frame_interval_ms=1000)
    Finding.objects.bulk_create(
        Finding(
            job=job, key=f"f{n}", kind=FindingKind.FRAME, start_ms=n * 1000, suggestion="review", label="x",
            text=f"Scene {n}: {'加微信 now' if n % 10 == 0 else 'come and buy, today only, while stocks last'}",
            first_seen_at=NOON, changed_at=NOON,
        )
        for n in range(count)
    )  # fmt: skip
    Job.objects.filter(pk=job.pk).update(findings_count=count, review_count=count)
    return job


def open_lines(page: Page, live_server: Any, who: Reviewer, job: Job, tab: str = "speech") -> Locator:
    """The lines of a tab, nothing claimed."""
    open_workspace_of(page, live_server.url, who, job)
    page.click(f"#tab-{tab}")
    return page.locator(".spoken-line")


def open_claimed_lines(page: Page, live_server: Any, who: Reviewer, job: Job, tab: str = "speech") -> Locator:
    """The lines of a tab of a job that is claimed."""
    claim.claim(job.pk, by=who, now=timezone.now())
    return open_lines(page, live_server, who, job, tab)
