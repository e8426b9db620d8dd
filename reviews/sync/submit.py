"""A video given to a provider: the call first, then the job's row."""

import uuid
from datetime import datetime
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.db import transaction

from reviews import accounts, audit
from reviews.models import Job, ProviderAccount, Reviewer
from reviews.pasted_text import clean_address, describe_character, is_hidden_mark
from reviews.providers import address, registry
from reviews.providers.base import Provider, SubmitRequest, Submitted
from reviews.providers.errors import InvalidRequest, ProviderError, Throttled, Unavailable
from reviews.redaction import get_public_address, get_public_text
from reviews.sync import health, rate
from reviews.sync.rate import RateUsedUp
from reviews.sync.step import StepClock


def submit_video(
    account: ProviderAccount,
    request: SubmitRequest,
    *,
    by: Reviewer | None,
    now: datetime,
    client: Provider | None = None,
    sent_again_from: Job | None = None,
) -> Job:
    """Ask the provider to moderate one video; the job is due for its first look at once.

    A submit is never repeated by itself: a repeated one would cost a second run. Errors: ProviderError, of which
    InvalidRequest and AddressNotAllowed are about `request.source`; Unavailable with code `answer_lost` means that
    the provider may have taken the video. `sent_again_from` is a job of the same video that could not be checked.
    """
    request = msgspec.structs.replace(request, source=clean_address(request.source))
    check_source(account, request.source)
    clock = StepClock(now)
    if not health.admit_call(account, now):
        raise Unavailable(f"Account {account.name} is paused: {account.last_error}", code="account_paused")
    wanted = msgspec.structs.replace(
        request, reference=request.reference or str(uuid.uuid4()), output=request.output or account.output
    )
    taken = _call(account, client, wanted, clock)
    return _create_job(account, wanted, taken, by, clock.now(), sent_again_from)


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


def _call(account: ProviderAccount, client: Provider | None, wanted: SubmitRequest, clock: StepClock) -> Submitted:
    try:
        rate.wait_turn(account.pk, clock)
        taken = (client or accounts.client_for(account)).submit(wanted)
    except RateUsedUp as full:
        raise Throttled(str(full), code="rate_used_up") from None
    except Unavailable as error:
        health.record_failure(account, error, clock.now())
        if error.code == "not_connected":
            raise
        raise _answer_lost(account, wanted, error) from error
    except ProviderError as error:
        health.record_failure(account, error, clock.now())
        raise
    health.record_success(account, clock.now())
    return taken


def _answer_lost(account: ProviderAccount, wanted: SubmitRequest, error: Unavailable) -> Unavailable:
    """No clear answer came: say what that means, for a person who is about to press the button again."""
    later = (
        "If it did, the job appears here automatically within minutes."
        if registry.get(account.provider).can_list and account.discovers_jobs
        else "This provider cannot list jobs. If you know the job ID from another source, register it."
    )
    return Unavailable(
        f"{error} The provider may still have accepted the video (reference {wanted.reference}). {later} "
        "Submitting again may moderate the video twice.",
        code="answer_lost",
        status=error.status,
        request_id=error.request_id,
        retry_after_s=error.retry_after_s,
    )


def _create_job(
    account: ProviderAccount,
    wanted: SubmitRequest,
    taken: Submitted,
    by: Reviewer | None,
    now: datetime,
    sent_again_from: Job | None,
) -> Job:
    with transaction.atomic():
        # A listing may have found the job first.
        job, _ = Job.objects.update_or_create(
            account=account,
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
                "sent_again_from": sent_again_from,
            },
        )
        facts = {"sent_again_from": sent_again_from.pk} if sent_again_from else {}
        reference = get_public_text(wanted.reference)
        audit.record("job.submitted", by=by, now=now, subject=job, job_id=job.pk, reference=reference, **facts)
    return job
