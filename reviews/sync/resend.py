"""A submission without an answer is sent again: never by itself, and only by who accepts that it may run twice."""

from datetime import datetime

import msgspec
from django.utils.translation import gettext as _

from reviews.access.errors import Conflict, Invalid
from reviews.models import Job, Reviewer, Submission
from reviews.providers.base import Provider, SubmitRequest
from reviews.sync import look_for, submit
from reviews.vocabulary import SubmissionState

_SENDABLE = (SubmissionState.ANSWER_LOST, SubmissionState.NOT_DELIVERED)


def resend_submission(
    submission_id: int,
    *,
    by: Reviewer | None,
    now: datetime,
    source: str = "",
    accepts_twice: bool,
    client: Provider | None = None,
) -> Job:
    """Send the same video as a new submission that names the earlier one. Audit: ``submission.sent_again``.

    `source` is the whole address, for a submission that stored only a part of it. `accepts_twice`: the person knows
    that the provider may have the video already. Errors: NotFound; Conflict ``not_lost``, ``already_sent_again``;
    Invalid ``twice_not_accepted``, ``source_required``, ``other_source``; ProviderError as of `submit_video`.
    """
    row = look_for.find_submission(submission_id, by)
    require_sendable(row, now)
    if row.state_at(now) == SubmissionState.ANSWER_LOST and not accepts_twice:
        raise Invalid(
            "twice_not_accepted",
            _("The provider may have this video already. Confirm that it may be submitted twice."),
            field="accepts_twice",
        )
    request = same_request(row, source)
    return submit.submit_video(
        row.account, request, by=by, now=now, client=client, sent_again_from=row.sent_again_from, sends_again=row
    )


def require_sendable(row: Submission, now: datetime) -> None:
    """Errors: Conflict ``not_lost``, ``already_sent_again``, ``account_inactive`` (account loaded)."""
    if row.state_at(now) not in _SENDABLE:
        raise Conflict(
            "not_lost",
            _("Only a submission without an answer, or one that was not delivered, can be sent again."),
        )
    if Submission.objects.filter(sends_again=row).exists():
        raise Conflict("already_sent_again", _("This video was sent again already. Reload the page."))
    if not row.account.is_active:
        raise Conflict("account_inactive", _("Its account is not active."))


def same_request(row: Submission, source: str = "") -> SubmitRequest:
    """What was sent, under a new reference. Errors: Invalid ``source_required``, ``other_source``."""
    request = msgspec.convert({**row.request, "reference": ""}, SubmitRequest)
    if row.is_source_whole:
        if source and source.strip() != request.source:
            raise Invalid(
                "other_source",
                _("The address is another one. Submit it as a new video."),
                field="source_url",
            )
        return request
    if not source.strip():
        raise Invalid(
            "source_required",
            _("A part of the address may be secret and was not stored. Give the whole address again."),
            field="source_url",
        )
    return msgspec.structs.replace(request, source=source)
