"""The only writer of AuditEntry: canonical bytes, one hash chain, one lock.

A body is canonical JSON (keys sorted, compact, UTF-8 kept) and is hashed exactly as stored, so that nothing is ever
serialised again to be checked: ``hash = SHA-256(previous hash || body)``. Personal text (notes) never enters a body;
callers pass a salted digest of it. Against a database superuser this is tamper-evident, not tamper-proof.
"""

import hashlib
import json
from datetime import UTC, datetime

from django.db import connection, models

from reviews.models import AuditEntry, AuditHead, Reviewer

type JSON = str | int | float | bool | list["JSON"] | dict[str, "JSON"] | None

GENESIS = "0" * 64
HEAD_ID = 1


class NotInTransaction(RuntimeError):
    """An audit entry must commit or vanish together with the act that it tells of."""


def record(
    action: str,
    *,
    by: Reviewer | None,
    now: datetime,
    subject: models.Model | None = None,
    job_id: int | None = None,
    **facts: JSON,
) -> AuditEntry:
    """Append one entry (`action` as ``noun.verb_past``) to the chain inside the caller's transaction.

    Locks the head row until that transaction ends, so take this as the last lock. Errors: NotInTransaction.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(f"audit.record({action!r}) was called outside a transaction; open one around the act.")
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=HEAD_ID)
    entry = AuditEntry(
        at=now,
        action=action,
        actor_id=by.pk if by else None,
        actor_name=by.username if by else "",
        subject=subject._meta.model_name or "" if subject else "",
        subject_id=subject.pk if subject else None,
        job_id=job_id,
        previous_hash=head.hash,
    )
    entry.body = _canonical({**_columns(entry), "facts": facts})
    entry.hash = chained(entry.previous_hash, entry.body)
    entry.save(force_insert=True)
    AuditHead.objects.filter(pk=HEAD_ID).update(hash=entry.hash, entries=head.entries + 1)
    return entry


def verify() -> int | None:
    """The id of the first entry that breaks the chain, None when it is whole.

    Streamed in chunks. Entries cut off at the end are seen by the head row; the answer is then the id after the last.
    Entries written while this runs are checked as far as they are seen.
    """
    head = AuditHead.objects.filter(pk=HEAD_ID).first() or AuditHead(hash=GENESIS, entries=0)
    previous, count, last_id = GENESIS, 0, 0
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=1000):
        if not _is_whole(entry, previous):
            return entry.pk
        previous, count, last_id = entry.hash, count + 1, entry.pk
        if count == head.entries and entry.hash != head.hash:
            return entry.pk
    return last_id + 1 if count < head.entries else None


def chained(previous_hash: str, body: str) -> str:
    """SHA-256 hex of the previous hash followed by the body as stored."""
    return hashlib.sha256((previous_hash + body).encode()).hexdigest()


def _is_whole(entry: AuditEntry, previous: str) -> bool:
    if entry.previous_hash != previous or entry.hash != chained(previous, entry.body):
        return False
    body = json.loads(entry.body)
    return all(body.get(name) == value for name, value in _columns(entry).items())


def _columns(entry: AuditEntry) -> dict[str, JSON]:
    """What is kept twice, as a column to search by and inside the hashed body."""
    return {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": entry.action,
        "actor": {"id": entry.actor_id, "name": entry.actor_name},
        "subject": {"model": entry.subject, "id": entry.subject_id},
        "job": entry.job_id,
    }


def _canonical(body: dict[str, JSON]) -> str:
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
