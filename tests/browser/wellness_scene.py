"""A job with a real video, a still and a harmful finding, for the stories about what is shown and what was watched."""

import io
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from playwright.sync_api import Page, Request

from reviews.models import Job
from reviews.vocabulary import HarmBand
from tests.builders import a_finding, a_job
from tests.video_files import write_video

PICTURES = ("/video/", "/still/", "/filmstrip/")


def a_filmed_job(tmp_path: Path, external_id: str = "filmed", seconds: int = 20, **fields: Any) -> Job:
    """A job whose video plays, with one still of a bloody finding."""
    film = write_video(tmp_path / f"{external_id}.mp4", seconds=seconds)
    job = a_job(external_id=external_id, duration_ms=seconds * 1000, width=320, height=180, **fields)
    job.media_file = default_storage.save(f"videos/{job.pk}.mp4", ContentFile(film.read_bytes()))
    job.save(update_fields=["media_file"])
    still = default_storage.save(f"stills/{job.pk}.jpg", ContentFile(JPEG))
    is_bad = job.harm_band == HarmBand.EXTREME
    category, label = ("terrorism", "bloody") if is_bad else ("porn", "sexy")
    a_finding(job, start_ms=5000, still_file=still, category=category, label=label, text="<b>words</b> of the scene")
    a_finding(job, start_ms=10_000, still_file=still, category=category, label=label)
    return job


def pictures_asked(page: Page) -> list[str]:
    """Grows with every request of the page for a video, a still or a filmstrip."""
    asked: list[str] = []

    def heard(request: Request) -> None:
        if any(part in request.url for part in PICTURES):
            asked.append(request.url)

    page.on("request", heard)
    return asked


def _jpeg() -> bytes:
    body = io.BytesIO()
    Image.new("RGB", (320, 180), (200, 30, 30)).save(body, "JPEG")
    return body.getvalue()


JPEG = _jpeg()
