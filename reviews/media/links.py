"""Where a video or still can be read right now: a file of ours, or a signed link that soon ends and is never stored."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from reviews import accounts
from reviews.media import playable_copy, video_facts
from reviews.models import Finding, Job
from reviews.providers import registry
from reviews.providers.errors import ProviderError
from reviews.providers.results import ObjectRef
from reviews.vocabulary import CopyState

LINK_SECONDS = 300


class MediaMissing(Exception):
    """There is nothing to show; the message is a sentence for a person."""


@dataclass(frozen=True)
class Link:
    """Exactly one of: `file`, a name in Django's default storage; `url`, a signed link valid for `LINK_SECONDS`."""

    file: str = ""
    url: str = field(default="", repr=False)  # never in a log


def video_link(job: Job, *, now: datetime) -> Link:
    """The job's video. Errors: MediaMissing."""
    if job.media_file:
        return Link(file=job.media_file)
    if stored := source_object(job):
        return _signed_link(job, stored, now=now)
    raise MediaMissing(
        job.media_error or _("There is no copy of this video yet. You can review its findings and texts without it.")
    )


def copy_link(job: Job) -> Link:
    """The copy of the job's video that browsers can play. Errors: MediaMissing."""
    copy = playable_copy.find_copy(job)
    if copy is None or copy.state != CopyState.READY:
        raise MediaMissing(_("There is no playable copy of this video."))
    return Link(file=copy.file)


def still_link(finding: Finding, *, now: datetime, width: int | None = None) -> Link:
    """A finding's picture, `width` pixels wide where the store can scale. Errors: MediaMissing."""
    if finding.still_file:
        return Link(file=finding.still_file)
    if not finding.snapshot_object and video_facts.is_in_hole(finding.job, finding.start_ms):
        raise MediaMissing(_("No picture can be decoded at this instant. The video is damaged there."))
    if finding.snapshot_object:
        ref = ObjectRef(finding.snapshot_bucket, finding.snapshot_location, finding.snapshot_object)
        return _signed_link(finding.job, ref, now=now, width=width)
    raise MediaMissing(_("This finding has no picture."))


def source_object(job: Job) -> ObjectRef | None:
    """Return the object in a provider's store that the job's source names; None for an http(s) address or none."""
    return registry.parse_object_address(job.source_url, job.source_location)


def _signed_link(job: Job, ref: ObjectRef, *, now: datetime, width: int | None = None) -> Link:
    try:
        url = accounts.client_for(job.account).object_url(ref, now=now, expires_s=LINK_SECONDS, width=width)
    except ProviderError as error:
        raise MediaMissing(
            _("The video cannot be fetched from the provider's storage: %(why)s") % {"why": error}
        ) from error
    return Link(url=url)
