"""API tokens: 256 random bits shown once, stored as a hash, with scopes and an end."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from reviews import audit
from reviews.access import roles
from reviews.access.errors import Invalid
from reviews.models import ApiToken, Reviewer
from reviews.vocabulary import TokenScope

MAX_DAYS = 366
PREFIX = "rd_"
USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def create_token(
    owner: Reviewer, scopes: Iterable[str], days: int, *, now: datetime, by: Reviewer | None = None
) -> tuple[ApiToken, str]:
    """A token row and the raw token, which nobody can read again. `by` is None for the command.

    Errors: NotAllowed ``superuser_only``; Invalid ``bad_scope`` (none, or unknown), ``bad_days`` (outside 1..366),
    ``bad_owner`` (not active).
    """
    if by is not None:
        roles.check_authority(owner, by=by)
    known = [scope.value for scope in TokenScope]
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= set(known):
        raise Invalid(
            "bad_scope",
            _("Choose at least one of these scopes: %(known)s.") % {"known": ", ".join(known)},
            field="scopes",
        )
    if not 1 <= days <= MAX_DAYS:
        raise Invalid("bad_days", _("Enter a number of days from 1 to %(n)d.") % {"n": MAX_DAYS}, field="days")
    if not owner.is_active:
        raise Invalid("bad_owner", _("This person is not active. Activate the account first."), field="owner")
    raw = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        owner=owner,
        prefix=raw[:10],
        sha256=_hash(raw),
        scopes=wanted,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    owned: dict[str, Any] = {"owner": owner.username, "scopes": [*wanted], "days": days, "by_command": by is None}
    audit.record("token.created", by=by, now=now, subject=token, **owned)
    return token, raw


def find_valid_token(raw: str, *, now: datetime) -> ApiToken | None:
    """The valid token of an active owner, owner loaded; None otherwise. Notes its use at most once a minute."""
    token = ApiToken.objects.select_related("owner").filter(sha256=_hash(raw)).first()
    if token is None or not token.is_valid(now) or not token.owner.is_active:
        return None
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - USE_NOTED_EVERY)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
        token.last_used_at = now
    return token


@transaction.atomic
def revoke(token: ApiToken, *, by: Reviewer | None, now: datetime) -> None:
    """End the token now; ending it twice changes nothing. Errors: NotAllowed ``superuser_only``."""
    if by is not None:
        roles.check_authority(token.owner, by=by)
    if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
        token.revoked_at = now
        audit.record("token.revoked", by=by, now=now, subject=token)


def _hash(raw: str) -> str:
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()
