"""The only writer of AuditEntry: canonical bytes, one hash chain, one lock.

A body is canonical JSON (keys sorted, compact, UTF-8 kept) and is hashed exactly as stored, so that nothing is ever
serialised again to be checked: ``hash = SHA-256(previous hash || body)``. Personal text (notes) never enters a body;
callers pass a salted digest of it. Against a database superuser this is tamper-evident, not tamper-proof: whoever may
write the tables can hash a tail again, and only a seal shows it, since its key is not in the database. What other rows
must say for an entry to be true stands in its facts (`reviews.audit.digests`); `reviews.audit.verification` compares.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from reviews.models import AuditEntry, AuditHead, Reviewer

type JSON = str | int | float | bool | list["JSON"] | dict[str, "JSON"] | None

GENESIS = "0" * 64
HEAD_ID = 1
# Every act of the desk runs these: written out, they cost a third of what the ORM takes to build them.
_INSERT = (
    "INSERT INTO reviews_auditentry (at, action, actor_id, actor_name, subject, subject_id, job_id, body,"
    " previous_hash, hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id"
)
_MOVE = "UPDATE reviews_audithead SET hash = %s, entries = %s WHERE id = %s"
_APPEND = f"WITH added AS ({_INSERT}), moved AS ({_MOVE}) SELECT id FROM added"  # noqa: S608 - constants
_HEAD = "SELECT hash, entries FROM reviews_audithead WHERE id = %s"
_LOCKED_HEAD = f"{_HEAD} FOR UPDATE"


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
    entry = AuditEntry(
        at=now,
        action=action,
        actor_id=by.pk if by else None,
        actor_name=by.username if by else "",
        subject=subject._meta.model_name or "" if subject else "",
        subject_id=subject.pk if subject else None,
        job_id=job_id,
    )
    # All that can be done before the lock is done before it: the whole desk waits for this row.
    entry.body = _canonical({**_columns(entry), "facts": facts})
    with connection.cursor() as cursor:
        entry.previous_hash, entries = _locked_head(cursor)
        entry.hash = chain_hash(entry.previous_hash, entry.body)
        entry.pk = _append(cursor, entry, entries + 1)
    entry._state.adding, entry._state.db = False, connection.alias
    return entry


def _locked_head(cursor: CursorWrapper) -> tuple[str, int]:
    """Hash and number of entries, the row locked until the transaction ends (SQLite: the transaction is the lock)."""
    cursor.execute(_LOCKED_HEAD if connection.features.has_select_for_update else _HEAD, [HEAD_ID])
    row: tuple[str, int] | None = cursor.fetchone()
    if row is None:
        head = AuditHead.objects.select_for_update().get_or_create(pk=HEAD_ID)[0]
        return head.hash, head.entries
    return row


def _append(cursor: CursorWrapper, entry: AuditEntry, entries: int) -> int:
    """Insert the entry and move the head; the entry's id. In one statement where the database can."""
    values: list[Any] = [
        connection.ops.adapt_datetimefield_value(entry.at), entry.action, entry.actor_id, entry.actor_name,
        entry.subject, entry.subject_id, entry.job_id, entry.body, entry.previous_hash, entry.hash,
    ]  # fmt: skip
    moved: list[Any] = [entry.hash, entries, HEAD_ID]
    if connection.vendor == "postgresql":
        cursor.execute(_APPEND, [*values, *moved])
        return int(cursor.fetchone()[0])
    cursor.execute(_INSERT, values)
    added = int(cursor.fetchone()[0])
    cursor.execute(_MOVE, moved)
    return added


def chain_hash(previous_hash: str, body: str) -> str:
    """SHA-256 hex of the previous hash followed by the body as stored."""
    return hashlib.sha256((previous_hash + body).encode()).hexdigest()


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
