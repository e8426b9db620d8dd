"""A video given to a provider: the row of the submission, the call, then the job's row."""

from datetime import datetime
from urllib.parse import urlsplit

import msgspec
from django.conf import settings

from reviews import accounts
from reviews.models import Job, ProviderAccount, Reviewer, Submission
from reviews.pasted_text import clean_address, describe_character, is_hidden_mark
from reviews.providers import address, registry
from reviews.providers.base import Provider, SubmitRequest, Submitted
from reviews.providers.errors import AddressNotAllowed, InvalidRequest, ProviderError, Throttled, Unavailable
from reviews.redaction import get_public_address
from reviews.sync import health, outbox, rate
from reviews.sync.rate import RateUsedUp
from reviews.sync.step import StepClock
from reviews.vocabulary import SubmissionState

# Errors of ours about one field; a provider's own code for a bad request is about the video.
_FIELDS = {
    "bad_source": "source",
    "address_not_allowed": "source",
    "bad_title": "title",
    "bad_description": "description",
    "bad_frame_interval": "frame_interval_s",
}


class AnswerLost(Unavailable):
    """No clear answer came: the provider may have the video. `submission_id` is the row that remembers it."""

    submission_id: int


def find_wrong_field(error: ProviderError) -> str:
    """The field of `SubmitRequest` that the error is about; empty when it is about the way there, or the account."""
    if not isinstance(error, InvalidRequest | AddressNotAllowed):
        return ""
    return _FIELDS.get(error.code, "" if error.code.startswith("bad_") else "source")


def submit_video(
    account: ProviderAccount,
    request: SubmitRequest,
    *,
    by: Reviewer | None,
    now: datetime,
    client: Provider | None = None,
    sent_again_from: Job | None = None,
    sends_again: Submission | None = None,
) -> Job:
    """Ask the provider to moderate one video; the job is due for its first look at once.

    The submission is stored before the call, and says later how it ended. It is never repeated by itself: a repeated
    one would cost a second run. Errors: ProviderError, of which `find_wrong_field` says whether it is about the video;
    AnswerLost means that the provider may have taken it; Conflict ``already_sent_again``. `sent_again_from` is a job
    of the same video that could not be checked, `sends_again` an earlier submission without an answer.
    """
    request = msgspec.structs.replace(request, source=clean_address(request.source))
    check_source(account, request.source)
    clock = StepClock(now)
    if not health.admit_call(account, now):
        raise _unsent(Unavailable(f"Account {account.name} is paused: {account.last_error}", code="account_paused"))
    wanted = msgspec.structs.replace(
        request, reference=request.reference or outbox.new_reference(), output=request.output or account.output
    )
    try:
        rate.wait_turn(account.pk, clock)
    except RateUsedUp as full:
        raise Throttled(str(full), code="rate_used_up") from None
    row = outbox.open_submission(
        account, wanted, by=by, now=clock.now(), sends_again=sends_again, sent_again_from=sent_again_from
    )
    taken = _call(row, client, wanted, clock)
    return outbox.record_answer(row, wanted, taken, by=by, now=clock.now())


def _unsent(error: Unavailable) -> Unavailable:
    error.may_have_arrived = False
    return error


def check_source(account: ProviderAccount, source: str) -> None:
    """Errors: InvalidRequest or AddressNotAllowed, saying what is wrong with the address and what to give instead."""
    _check_visible(source)
    schemes = registry.get(account.provider).source_schemes
    shown = get_public_address(source)[:80]
    try:
        parts = urlsplit(source)
    except ValueError:
        raise InvalidRequest(f"source: {shown!r} is not an address.", code="bad_source") from None
    if parts.scheme not in schemes or not parts.netloc:
        wanted = " or ".join(f"{scheme}://..." for scheme in schemes)
        raise InvalidRequest(
            f"source: {shown!r} is not supported. {account.provider} accepts {wanted}.",
            code="bad_source",
        )
    if parts.scheme in ("http", "https"):
        address.check_address(source, allow_private=settings.ALLOW_PRIVATE_ENDPOINTS)
    elif not parts.path.strip("/"):
        raise InvalidRequest(
            f"source: {shown!r} contains no object. Write {parts.scheme}://bucket/object.",
            code="bad_source",
        )


def _check_visible(source: str) -> None:
    # Blanks are encoded or part of an object's name; whatever else nobody sees is no part of an address on purpose.
    hidden = next(((place, char) for place, char in enumerate(source, start=1) if is_hidden_mark(char)), None)
    if hidden:
        raise InvalidRequest(
            f"source: character {hidden[0]} of the address is {describe_character(hidden[1])}. Remove it.",
            code="bad_source",
        )


def _call(row: Submission, client: Provider | None, wanted: SubmitRequest, clock: StepClock) -> Submitted:
    account = row.account
    try:
        taken = (client or accounts.client_for(account)).submit(wanted)
    except ProviderError as error:
        health.record_failure(account, error, clock.now())
        if outbox.record_failure(row, error, clock.now()) != SubmissionState.ANSWER_LOST:
            raise
        raise _answer_lost(row, error) from error
    health.record_success(account, clock.now())
    return taken


def _answer_lost(row: Submission, error: ProviderError) -> AnswerLost:
    """No clear answer came: say what that means, for a person who is about to press the button again."""
    account = row.account
    later = (
        "If it did, the job appears here automatically within minutes."
        if registry.get(account.provider).can_list and account.discovers_jobs
        else "Look for it in the list of sent videos before you send it again."
        if registry.get(account.provider).can_list
        else "This provider cannot list jobs. If you know the job ID from another source, register it."
    )
    lost = AnswerLost(
        f"{error} The provider may still have accepted the video (reference {row.reference}). {later} "
        "Submitting again may moderate the video twice.",
        code="answer_lost",
        status=error.status,
        request_id=error.request_id,
        retry_after_s=error.retry_after_s,
    )
    lost.submission_id = row.pk
    return lost
