"""What every verdict shares: the checks before, the one appended row, the audit entry beside it."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from reviews import audit
from reviews.access.errors import Conflict, Invalid, NotFound
from reviews.decisions.claims import claim
from reviews.decisions.verdicts import policy_check, rollup
from reviews.decisions.verdicts.idempotency import key_reused
from reviews.models import Decision, Job, Note, Policy, Queue, Review, Reviewer
from reviews.vocabulary import DecisionTarget, ReviewStage, Suggestion

MAX_NOTE_LENGTH = 4000
MAX_KEY_LENGTH = 100
MAX_INTEGER = 2**31 - 1
_BY_KEY = "SELECT * FROM reviews_decision WHERE decided_by_id = %s AND idempotency_key = %s"


@dataclass(frozen=True)
class RecordedVerdict:
    """The stored decision, the job's version after it, what the findings now add up to, where it was escalated to."""

    decision: Decision
    job_version: int
    rollup: rollup.Rollup
    escalated_to: Queue | None = None


@dataclass(frozen=True)
class VerdictRequest:
    """What a person says, before it is known to fit.

    `took_ms`: time the person spent on it. `about`: what a target without an id is (many findings, a new one).
    """

    target: DecisionTarget
    target_id: int
    verdict: str
    idempotency_key: str
    policy_id: int | None = None
    note: str = ""
    took_ms: int | None = None
    about: tuple[str | int | None, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of what is said, not of version, fence and time spent: a retry may carry newer ones."""
        said = [self.target, self.target_id, self.verdict, self.policy_id, self.note, *self.about]
        return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


@dataclass(frozen=True)
class MachineEvidence:
    """What the machine said about the target, and the rows the decision points at."""

    suggestion: str
    score: float | None = None
    links: dict[str, Any] = field(default_factory=dict)


def validate_request(request: VerdictRequest) -> None:
    """Errors: Invalid ``unknown_verdict``, ``bad_note``, ``bad_key`` with the field and the remedy."""
    if request.verdict not in set(Suggestion):
        raise Invalid("unknown_verdict", _("Unknown verdict. Choose pass, review or block."), field="verdict")
    if not is_storable(request.note, MAX_NOTE_LENGTH):
        raise Invalid(
            "bad_note",
            _(
                "The note is too long or contains characters that cannot be stored. Use at most %(n)d "
                "characters of plain text."
            )
            % {"n": MAX_NOTE_LENGTH},
            field="note",
        )
    key = request.idempotency_key
    # The rows of a bulk act are numbered with a #, so that no key from outside may hold one.
    if not key or "#" in key or not is_storable(key, MAX_KEY_LENGTH):
        raise Invalid(
            "bad_key",
            _("Send an idempotency_key of 1 to %(n)d characters without #. Use a new key for every decision.")
            % {"n": MAX_KEY_LENGTH},
            field="idempotency_key",
        )


def lock_job_for_verdict(job_id: int, request: VerdictRequest, *, by: Reviewer) -> Job:
    """The job row, locked. A job that `by` no longer sees is still theirs to ask about with a key they sent for it.

    Errors: NotFound.
    """
    try:
        return claim.lock_job(job_id, by=by)
    except NotFound:
        sent = Decision.objects.filter(decided_by=by, idempotency_key=request.idempotency_key, job_id=job_id)
        stored = sent.select_related("job").first()
        if stored is None:
            raise
        return stored.job


def find_replay(job: Job, request: VerdictRequest, *, by: Reviewer) -> RecordedVerdict | None:
    """The stored answer when `by` already sent these words under this key. Errors: Conflict ``key_reused``."""
    stored = next(iter(Decision.objects.raw(_BY_KEY, [by.pk, request.idempotency_key])), None)
    if stored is None:
        return None
    if stored.job_id != job.pk or stored.request_digest != request.digest:
        raise key_reused(stored)
    return RecordedVerdict(stored, job.version, rollup.rollup_of_job(job), _escalated_to(stored, job))


def _escalated_to(stored: Decision, job: Job) -> Queue | None:
    is_sent_on = stored.target == DecisionTarget.JOB and stored.verdict == Suggestion.REVIEW
    return job.queue if is_sent_on and job.stage == ReviewStage.SECOND else None


def check_current(job: Job, *, by: Reviewer, version: int, fence: int, now: datetime) -> Review:
    """The live review of `by`. Errors: Conflict ``already_settled``, ``claim_lost``, ``stale_version``."""
    claim.check_reviewable(job)
    review = claim.held_review(job, by=by, fence=fence)
    if not review.is_live(now):
        raise claim.claim_lost(None, job)
    if job.version != version:
        raise _stale_version(job)
    return review


def append_decision(
    job: Job,
    request: VerdictRequest,
    evidence: MachineEvidence,
    *,
    review: Review,
    policy: Policy | None,
    supersedes_id: int | None,
    by: Reviewer,
    now: datetime,
) -> Decision:
    """Store the decision; `tell` of it when all else is written."""
    decision = Decision(
        job=job,
        target=request.target,
        review=review,
        verdict=request.verdict,
        machine_suggestion=evidence.suggestion,
        machine_score=evidence.score,
        payload_sha256=job.payload_sha256,
        evidence_version=job.evidence_version,
        policy=policy,
        note=store_note(request, by=by, now=now),
        decided_by=by,
        decided_by_name=by.shown_name,
        decided_at=now,
        took_ms=clamp_took_ms(request.took_ms),
        supersedes_id=supersedes_id,
        idempotency_key=request.idempotency_key,
        request_digest=request.digest,
        **evidence.links,
    )
    decision.save(force_insert=True)
    return decision


def store_note(request: VerdictRequest, *, by: Reviewer, now: datetime) -> Note | None:
    """The stored note of these words, None without one."""
    return Note.objects.create(text=request.note, written_by=by, written_at=now) if request.note else None


def clamp_took_ms(took_ms: int | None) -> int | None:
    """Milliseconds that the column can hold."""
    return None if took_ms is None else min(max(took_ms, 0), MAX_INTEGER)


def audit_decision(decision: Decision, request: VerdictRequest, *, by: Reviewer) -> None:
    """The audit entry beside `decision`: everything but the person's own words, and digests of row and policy.

    Written when the job has been brought up to its new version: the whole desk waits while the audit head is locked.
    """
    audit.record(
        "decision.recorded",
        by=by,
        now=decision.decided_at,
        subject=decision,
        job_id=decision.job_id,
        target=request.target,
        target_id=decision.detection_id or decision.finding_id or decision.job_id,
        verdict=request.verdict,
        machine_suggestion=decision.machine_suggestion,
        machine_score=decision.machine_score,
        payload_sha256=decision.payload_sha256,
        evidence_version=decision.evidence_version,
        supersedes=decision.supersedes_id,
        finding=decision.finding_id,
        detection=decision.detection_id,
        review=decision.review_id,
        fence=decision.review.fence if decision.review else None,
        version=decision.job.version,
        row_digest=audit.digest_decision(decision),
        **say_grounds(decision),
    )


def say_grounds(decision: Decision) -> dict[str, audit.JSON]:
    """Return what an entry says of the policy and the note of `decision`: ids, name and digests."""
    return {
        "policy": policy_check.policy_label(decision.policy),
        "policy_id": decision.policy_id,
        "policy_digest": audit.digest_policy(decision.policy),
        "note": decision.note_id,
        "note_digest": decision.note.digest if decision.note else "",
    }


def _stale_version(job: Job) -> Conflict:
    newest = Decision.objects.filter(job_id=job.pk).first()
    return Conflict(
        "stale_version",
        _("This job changed after you loaded it. Check the newer decision, then send yours again."),
        version=job.version,
        verdict=newest.verdict if newest else "",
        decided_by=newest.decided_by_name if newest else "",
        decided_at=newest.decided_at if newest else None,
    )


def is_storable(text: str, length: int) -> bool:
    """Whether both databases take it: no NUL, no lone surrogate, not longer than the column."""
    return len(text) <= length and "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
