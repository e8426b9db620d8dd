"""The same video sent anew, because no machine checked it: a new job that is linked to the old one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reviews.access import closable, permissions
from reviews.access.errors import Conflict, NotFound
from reviews.models import Job, Reviewer
from reviews.providers import registry
from reviews.providers.base import Provider, SubmitRequest
from reviews.providers.errors import ProviderError
from reviews.queues import unchecked
from reviews.sync import submit
from reviews.vocabulary import CloseReason, ReviewState


def send_again(job_id: int, *, by: Reviewer, now: datetime, client: Provider | None = None) -> Job:
    """Submit the video of a job that could not be checked as a new job; the old one is closed.

    The old job is closed before the call, so that two people never send it twice, and comes back when the call fails.
    Audit: ``job.closed``, ``job.submitted``, and ``job.put_back`` after a failure. Errors: NotAllowed, NotFound;
    Conflict ``claim_held``, ``already_closed``, ``was_checked``, ``no_source``; ProviderError as of `submit_video`.
    """
    permissions.require(by, permissions.Permission.SUBMIT_VIDEOS)
    with transaction.atomic():
        job = _lock_job(job_id, by)
        closable.require_closable(job)
        if reason := why_not_again(job):
            raise Conflict("no_source", reason)
        unchecked.close_unchecked(job, CloseReason.SENT_AGAIN, by=by, now=now)
    try:
        return submit.submit_video(job.account, same_request(job), by=by, now=now, client=client, sent_again_from=job)
    except ProviderError as error:
        _put_back(job, by, now, error)
        raise


def why_not_again(job: Job) -> str:
    """Why the video (account loaded) cannot be sent again, as a sentence; empty when it can."""
    if not job.account.is_active:
        return _("Its account is not active.")
    scheme = job.source_url.partition("://")[0]
    if scheme not in registry.get(job.account.provider).source_schemes:
        return _("The address of the video is not known, so it cannot be sent again.")
    return ""


def same_request(job: Job) -> SubmitRequest:
    """What was asked of the provider for this job, as far as it is known."""
    return SubmitRequest(
        source=job.source_url,
        title=job.title,
        description=job.description,
        comments=job.comments,
        frame_interval_s=round(job.frame_interval_ms / 1000) if job.frame_interval_ms else None,
        biz_type=job.biz_type,
        image_categories=_words(job, "image_categories"),
        audio_categories=_words(job, "audio_categories"),
    )


def _words(job: Job, name: str) -> tuple[str, ...]:
    """A list of words out of the provider's echo of the request, which is text from outside."""
    asked = job.request_params.get(name)
    return tuple(word for word in asked if isinstance(word, str)) if isinstance(asked, list) else ()


def _lock_job(job_id: int, by: Reviewer) -> Job:
    job = Job.objects.select_for_update(of=("self",)).select_related("account").filter(pk=job_id).first()
    if job is None or not permissions.is_visible(job, by):
        raise NotFound("not_found", _("This job does not exist. Go back to the queue."), job_id=job_id)
    return job


def _put_back(job: Job, by: Reviewer, now: datetime, error: ProviderError) -> None:
    with transaction.atomic():
        row = Job.objects.select_for_update().get(pk=job.pk)
        if row.review_state == ReviewState.CLOSED and row.version == job.version:
            unchecked.put_back_closed(row, by=by, now=now, why=error.code)
