"""What the stories of the findings list share: long jobs, and the way to a desk."""

from typing import Any

from playwright.sync_api import Page

from reviews.models import Detection, Finding, Job
from reviews.vocabulary import FindingKind, MediaState
from tests.builders import NOON, a_job

LIST_NODES = "document.querySelectorAll('findings-list *').length"
COUNT_TEXT = "document.querySelector('.finding-count').textContent"


def long_job(frames: int = 10_800, detections: int = 3) -> Job:
    """A frame a second, scores going round 0.00 to 0.99, every third one a suggestion to review."""
    job = a_job(media_state=MediaState.UNREACHABLE, duration_ms=frames * 1000, frame_interval_ms=1000)
    found = Finding.objects.bulk_create(
        Finding(
            job=job,
            key=f"f{n}",
            kind=FindingKind.FRAME,
            start_ms=n * 1000,
            suggestion="review" if n % 3 == 0 else "block",
            category=("porn", "terrorism")[n // 10 % 2],
            label="x",
            score=n % 100 / 100,
            first_seen_at=NOON,
            changed_at=NOON,
        )
        for n in range(frames)
    )
    Detection.objects.bulk_create(
        Detection(
            finding=frame, key=str(k), position=k, category=frame.category, label=f"x{k}", suggestion=frame.suggestion,
            score=frame.score, x1=k, y1=k, x2=k + 50, y2=k + 50,
        )
        for frame in found
        for k in range(detections)
    )  # fmt: skip
    reviews = len(range(0, frames, 3))
    Job.objects.filter(pk=job.pk).update(
        findings_count=frames, review_count=reviews, block_count=frames - reviews, detections_count=frames * detections
    )
    return job


def wait_for_paint(page: Page) -> None:
    """Until the page has drawn what was asked of it."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def set_score_filter(page: Page, score: float) -> None:
    page.locator("[data-filter=score]").fill(str(score))
    wait_for_paint(page)


def filter_chip(page: Page, words: str) -> Any:
    return page.locator(".filter-chip", has_text=words).locator("input")
