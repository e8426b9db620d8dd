"""Wrong API tokens: limited by address and audited once an hour for each, with how many there were.

A valid token always passes, whatever others at the same address send: with 256 random bits a token cannot be guessed,
so a limit that held valid ones up would only let one broken script stop all others. What the limit saves is work and
rows: above it a wrong token is answered 429 and writes nothing but a count.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from reviews import audit
from reviews.access import sign_in_limits
from reviews.access.client_address import ClientAddress, network_to_count
from reviews.models import TokenRefusal

AUDIT_EVERY = timedelta(hours=1)
MAX_FLUSHED = 50


def count_refusal(address: ClientAddress, *, now: datetime) -> datetime | None:
    """Count one wrong token from `address`; the moment until which its wrong tokens are answered 429, if any."""
    digest = sign_in_limits.digest_of("token", network_to_count(address.text))
    with transaction.atomic():
        _note(digest, now)
    return sign_in_limits.count_at(digest, limit=settings.SIGN_IN_MAX_FAILURES_PER_IP, now=now)


def flush_refusals(*, now: datetime) -> int:
    """Write what was counted and is not in the trail yet, once its hour is over, and forget the address; how many.

    The worker does so every minute, so that the end of a burst is told of without another wrong token.
    """
    due = TokenRefusal.objects.filter(audited_at__lte=now - AUDIT_EVERY).order_by("audited_at")
    ids = list(due.values_list("pk", flat=True)[:MAX_FLUSHED])
    for pk in ids:
        with transaction.atomic():
            row = TokenRefusal.objects.select_for_update().filter(pk=pk, audited_at__lte=now - AUDIT_EVERY).first()
            if row and row.pending_count:
                _record(row.address_digest, row.pending_count, now)
            if row:
                row.delete()
    return len(ids)


def _note(digest: str, now: datetime) -> None:
    row, is_new = TokenRefusal.objects.select_for_update().get_or_create(
        address_digest=digest, defaults={"audited_at": now}
    )
    if is_new:
        _record(digest, 1, now)
    elif now - row.audited_at >= AUDIT_EVERY:
        TokenRefusal.objects.filter(pk=row.pk).update(audited_at=now, pending_count=0)
        _record(digest, row.pending_count + 1, now)
    else:
        TokenRefusal.objects.filter(pk=row.pk).update(pending_count=F("pending_count") + 1)


def _record(digest: str, count: int, now: datetime) -> None:
    audit.record("token.refused", by=None, now=now, address=digest, count=count)
