"""Seals: the head of the chain signed with a key that is not in the database, hourly and whenever asked."""

import hashlib
import hmac
import logging
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from reviews.audit.entries import HEAD_ID
from reviews.models import AuditHead, AuditSeal

logger = logging.getLogger("reviews.audit")


def seal_head(*, now: datetime, is_asked: bool = False) -> AuditSeal | None:
    """Sign the head of the chain and log it; None when no seal is due or there is nothing to seal.

    By itself a seal is due once in a UTC hour in which entries came, and once a day without any; when somebody asks
    (`is_asked`) as soon as one entry came since the last. Safe to call from several processes at once: the head row is
    locked while the last seal is looked up again.
    """
    if not _is_due(AuditHead.objects.filter(pk=HEAD_ID).first(), now, is_asked):
        return None
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().filter(pk=HEAD_ID).first()
        if head is None or not _is_due(head, now, is_asked):
            return None
        made = AuditSeal(on=now.astimezone(UTC).date(), at=now, entries=head.entries, hash=head.hash)
        made.signature = seal_signature(made)
        made.save(force_insert=True)
        transaction.on_commit(lambda: logger.info("audit.seal %s", seal_line(made)))
    return made


def _is_due(head: AuditHead | None, now: datetime, is_asked: bool) -> bool:
    if head is None or not head.entries:
        return False
    last = AuditSeal.objects.order_by("-id").first()
    if last is None or last.on != now.astimezone(UTC).date():
        return True
    # A seal of a later hour comes from a clock that was wrong, and must not keep others from being made.
    hour = now.replace(minute=0, second=0, microsecond=0)
    is_fresh = hour <= last.at < hour + timedelta(hours=1)
    return last.entries != head.entries and (is_asked or not is_fresh)


def seal_line(made: AuditSeal) -> str:
    """A seal as it is logged, to be kept where the database's owner cannot write."""
    return f"on={made.on.isoformat()} entries={made.entries} hash={made.hash} signature={made.signature}"


def read_seal_line(line: str) -> AuditSeal:
    """The seal (unsaved) that a logged line tells of; what stands before ``on=`` is passed over. Errors: ValueError."""
    facts = dict(part.split("=", 1) for part in line.split() if "=" in part)
    try:
        return AuditSeal(
            on=date.fromisoformat(facts["on"]),
            entries=int(facts["entries"]),
            hash=facts["hash"],
            signature=facts["signature"],
        )
    except KeyError as missing:
        raise ValueError(f"the line has no {missing.args[0]}=") from None


def seal_signature(seal: AuditSeal) -> str:
    """HMAC-SHA256 hex over day, entries and hash, with AUDIT_SEAL_KEY or else a key derived from SECRET_KEY."""
    own = settings.AUDIT_SEAL_KEY.encode()
    key = own or salted_hmac("reviews.audit.seal", "key", algorithm="sha256").digest()
    signed = f"{seal.on.isoformat()}\n{seal.entries}\n{seal.hash}"
    return hmac.new(key, signed.encode(), hashlib.sha256).hexdigest()


def is_signed(made: AuditSeal) -> bool:
    """Whether the key of this desk signed it."""
    return hmac.compare_digest(made.signature.encode(), seal_signature(made).encode())
