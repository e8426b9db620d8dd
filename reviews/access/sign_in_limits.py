"""Limits on guessing, counted in the database: passwords by name and address, second-factor codes by person.

Names and addresses are kept as digests keyed with SECRET_KEY. A try is counted before its secret is looked at and
taken back when it was right, so that many tries at one moment cannot slip past the count.

Three limits hold for a name and a password: per name and address, per address, and per name from all addresses. The
last two could be used to lock somebody out, so a browser in which this person signed in before has a count of its own
that strangers cannot fill: limits per address and per name do not hold it up. No limit lasts longer than the window.
"""

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction

from reviews import audit
from reviews.access.client_address import ClientAddress, network_to_count
from reviews.models import Reviewer, SignInFailure

PURGE_BATCH_SIZE = 200


@dataclass(frozen=True)
class SignInAttempt:
    """One counted try. `waits_until` is set when the limit is reached: the secret must not be looked at then."""

    name_digest: str
    address_digest: str
    row_id: int | None
    waits_until: datetime | None


def begin_password_attempt(name: str, address: ClientAddress, *, now: datetime, browser: str = "") -> SignInAttempt:
    """Count a try with a password of `name` from `address`.

    `browser` is the mark of a browser in which this very person signed in before, empty for any other: its tries are
    counted by the mark, apart from those of the address.
    """
    digest = digest_of("name", _folded(name))
    if browser:
        return _begin_attempt(digest, digest_of("browser", browser), now=now, per_address=False, per_user=False)
    network = digest_of("address", network_to_count(address.text))
    return _begin_attempt(digest, network, now=now, per_address=address.is_countable, per_user=True)


def begin_code_attempt(person: Reviewer, *, now: datetime) -> SignInAttempt:
    """Count a try with a second-factor code: whoever gets there knows the password, so addresses do not matter."""
    return _begin_attempt(
        digest_of("code", str(person.pk)), digest_of("address", ""), now=now, per_address=False, per_user=False
    )


def count_at(address_digest: str, *, limit: int, now: datetime) -> datetime | None:
    """Count a try at `address_digest` that is known to be wrong; when it is one too many, until when that holds.

    Above the limit no row is written, so that nobody fills the table.
    """
    recent = SignInFailure.objects.filter(address_digest=address_digest, at__gt=now - failure_window()).order_by(
        "-at", "-pk"
    )
    earlier = list(recent.values_list("at", flat=True)[:limit])
    if len(earlier) == limit:
        return earlier[-1] + failure_window()
    _purge_old_failures(now)
    SignInFailure.objects.create(name_digest=digest_of("token", ""), address_digest=address_digest, at=now)
    return None


def record_failure(
    attempt: SignInAttempt, *, now: datetime, by: Reviewer | None = None, what: str = "password"
) -> None:
    """The try was wrong: it stays counted and goes into the audit; reaching the limit is an entry of its own."""
    with transaction.atomic():
        facts: dict[str, Any] = {"name": attempt.name_digest, "address": attempt.address_digest, "what": what}
        audit.record("signin.failed", by=by, now=now, subject=by, **facts)
        if _failures_of_pair(attempt, now).count() >= settings.SIGN_IN_MAX_FAILURES_PER_USER_AND_IP:
            audit.record("signin.locked", by=by, now=now, subject=by, **facts)


def record_success(attempt: SignInAttempt) -> None:
    """The try was right: earlier failures of the same name from the same address are forgotten."""
    SignInFailure.objects.filter(name_digest=attempt.name_digest, address_digest=attempt.address_digest).delete()


def _begin_attempt(name: str, address: str, *, now: datetime, per_address: bool, per_user: bool) -> SignInAttempt:
    _purge_old_failures(now)
    row = SignInFailure.objects.create(name_digest=name, address_digest=address, at=now)
    recent = SignInFailure.objects.filter(at__gt=now - failure_window()).order_by("-at", "-pk")
    limits = [(recent.filter(name_digest=name, address_digest=address), settings.SIGN_IN_MAX_FAILURES_PER_USER_AND_IP)]
    if per_address:
        limits.append((recent.filter(address_digest=address), settings.SIGN_IN_MAX_FAILURES_PER_IP))
    if per_user:
        limits.append((recent.filter(name_digest=name), settings.SIGN_IN_MAX_FAILURES_PER_USER))
    ends = [_full_until(rows, limit) for rows, limit in limits]
    waits_until = max((end for end in ends if end), default=None)
    if waits_until:
        row.delete()
    return SignInAttempt(name, address, None if waits_until else row.pk, waits_until)


def _full_until(rows: models.QuerySet[SignInFailure], limit: int) -> datetime | None:
    # The newest row is this try itself; with it, `limit` earlier ones are one too many.
    too_many = rows.values_list("at", flat=True)[limit : limit + 1]
    return next((at + failure_window() for at in too_many), None)


def failure_window() -> timedelta:
    """How long a failure counts."""
    return timedelta(seconds=settings.SIGN_IN_WINDOW_SECONDS)


def _failures_of_pair(tried: SignInAttempt, now: datetime) -> models.QuerySet[SignInFailure]:
    return SignInFailure.objects.filter(
        name_digest=tried.name_digest, address_digest=tried.address_digest, at__gt=now - failure_window()
    )


def _purge_old_failures(now: datetime) -> None:
    old = SignInFailure.objects.filter(at__lte=now - failure_window()).order_by("at").values_list("pk", flat=True)
    if ids := list(old[:PURGE_BATCH_SIZE]):
        SignInFailure.objects.filter(pk__in=ids).delete()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def digest_of(kind: str, value: str) -> str:
    """Make a digest of a name or address, keyed so that a copy of the table does not answer whether it was tried."""
    key = f"desk.sign-in.{settings.SECRET_KEY}".encode()
    return hmac.digest(key, f"{kind}:{value}".encode("utf-8", "replace"), "sha256").hex()
