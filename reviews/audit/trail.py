"""The trail as it is read to be checked: page by page by id, in bounded memory and without a long statement."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from reviews.audit.digests import iso_text
from reviews.models import AuditEntry

PAGE = 2000
MAX_ID = 2**63 - 1


class StoredEntry(NamedTuple):
    """The columns of one entry."""

    id: int
    at: datetime | None
    action: str
    actor_id: int | None
    actor_name: str
    subject: str
    subject_id: int | None
    job_id: int | None
    body: str
    previous_hash: str
    hash: str


class Claim(NamedTuple):
    """What the hashed body of one entry says; the columns beside it may have been changed."""

    entry_id: int
    at: str
    action: str
    actor_id: int | None
    subject: str
    subject_id: int | None
    job_id: int | None
    facts: dict[str, Any]


def read_pages(*, after: int) -> Iterator[list[StoredEntry]]:
    """Yield all entries above an id in lists of at most PAGE, until there are none at the moment."""
    while page := list(_entries(after)):
        yield page
        after = page[-1].id


def read_claim(entry: StoredEntry) -> Claim | None:
    """Return what the body says; None when it is no body of ours or the columns beside it say something else."""
    try:
        body = json.loads(entry.body)
        actor, subject, facts = body["actor"], body["subject"], body["facts"]
        said = (body["at"], body["action"], actor["id"], actor["name"], subject["model"], subject["id"], body["job"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    columns = (
        iso_text(entry.at), entry.action, entry.actor_id, entry.actor_name, entry.subject, entry.subject_id,
        entry.job_id,
    )  # fmt: skip
    if said != columns or not isinstance(facts, dict):
        return None
    return Claim(
        entry.id, str(said[0]), entry.action, entry.actor_id, entry.subject, entry.subject_id, entry.job_id, facts
    )


def read_claims(**lookup: Any) -> Iterator[Claim]:
    """Yield what the entries of a narrow look-up say, oldest first."""
    rows = AuditEntry.objects.filter(**lookup).order_by("id").values_list(*StoredEntry._fields)
    yield from (claim for row in rows if (claim := read_claim(StoredEntry(*row))))


def read_id(value: object) -> int | None:
    """Return a fact that is the id of a row; None for anything else, which no database is asked about."""
    is_id = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MAX_ID
    return value if is_id else None  # type: ignore[return-value]


def _entries(after: int) -> Iterator[StoredEntry]:
    rows = AuditEntry.objects.filter(pk__gt=after).order_by("pk").values_list(*StoredEntry._fields)
    return (StoredEntry(*row) for row in rows[:PAGE])
