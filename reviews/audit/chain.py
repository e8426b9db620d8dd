"""The chain by itself: every entry follows the one before, and head and seals name entries that are there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain as all_of

from reviews.audit.entries import GENESIS, HEAD_ID, chain_hash
from reviews.audit.report import Difference
from reviews.audit.seals import is_signed
from reviews.audit.trail import Claim, StoredEntry, read_claim, read_pages
from reviews.models import AuditHead, AuditSeal

WRONG = {
    "hash": "its hash does not fit its body",
    "link": "it does not follow the entry before; one was removed, put in between or changed",
    "columns": "its columns do not say what its hashed body says",
    "missing": "it is missing",
    "head": "the head row does not name it as the newest",
    "seal": "the seal of that day holds another hash; the chain was hashed again",
    "signature": "the seal of that day was not signed with the key of this desk",
}


@dataclass(frozen=True)
class ChainFault:
    """The first bad row. `what` is hash, link, columns, missing, head, seal or signature; `on` the day of a seal."""

    entry_id: int
    what: str
    on: date | None = None


class Chain:
    """Walks the entries in order; a fault does not end the walk. `last_id`, `entries` and `hash` say where it is."""

    def __init__(self, outside: Iterable[AuditSeal] = (), *, start: tuple[int, int, str] = (0, 0, GENESIS)) -> None:
        """`outside`: seals kept elsewhere. `start`: id, number and hash of an entry that is trusted."""
        self.last_id, self.entries, self.hash = start
        self._outside = [one for one in outside if one.entries > self.entries]
        # Seals that are made while this runs may speak of entries that were not seen yet.
        newest = AuditSeal.objects.order_by("-id").first()
        self._seals = AuditSeal.objects.filter(pk__lte=newest.pk if newest else 0)

    def check_page(self, page: list[StoredEntry]) -> Iterator[tuple[Claim | None, list[Difference]]]:
        """Yield for each entry what it says (None when that cannot be believed) and what is wrong with it."""
        seals = self._seals_of(len(page))
        for entry in page:
            claim = read_claim(entry)
            what = self._wrong(entry, claim)
            self.last_id, self.entries, self.hash = entry.id, self.entries + 1, entry.hash
            found = [make_difference(what, entry.id)] if what else []
            sealed = [(seal.on, _wrong_seal(seal, entry.hash)) for seal in seals.get(self.entries, [])]
            found += [make_difference(wrong, entry.id, on) for on, wrong in sealed if wrong]
            yield (None if what in ("hash", "columns") else claim), found

    def walk(self) -> Iterator[tuple[Claim | None, list[Difference]]]:
        """Check all entries and, when none is left, the head and the seals beyond."""
        while True:
            for page in read_pages(after=self.last_id):
                yield from self.check_page(page)
            head = AuditHead.objects.filter(pk=HEAD_ID).first()
            if head is None or head.entries <= self.entries or not self._has_more():
                break
        yield None, list(self._ends(head))

    def _ends(self, head: AuditHead | None) -> Iterator[Difference]:
        entries, newest = (head.entries, head.hash) if head else (0, GENESIS)
        if entries > self.entries:
            yield make_difference("missing", self.last_id + 1)
        elif (entries, newest) != (self.entries, self.hash):
            yield make_difference("head", self.last_id)
        outside = [one for one in self._outside if one.entries > self.entries]
        for seal in all_of(self._seals.filter(entries__gt=self.entries).order_by("entries").iterator(), outside):
            wrong = "missing" if is_signed(seal) else "signature"
            yield make_difference(wrong, self.last_id + 1, seal.on)

    def _has_more(self) -> bool:
        return any(True for _page in read_pages(after=self.last_id))

    def _wrong(self, entry: StoredEntry, claim: Claim | None) -> str:
        if entry.previous_hash != self.hash:
            return "link"
        if entry.hash != chain_hash(self.hash, entry.body):
            return "hash"
        return "" if claim else "columns"

    def _seals_of(self, count: int) -> dict[int, list[AuditSeal]]:
        """The seals over the next `count` entries, by the number of entries that they speak of."""
        first, last = self.entries + 1, self.entries + count
        found: dict[int, list[AuditSeal]] = {}
        outside = [one for one in self._outside if first <= one.entries <= last]
        for seal in [*self._seals.filter(entries__range=(first, last)).order_by("id"), *outside]:
            found.setdefault(seal.entries, []).append(seal)
        return found


def make_difference(what: str, entry_id: int, on: date | None = None) -> Difference:
    """Return a fault of the chain in words."""
    day = f" (seal of {on.isoformat()})" if on else ""
    message = f"The audit chain is broken at entry {entry_id}{day}: {what}, {WRONG[what]}."
    return Difference(what, message, entry_id=entry_id, model="auditentry", row_id=entry_id, on=on)


def first_fault(outside: Iterable[AuditSeal] = ()) -> ChainFault | None:
    """The first bad row by the entries themselves, the head row, the stored seals and seals kept `outside`.

    Streamed in pages. Of entries cut off at the end the head row and the seals tell; `entry_id` is then the id after
    the last. Entries written while this runs are checked as far as they are seen. Other rows: `verify_trail`.
    """
    for _claim, found in Chain(outside).walk():
        for one in found:
            return ChainFault(one.entry_id or 0, one.what, one.on)
    return None


def verify() -> int | None:
    """The id of the first entry that breaks the chain or a seal, None when the chain itself is whole."""
    fault = first_fault()
    return fault.entry_id if fault else None


def _wrong_seal(seal: AuditSeal, entry_hash: str) -> str:
    if not is_signed(seal):
        return "signature"
    return "" if seal.hash == entry_hash else "seal"
