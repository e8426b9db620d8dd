"""Jobs and reviews beside the last entry that settled, escalated or reopened them."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from reviews.audit.digests import iso_text
from reviews.audit.idsets import IdMap, IdSet
from reviews.audit.note_rows import NoteRows
from reviews.audit.report import Difference
from reviews.audit.trail import PAGE, Claim, read_claims, read_id
from reviews.models import Decision, Job, Review
from reviews.vocabulary import DecisionTarget, ReviewOutcome, ReviewState

SETTLES = ("job.settled", "job.settled_by_rule")
REOPENED = "job.reopened_by_person"
MOVES = (*SETTLES, "job.escalated", "job.reopened", REOPENED, "job.taken_back", "job.lead_asked")
_ENDED = {"claim.released": ReviewOutcome.RELEASED, "claim.skipped": ReviewOutcome.SKIPPED,
          "claim.freed": ReviewOutcome.RELEASED, "job.lead_asked": ReviewOutcome.ASKED_LEAD}  # fmt: skip
# What a review that ended with a verdict on the job can be: also one that does not stand any more.
SUBMITTED = (ReviewOutcome.SUBMITTED, ReviewOutcome.REOPENED, ReviewOutcome.TAKEN_BACK)
_BEGUN = ("claim.taken", "claim.taken_over")
_REVIEW = (
    "id", "job_id", "reviewer_id", "fence", "claimed_at", "outcome", "reason_id", "reason__text", "reason__salt",
    "reason__purged_at", "question_id", "question__text", "question__salt", "question__purged_at",
)  # fmt: skip


class JobRows:
    """Compares claims while the trail is walked, and settled verdicts when its end is reached."""

    def __init__(self, notes: NoteRows) -> None:
        self._last = IdMap()
        self._notes = notes
        self.checked: Counter[str] = Counter()

    def check_page(self, claims: list[Claim]) -> Iterator[Difference]:
        """Take up what a page of entries says of jobs, and compare the reviews that it names."""
        for claim in claims:
            if claim.action in MOVES and claim.job_id and read_id(claim.job_id):
                self._last[claim.job_id] = claim.entry_id
        named = [claim for claim in claims if claim.action in _ENDED or claim.action in _BEGUN]
        # A reopened job's entry is about the job; the review that keeps its reason is one of its facts.
        reasons = [claim for claim in claims if claim.action == REOPENED and read_id(claim.facts.get("review"))]
        ids = [pk for claim in named if (pk := read_id(claim.subject_id))]
        ids += [pk for claim in reasons if (pk := read_id(claim.facts.get("review")))]
        rows = {row["id"]: row for row in Review.objects.filter(pk__in=ids).values(*_REVIEW)}
        for claim in named:
            yield from self._compare_review(claim, rows.get(claim.subject_id or 0))
        for claim in reasons:
            yield from self._compare_note(claim, rows.get(read_id(claim.facts["review"]) or 0), "reason")

    def compare_jobs(self, *, is_all: bool, after: int) -> Iterator[Difference]:
        """Compare state, verdict and time of every job (`is_all`), or of those that a walked entry moved."""
        last = 0
        while page := list(_job_page(last)):
            last = page[-1]["id"]
            moved = {row["id"]: self._last[row["id"]] for row in page}
            claims = {claim.job_id: claim for claim in read_claims(pk__in=[pk for pk in moved.values() if pk])}
            for row in page:
                if is_all or moved[row["id"]]:
                    self.checked["jobs"] += 1
                    yield from _compare_job(row, claims.get(row["id"]), after)

    def _compare_review(self, claim: Claim, row: dict[str, Any] | None) -> Iterator[Difference]:
        if row is None:
            message = f"Entry {claim.entry_id} tells of review {claim.subject_id}, which is not there."
            yield Difference("absent", message, claim.entry_id, "review", claim.subject_id)
            return
        stored = {**row, "claimed_at": iso_text(row["claimed_at"])}
        for name, value in _wanted_review(claim).items():
            if stored[name] != value:
                message = f"Review {row['id']}: {name} is {stored[name]!r}, entry {claim.entry_id} says {value!r}."
                yield Difference("changed", message, claim.entry_id, "review", row["id"], name)
        if "reason_digest" in claim.facts:
            yield from self._compare_note(claim, row, "reason")
        if "question_digest" in claim.facts:
            yield from self._compare_note(claim, row, "question")

    def _compare_note(self, claim: Claim, row: dict[str, Any] | None, kind: str) -> Iterator[Difference]:
        if row is None:
            pk = read_id(claim.facts.get("review"))
            message = f"Entry {claim.entry_id} tells of review {pk}, which is not there."
            yield Difference("absent", message, claim.entry_id, "review", pk)
        else:
            note = {"note_id": row[f"{kind}_id"]} | {
                f"note__{name}": row[f"{kind}__{name}"] for name in ("text", "salt", "purged_at")
            }
            yield from self._notes.compare(claim, note, f"{kind}_digest")


def find_untold_reviews(told: IdSet, *, is_all: bool, until: int, after: int) -> Iterator[Difference]:
    """Reviews that count as submitted though no entry tells of their verdict; without `is_all` the newest ones."""
    ended = Review.objects.filter(outcome__in=SUBMITTED)
    last = 0 if is_all else _smallest(told)
    while page := list(ended.filter(pk__gt=last).order_by("pk").values_list("pk", "job_id")[:PAGE]):
        last = page[-1][0]
        for pk, job_id in page:
            if pk not in told and not _is_told_outside(pk, job_id, until, after):
                message = f"Review {pk} of job {job_id} counts as submitted, and no entry tells of its verdict."
                yield Difference("untold", message, None, "review", pk, "outcome")


def _wanted_review(claim: Claim) -> dict[str, Any]:
    wanted: dict[str, Any] = {"job_id": claim.job_id}
    if "fence" in claim.facts:
        wanted["fence"] = claim.facts["fence"]
    if claim.action in _ENDED:
        holder = claim.facts.get("holder", claim.actor_id)
        return {**wanted, "outcome": _ENDED[claim.action].value, "reviewer_id": holder}
    return {**wanted, "reviewer_id": claim.actor_id, "claimed_at": claim.at}


def _job_page(last: int) -> Any:
    return Job.objects.filter(pk__gt=last).order_by("pk").values("id", "review_state", "verdict", "settled_at")[:PAGE]


def _compare_job(row: dict[str, Any], claim: Claim | None, after: int) -> Iterator[Difference]:
    is_settled = claim is not None and claim.action in SETTLES
    stored = (row["review_state"] == ReviewState.SETTLED, row["verdict"], iso_text(row["settled_at"]))
    wanted = (True, claim.facts.get("verdict"), claim.at) if claim and is_settled else (False, "", None)
    if stored == wanted or any(read_claims(job_id=row["id"], action__in=MOVES, pk__gt=after)):
        return
    names = ("settled", "verdict", "settled_at")
    says = f"entry {claim.entry_id} ({claim.action})" if claim else "the trail, in which nobody settled it,"
    for name, have, want in zip(names, stored, wanted, strict=True):
        if have != want:
            message = f"Job {row['id']}: {name} is {have!r}, {says} says {want!r}."
            yield Difference("changed", message, claim.entry_id if claim else None, "job", row["id"], name)


def _smallest(told: IdSet) -> int:
    return next(iter(told), 1) - 1


def _is_told_outside(pk: int, job_id: int, until: int, after: int) -> bool:
    claims = read_claims(job_id=job_id, action="decision.recorded", subject="decision")
    outside = [claim for claim in claims if not until < claim.entry_id <= after]
    ids = [told for claim in outside if (told := read_id(claim.subject_id))]
    return Decision.objects.filter(pk__in=ids, target=DecisionTarget.JOB, review_id=pk).exists()
