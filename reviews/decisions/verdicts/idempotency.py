"""One act of a person is one transaction, and a constraint that it breaks is told as what it means."""

from datetime import datetime
from functools import wraps
from typing import Protocol

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from reviews.access.errors import Conflict
from reviews.decisions.verdicts.verdict_request import VerdictRequest
from reviews.models import Decision, Review, Reviewer
from reviews.vocabulary import ReviewOutcome


class _Verdict[Request: VerdictRequest, R](Protocol):
    def __call__(self, request: Request, *, by: Reviewer, now: datetime) -> R: ...


def idempotent_transaction[Request: VerdictRequest, R](function: _Verdict[Request, R]) -> _Verdict[Request, R]:
    """Run `function` in one transaction.

    The database's refusal ends the whole act, so no savepoint is needed around the insert: two round trips less.
    Errors: Conflict ``key_reused``, ``same_person``; any other IntegrityError as it is.
    """

    @wraps(function)
    def run(request: Request, *, by: Reviewer, now: datetime) -> R:
        try:
            with transaction.atomic():
                return function(request, by=by, now=now)
        except IntegrityError as error:
            meaning = _conflict_behind(request, by)
            if meaning is None:
                raise
            raise meaning from error

    return run


def key_reused(stored: Decision | None) -> Conflict:
    """The key belongs to another decision of the same person."""
    return Conflict(
        "key_reused",
        _("This idempotency_key was already used for a different decision. Send a new key."),
        decision=stored.pk if stored else None,
    )


def same_person() -> Conflict:
    """An escalated job is decided by somebody else than the person who escalated it."""
    return Conflict(
        "same_person",
        _("You already submitted a verdict on this job. Another reviewer must decide it now. Claim the next job."),
    )


def _conflict_behind(request: VerdictRequest, by: Reviewer) -> Conflict | None:
    stored = Decision.objects.filter(decided_by=by, idempotency_key=request.idempotency_key).first()
    if stored:
        return key_reused(stored)
    looked = Review.objects.filter(job_id=request.job_id, reviewer=by, outcome=ReviewOutcome.SUBMITTED)
    return same_person() if looked.exists() else None
