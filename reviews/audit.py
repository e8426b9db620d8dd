"""The only writer of AuditEntry: canonical bytes, one hash chain, one lock.

A body is canonical JSON (keys sorted, compact, UTF-8 kept) and is hashed exactly as stored, so that nothing is ever
serialised again to be checked: ``hash = SHA-256(previous hash || body)``. Personal text (notes) never enters a body;
callers pass a salted digest of it. Against a database superuser this is tamper-evident, not tamper-proof: whoever may
write the tables can hash a tail anew, and only a seal shows it, since its key is not in the database.
"""

import hashlib
import hmac
import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.crypto import salted_hmac

from reviews.models import AuditEntry, AuditHead, AuditSeal, Reviewer

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

logger = logging.getLogger(__name__)


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
        entry.hash = chained(entry.previous_hash, entry.body)
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


@dataclass(frozen=True)
class Fault:
    """The first bad row. `what` is hash, link, columns, missing, head, seal or signature; `on` the day of a seal."""

    entry_id: int
    what: str
    on: date | None = None


def seal(*, now: datetime) -> AuditSeal | None:
    """Sign the head of the chain once a UTC day and log it; None when that is done or there is nothing to seal.

    Safe to call from several processes at once: the head row is locked while the day is looked up again.
    """
    on = now.astimezone(UTC).date()
    if AuditSeal.objects.filter(on=on).exists():
        return None
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().filter(pk=HEAD_ID).first()
        if head is None or not head.entries or AuditSeal.objects.filter(on=on).exists():
            return None
        made = AuditSeal(on=on, at=now, entries=head.entries, hash=head.hash)
        made.signature = signature(made)
        made.save(force_insert=True)
        transaction.on_commit(lambda: logger.info("audit.seal %s", seal_line(made)))
    return made


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


def signature(made: AuditSeal) -> str:
    """HMAC-SHA256 hex over day, entries and hash, with AUDIT_SEAL_KEY or else a key derived from SECRET_KEY."""
    own = settings.AUDIT_SEAL_KEY.encode()
    key = own or salted_hmac("reviews.audit.seal", "key", algorithm="sha256").digest()
    signed = f"{made.on.isoformat()}\n{made.entries}\n{made.hash}"
    return hmac.new(key, signed.encode(), hashlib.sha256).hexdigest()


def verify() -> int | None:
    """The id of the first entry that breaks the chain or a seal, None when all is whole."""
    fault = first_fault()
    return fault.entry_id if fault else None


def first_fault(outside: Iterable[AuditSeal] = ()) -> Fault | None:
    """The first bad row by the entries themselves, the head row, the stored seals and seals kept `outside`.

    Streamed in chunks. Of entries cut off at the end the head row and the seals tell; `entry_id` is then the id after
    the last. Entries written while this runs are checked as far as they are seen.
    """
    head = AuditHead.objects.filter(pk=HEAD_ID).first() or AuditHead(hash=GENESIS, entries=0)
    seals: dict[int, list[AuditSeal]] = {}
    for made in [*AuditSeal.objects.order_by("on"), *outside]:
        seals.setdefault(made.entries, []).append(made)
    previous, count, last_id = GENESIS, 0, 0
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=1000):
        what = _wrong(entry, previous)
        previous, count, last_id = entry.hash, count + 1, entry.pk
        if not what and count == head.entries and entry.hash != head.hash:
            what = "head"
        if what:
            return Fault(entry.pk, what)
        for made in seals.pop(count, []):
            if wrong := _seal_wrong(made, entry.hash):
                return Fault(entry.pk, wrong, made.on)
    if count < head.entries:
        return Fault(last_id + 1, "missing")
    beyond = [made for number in sorted(seals) for made in seals[number]]
    return Fault(last_id + 1, "missing", beyond[0].on) if beyond else None


def chained(previous_hash: str, body: str) -> str:
    """SHA-256 hex of the previous hash followed by the body as stored."""
    return hashlib.sha256((previous_hash + body).encode()).hexdigest()


def _wrong(entry: AuditEntry, previous: str) -> str:
    """What is wrong with an entry, empty when nothing is."""
    if entry.previous_hash != previous:
        return "link"
    if entry.hash != chained(previous, entry.body):
        return "hash"
    try:
        body = json.loads(entry.body)
        fits = all(body.get(name) == value for name, value in _columns(entry).items())
    except (ValueError, AttributeError):
        return "columns"
    return "" if fits else "columns"


def _seal_wrong(made: AuditSeal, entry_hash: str) -> str:
    if not hmac.compare_digest(made.signature.encode(), signature(made).encode()):
        return "signature"
    return "" if made.hash == entry_hash else "seal"


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
