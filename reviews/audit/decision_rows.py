"""Decisions beside the entries that tell of them: each row has exactly one entry, and says what that entry says."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from reviews.audit.digests import (
    RESTORING_COLUMNS,
    SCHEMES,
    digest_decision_row,
    digest_members,
    digest_pairs,
    iso_text,
)
from reviews.audit.idsets import IdSet
from reviews.audit.job_rows import SUBMITTED
from reviews.audit.note_rows import NoteRows
from reviews.audit.policy_rows import PolicyRows
from reviews.audit.report import Difference
from reviews.audit.trail import PAGE, Claim, read_claims, read_id
from reviews.models import AuditEntry, Decision
from reviews.vocabulary import DecisionTarget, ReviewOutcome

ONE = ("decision.recorded", "decision.taken_back")
MANY = ("decisions.recorded", "decisions.taken_back")
BY_RULE = "job.settled_by_rule"
ACTIONS = (*ONE, *MANY, BY_RULE)
# Column of the row -> fact of the entry; a fact that older entries do not have is not compared.
_FACTS = {
    "target": "target", "verdict": "verdict", "machine_suggestion": "machine_suggestion",
    "machine_score": "machine_score", "payload_sha256": "payload_sha256", "evidence_version": "evidence_version",
    "supersedes_id": "supersedes", "policy_id": "policy_id", "review_id": "review", "finding_id": "finding",
    "detection_id": "detection", "note_id": "note", "restores_id": "restores",
}  # fmt: skip
_JOINED = (
    "policy__code", "policy__version", "note__text", "note__salt", "note__purged_at", "review__job_id",
    "review__outcome", "review__verdict", "review__reviewer_id", "review__ended_at",
)  # fmt: skip
_BY_DIGEST_ONLY = "decided_by_name, took_ms, idempotency_key or batch_key"
OLDER = "decisions whose entries are older than the digests of rows"


class DecisionRows:
    """Compares decisions with what entries say of them; `told` holds the ids that an entry named."""

    def __init__(self, notes: NoteRows, policies: PolicyRows) -> None:
        self.told, self.reviews = IdSet(), IdSet()
        self.checked: Counter[str] = Counter()
        self.partly: Counter[str] = Counter()
        self._notes, self._policies = notes, policies

    def check_page(self, claims: list[Claim]) -> Iterator[Difference]:
        """Compare the rows that a page of entries names."""
        named = [(claim, _named_id(claim)) for claim in claims if claim.action in (*ONE, BY_RULE)]
        rows = {row["id"]: row for row in _rows(pk__in=[pk for _claim, pk in named if pk])}
        for claim, pk in named:
            yield from self._check_one(claim, pk, rows.get(pk or 0))
        for claim in claims:
            if claim.action in MANY:
                yield from self._check_many(claim)

    def find_untold(self, *, above: int, until: int, after: int) -> Iterator[Difference]:
        """Decisions with an id above `above` that no entry names, whether walked (those in (until, after]) or not."""
        last = above
        while page := list(_untold_page(last)):
            for pk, job_id in page:
                if pk not in self.told and not _is_told_outside(pk, job_id, until, after):
                    message = f"Decision {pk} of job {job_id}: no entry tells of it; it was put in by other hands."
                    yield Difference("untold", message, model="decision", row_id=pk)
            last = page[-1][0]

    def _check_one(self, claim: Claim, pk: int | None, row: dict[str, Any] | None) -> Iterator[Difference]:
        if row is None or pk is None:
            yield _absent(claim, f"decision {pk}" if pk else "no decision by its id", pk)
            return
        yield from self._tell(claim, pk)
        wanted = _wanted_by_rule(claim) if claim.action == BY_RULE else _wanted_one(claim)
        digest = claim.facts.get("row_digest")
        yield from self._compare(claim, row, wanted, digest)
        if claim.action in ONE and row["target"] == DecisionTarget.JOB:
            yield from self._check_review(claim, row)

    def _check_many(self, claim: Claim) -> Iterator[Difference]:
        first, last = read_id(claim.facts.get("first")), read_id(claim.facts.get("last"))
        if not first or not last or not claim.job_id:
            yield _absent(claim, "no decisions by their ids", None)
            return
        digests, pairs = [], []
        for row in _rows(job_id=claim.job_id, pk__range=(first, last)):
            digests.append(digest_decision_row(row))
            pairs.append([row["finding_id"], row["id"]])
            yield from self._tell(claim, row["id"])
            yield from self._compare(claim, row, _wanted_many(claim), None)
        yield from self._compare_many(claim, digests, pairs)

    def _compare_many(self, claim: Claim, digests: list[str], pairs: list[list[int]]) -> Iterator[Difference]:
        first, last, count = (claim.facts.get(name) for name in ("first", "last", "count"))
        about, digest = f"Decisions {first} to {last} of job {claim.job_id}", claim.facts.get("rows_digest")
        if len(digests) != count:
            message = f"{about}: entry {claim.entry_id} tells of {count}, there are {len(digests)}."
            yield _changed(claim, "count", message, None)
        elif _is_known(digest) and digest != digest_members(digests):
            message = f"{about}: one of them differs from what entry {claim.entry_id} holds the digest of."
            yield _changed(claim, "rows_digest", message, None)
        elif not _is_known(digest):
            self.partly[OLDER] += len(digests)
            if claim.facts.get("ids_digest") != digest_pairs(pairs):
                message = f"{about}: their findings are not those that entry {claim.entry_id} holds the digest of."
                yield _changed(claim, "ids_digest", message, None)

    def _tell(self, claim: Claim, pk: int) -> Iterator[Difference]:
        self.checked["decisions"] += 1
        if pk in self.told:
            message = f"Decision {pk}: entry {claim.entry_id} tells of it, and an entry before did already."
            yield Difference("told_twice", message, claim.entry_id, "decision", pk)
        self.told.add(pk)

    def _compare(
        self, claim: Claim, row: dict[str, Any], wanted: dict[str, Any], digest: object
    ) -> Iterator[Difference]:
        differing = [name for name, value in wanted.items() if _value(row, name) != value]
        for name in differing:
            message = (
                f"Decision {row['id']} of job {row['job_id']}: {name} is {_value(row, name)!r}, "
                f"entry {claim.entry_id} says {wanted[name]!r}."
            )
            yield _changed(claim, name, message, row["id"])
        note = list(self._notes.compare(claim, row)) if "note_digest" in claim.facts else []
        yield from note
        self._policies.use(claim, row["policy_id"])
        if claim.action in MANY:
            return
        if not _is_known(digest):
            self.partly[OLDER] += 1
        elif not differing and not note and digest != digest_decision_row(row):
            message = (
                f"Decision {row['id']} of job {row['job_id']}: {_BY_DIGEST_ONLY} is not what entry {claim.entry_id} "
                "holds the digest of."
            )
            yield _changed(claim, "row_digest", message, row["id"])

    def _check_review(self, claim: Claim, row: dict[str, Any]) -> Iterator[Difference]:
        """The review that this verdict on the whole job ended."""
        pk = row["review_id"]
        if pk is None:
            return
        self.reviews.add(pk)
        self.checked["reviews"] += 1
        said = {
            "job_id": claim.job_id, "verdict": claim.facts.get("verdict"), "reviewer_id": claim.actor_id,
            "ended_at": claim.at,
        }  # fmt: skip
        stored = {name: row[f"review__{name}"] for name in said} | {"ended_at": iso_text(row["review__ended_at"])}
        if row["review__outcome"] not in SUBMITTED:
            said["outcome"], stored["outcome"] = ReviewOutcome.SUBMITTED.value, row["review__outcome"]
        for name, value in said.items():
            if stored[name] != value:
                message = f"Review {pk}: {name} is {stored[name]!r}, entry {claim.entry_id} says {value!r}."
                yield Difference("changed", message, claim.entry_id, "review", pk, name)


def _named_id(claim: Claim) -> int | None:
    return read_id(claim.facts.get("decision") if claim.action == BY_RULE else claim.subject_id)


def newest_told(*, until: int) -> int:
    """Return the id of the decision that the newest such entry up to an entry's id names; 0 without any."""
    found = 0
    for claim in _newest_claims(until):
        fact = claim.facts.get("last") if claim.action in MANY else _named_id(claim)
        found = max(found, read_id(fact) or 0)
    return found


def _newest_claims(until: int) -> Iterator[Claim]:
    for action in ACTIONS:
        entry = AuditEntry.objects.filter(action=action, pk__lte=until).order_by("-id").values_list("pk").first()
        if entry:
            yield from read_claims(pk=entry[0])


def _rows(**lookup: Any) -> Iterator[dict[str, Any]]:
    rows = Decision.objects.filter(**lookup).order_by("pk").values(*RESTORING_COLUMNS, *_JOINED)
    return iter(rows.iterator(chunk_size=PAGE)) if "pk__range" in lookup else iter(rows)


def _untold_page(last: int) -> Iterable[tuple[int, int]]:
    return Decision.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "job_id")[:PAGE]


def _is_told_outside(pk: int, job_id: int, until: int, after: int) -> bool:
    """By an entry that was not walked: one before a trusted start, or one written since the walk ended."""
    for claim in read_claims(job_id=job_id, action__in=ACTIONS):
        if until < claim.entry_id <= after:
            continue
        first, last = claim.facts.get("first"), claim.facts.get("last")
        if claim.action in MANY:
            if read_id(first) and read_id(last) and first <= pk <= last:  # type: ignore[operator]
                return True
        elif _named_id(claim) == pk:
            return True
    return False


def _wanted_one(claim: Claim) -> dict[str, Any]:
    return {**_wanted(claim), "supersedes_id": claim.facts.get("supersedes"), "batch_key": "",
            "target_id": claim.facts.get("target_id")}  # fmt: skip


def _wanted_many(claim: Claim) -> dict[str, Any]:
    if claim.facts.get("detections"):  # which are findings and which detections, only the digest of the rows tells
        return _wanted(claim)
    return {**_wanted(claim), "target": DecisionTarget.FINDING.value, "detection_id": None}


def _wanted_by_rule(claim: Claim) -> dict[str, Any]:
    return {
        **_wanted(claim), "target": DecisionTarget.JOB.value, "auto_rule_id": claim.facts.get("rule"),
        "machine_suggestion": claim.facts.get("machine"), "note_id": None, "supersedes_id": None,
    }  # fmt: skip


def _wanted(claim: Claim) -> dict[str, Any]:
    """Column -> the value that the entry says it has."""
    wanted = {"job_id": claim.job_id, "decided_by_id": claim.actor_id, "decided_at": claim.at, "auto_rule_id": None}
    wanted |= {column: claim.facts[fact] for column, fact in _FACTS.items() if fact in claim.facts}
    return wanted | ({"policy": claim.facts["policy"]} if "policy" in claim.facts else {})


def _value(row: dict[str, Any], name: str) -> Any:
    if name == "decided_at":
        return iso_text(row["decided_at"])
    if name == "policy":
        return f"{row['policy__code']} v{row['policy__version']}" if row["policy_id"] else ""
    if name == "target_id":
        return row["detection_id"] or row["finding_id"] or row["job_id"]
    return row[name]


def _is_known(digest: object) -> bool:
    return isinstance(digest, str) and digest.startswith(SCHEMES)


def _absent(claim: Claim, what: str, pk: int | None) -> Difference:
    message = f"Entry {claim.entry_id} tells of {what}, which is not there."
    return Difference("absent", message, claim.entry_id, "decision", pk)


def _changed(claim: Claim, name: str, message: str, pk: int | None) -> Difference:
    return Difference("changed", message, claim.entry_id, "decision", pk, name)
