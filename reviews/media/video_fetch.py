"""Bring a job's video to a local file, through the one HTTP client. No decoder ever sees a URL."""

from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage

from reviews import accounts
from reviews.media import links
from reviews.models import Job
from reviews.providers.errors import AddressNotAllowed, ProviderError
from reviews.providers.http_client import fetch_to_file
from reviews.vocabulary import MediaState

MAX_FETCH_SECONDS = 55.0


class FetchFailed(Exception):
    """No local file. `state` is UNREACHABLE or FORBIDDEN; `again` says whether a later try makes sense."""

    def __init__(self, state: MediaState, message: str, *, may_retry: bool) -> None:
        super().__init__(message)
        self.state = state
        self.may_retry = may_retry


def fetch_video(job: Job, dest: Path, *, now: datetime) -> None:
    """Write the job's video to `dest`: our own copy if there is one, else the source. Errors: Unfetched."""
    if job.media_file:
        return _copy(job.media_file, dest)
    try:
        fetch_to_file(
            _address(job, now),
            dest,
            max_bytes=settings.MEDIA_MAX_BYTES,
            total_s=MAX_FETCH_SECONDS,
            allow_private=settings.ALLOW_PRIVATE_ENDPOINTS,
        )
    except AddressNotAllowed as error:
        raise FetchFailed(
            MediaState.FORBIDDEN, f"The address of the video is not allowed: {error}", may_retry=False
        ) from error
    except ProviderError as error:
        raise FetchFailed(MediaState.UNREACHABLE, f"The video could not be fetched: {error}", may_retry=True) from error
    return None


def _address(job: Job, now: datetime) -> str:
    if stored := links.source_object(job):
        return accounts.client_for(job.account).object_url(stored, now=now, expires_s=links.LINK_SECONDS)
    if not job.source_url:
        raise FetchFailed(MediaState.UNREACHABLE, "The provider reports no video for this job.", may_retry=False)
    if urlsplit(job.source_url).scheme.lower() not in ("http", "https"):
        raise FetchFailed(
            MediaState.FORBIDDEN,
            "The address of the video is neither an http(s) address nor an object in the provider's store.",
            may_retry=False,
        )
    return job.source_url


def _copy(name: str, dest: Path) -> None:
    with default_storage.open(name, "rb") as source, dest.open("wb") as target:
        for chunk in source.chunks(1024 * 1024):
            target.write(chunk)
