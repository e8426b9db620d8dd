"""The row of a video that is sent: before the call, after the answer, and after an answer that did not come."""

import uuid
from datetime import datetime

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from reviews import audit
from reviews.access.errors import Conflict
from reviews.models import Job, ProviderAccount, Reviewer, Submission
from reviews.providers.base import SubmitRequest, Submitted
from reviews.providers.errors import BadAnswer, ProviderError, Refused, Throttled, Unavailable
from reviews.redaction import get_public_text, get_public_value
from reviews.vocabulary import SubmissionState


def open_submission(
    account: ProviderAccount,
    wanted: SubmitRequest,
    *,
    by: Reviewer | None,
    now: datetime,
    sends_again: Submission | None = None,
    sent_again_from: Job | None = None,
) -> Submission:
    """Store what is about to be sent; committed before the call. Errors: Conflict ``already_sent_again``."""
    shown = get_public_value(msgspec.to_builtins(wanted))
    with transaction.atomic():
        if sends_again:
            _lock_unsent(sends_again)
        row = Submission.objects.create(
            account=account,
            sent_by=by,
            sent_at=now,
            reference=wanted.reference,
            request=shown,
            is_source_whole=shown["source"] == wanted.source,
            sends_again=sends_again,
            sent_again_from=sent_again_from,
        )
        if sends_again:
            audit.record("submission.sent_again", by=by, now=now, subject=row, earlier=sends_again.pk, **row.facts())
    return row


def _lock_unsent(earlier: Submission) -> None:
    locked = Submission.objects.select_for_update().get(pk=earlier.pk)
    if Submission.objects.filter(sends_again=locked).exists():
        raise Conflict("already_sent_again", _("This video was sent again already. Reload the page."))


def new_reference() -> str:
    """Our own name for a submission that has none."""
    return str(uuid.uuid4())


def record_answer(
    submission: Submission, wanted: SubmitRequest, taken: Submitted, *, by: Reviewer | None, now: datetime
) -> Job:
    """The provider took the video: its job is due at once, and the row names it. Audit: ``job.submitted``."""
    with transaction.atomic():
        # A listing may have found the job first.
        job, _created = Job.objects.update_or_create(
            account_id=submission.account_id,
            external_id=taken.external_id,
            defaults={
                "source_url": wanted.source,
                "title": wanted.title,
                "description": wanted.description,
                "comments": wanted.comments,
                "request_id": taken.request_id,
                "user_data": wanted.reference,
                "biz_type": wanted.biz_type,
                "frame_interval_ms": wanted.frame_interval_s * 1000 if wanted.frame_interval_s else None,
                "next_poll_at": now,
                "added_by": by,
                "sent_again_from_id": submission.sent_again_from_id,
            },
        )
        _end(submission, SubmissionState.ANSWERED, now, job=job, request_id=taken.request_id)
        again = submission.sent_again_from_id
        facts = {"sent_again_from": again} if again else {}
        reference = get_public_text(wanted.reference)
        audit.record("job.submitted", by=by, now=now, subject=job, job_id=job.pk, reference=reference, **facts)
    return job


def record_failure(submission: Submission, error: ProviderError, now: datetime) -> SubmissionState:
    """Store how the call ended without a job, and return it."""
    state = _state_after(error)
    _end(
        submission,
        state,
        now,
        error_code=error.code[:100],
        error_message=get_public_text(str(error))[:500],
        request_id=error.request_id[:200],
    )
    return state


def _state_after(error: ProviderError) -> SubmissionState:
    if isinstance(error, Unavailable | BadAnswer) and error.may_have_arrived:
        return SubmissionState.ANSWER_LOST
    # A refusal is the provider's own word; everything else happened on the way there.
    is_refusal = isinstance(error, Refused | Throttled) and error.may_have_arrived
    return SubmissionState.REFUSED if is_refusal else SubmissionState.NOT_DELIVERED


def link_found_job(submission: Submission, external_id: str, *, by: Reviewer | None, now: datetime) -> Job:
    """A job of the account turned out to be this submission's. Audit: ``submission.found``."""
    with transaction.atomic():
        job, is_new = Job.objects.get_or_create(
            account_id=submission.account_id, external_id=external_id, defaults={"next_poll_at": now}
        )
        sent = submission.request
        values = {
            "added_by_id": job.added_by_id or submission.sent_by_id,
            "source_url": job.source_url or (submission.source if submission.is_source_whole else ""),
            **{name: getattr(job, name) or sent.get(name, "") for name in ("title", "description", "comments")},
            "user_data": job.user_data or submission.reference,
            "sent_again_from_id": job.sent_again_from_id or submission.sent_again_from_id,
        }
        Job.objects.filter(pk=job.pk).update(**values)
        _end(submission, SubmissionState.ANSWERED, now, job=job)
        audit.record(
            "submission.found", by=by, now=now, subject=submission, job_id=job.pk, is_new=is_new, **submission.facts()
        )
    return Job.objects.get(pk=job.pk)


def link_listed_job(job: Job, now: datetime) -> None:
    """Link a job that came by a listing or by its id to the submission whose reference it carries, if one waits."""
    if not job.user_data or len(job.user_data) > 200:
        return
    rows = Submission.objects.filter(account_id=job.account_id, reference=job.user_data, job__isnull=True)
    for row in rows.exclude(state=SubmissionState.REFUSED).order_by("pk")[:1]:
        # A call that still runs gets its answer itself.
        if row.state_at(now) != SubmissionState.SENDING:
            link_found_job(row, job.external_id, by=None, now=now)


def _end(submission: Submission, state: SubmissionState, now: datetime, **values: object) -> None:
    for name, value in {"state": state, "ended_at": now, **values}.items():
        setattr(submission, name, value)
    submission.save(update_fields=["state", "ended_at", *values])
