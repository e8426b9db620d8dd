"""One act of a person is one transaction, and a constraint that it breaks is told as what it means."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from reviews.access.errors import Conflict
from reviews.models import Decision, Review
from reviews.vocabulary import ReviewOutcome


def idempotent_transaction[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` (keyword arguments `by` and `idempotency_key`, first argument the job's id) in one transaction.

    The database's refusal ends the whole act, so no savepoint is needed around the insert: two round trips less.
    Errors: Conflict ``key_reused``, ``same_person``; any other IntegrityError as it is.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic():
                return function(*args, **kwargs)
        except IntegrityError as error:
            meaning = _conflict_behind(*args, **kwargs)
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


def _conflict_behind(job_id: Any, *, by: Any, idempotency_key: Any, **_rest: Any) -> Conflict | None:
    stored = Decision.objects.filter(decided_by=by, idempotency_key=idempotency_key).first()
    if stored:
        return key_reused(stored)
    looked = Review.objects.filter(job_id=job_id, reviewer=by, outcome=ReviewOutcome.SUBMITTED)
    return same_person() if looked.exists() else None
