"""Notes beside the digests that entries hold of them; a purged note has an entry that says so."""

from collections.abc import Iterator
from typing import Any

from reviews.audit.idsets import IdSet
from reviews.audit.report import Difference
from reviews.audit.trail import Claim, read_claims, read_id
from reviews.models import Note

PURGED = "notes.purged"


class NoteRows:
    """Compares notes with entries, and remembers which were found empty and which a purge was told of."""

    def __init__(self) -> None:
        self._empty, self._told = IdSet(), IdSet()

    def check_page(self, claims: list[Claim]) -> Iterator[Difference]:
        """Take up the purges of a page of entries: what one names is empty."""
        for claim in claims:
            if claim.action == PURGED:
                ids = _purged_ids(claim)
                for pk in ids:
                    self._told.add(pk)
                for pk in (
                    Note.objects.filter(pk__in=ids)
                    .exclude(purged_at__isnull=False, text="", salt="")
                    .values_list("pk", flat=True)
                ):
                    message = f"Note {pk}: entry {claim.entry_id} tells of its purge, yet it is not empty."
                    yield Difference("changed", message, claim.entry_id, "note", pk, "text")

    def compare(self, claim: Claim, row: dict[str, Any], fact: str = "note_digest") -> Iterator[Difference]:
        """Compare the note of a decision or a review, given as note_id, note__text, note__salt, note__purged_at."""
        digest, pk = claim.facts.get(fact), row["note_id"]
        if (pk is None) != (digest == ""):
            there = "no note" if pk is None else f"note {pk}"
            message = f"The row of entry {claim.entry_id} has {there}, the entry says otherwise."
            yield Difference("changed", message, claim.entry_id, "note", pk, "note")
        elif pk is not None and row["note__purged_at"] is not None:
            self._empty.add(pk)
            if row["note__text"] or row["note__salt"]:
                message = f"Note {pk} counts as purged, yet it is not empty."
                yield Difference("changed", message, claim.entry_id, "note", pk, "text")
        elif pk is not None and Note(text=row["note__text"], salt=row["note__salt"]).digest != digest:
            message = f"Note {pk}: its words are not those that entry {claim.entry_id} holds the digest of."
            yield Difference("changed", message, claim.entry_id, "note", pk, "text")

    def find_untold(self, *, after: int) -> Iterator[Difference]:
        """Notes that are empty though no entry tells of a purge, also none after the walk."""
        untold = [pk for pk in self._empty if pk not in self._told]
        since = (
            {pk for claim in read_claims(action=PURGED, pk__gt=after) for pk in _purged_ids(claim)} if untold else ()
        )
        for pk in untold:
            if pk not in since:
                message = f"Note {pk} is empty, and no entry tells of its purge."
                yield Difference("untold", message, None, "note", pk, "purged_at")


def _purged_ids(claim: Claim) -> list[int]:
    ids = claim.facts.get("ids")
    return [pk for one in ids if (pk := read_id(one))] if isinstance(ids, list) else []
