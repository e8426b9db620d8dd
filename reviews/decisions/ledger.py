"""What every verdict shares: the checks before, the one appended row, the audit entry beside it."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from reviews import audit
from reviews.decisions import claim, rollup
from reviews.decisions.errors import Conflict, Invalid
from reviews.models import Decision, Job, Policy, Review, Reviewer
from reviews.vocabulary import DecisionTarget, Suggestion
from reviews.wording import word

NOTE_LENGTH = 4000
KEY_LENGTH = 100
LARGEST_INTEGER = 2**31 - 1


@dataclass(frozen=True)
class Recorded:
    """The stored decision, the job's version after it, and what the findings now add up to."""

    decision: Decision
    job_version: int
    rollup: rollup.Rollup


@dataclass(frozen=True)
class Words:
    """What a person says, before it is known to fit. `took_ms`: time the person spent on it."""

    target: DecisionTarget
    target_id: int
    verdict: str
    idempotency_key: str
    policy_id: int | None = None
    note: str = ""
    took_ms: int | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of what is said, not of version, fence and time spent: a retry may carry newer ones."""
        said = [self.target, self.target_id, self.verdict, self.policy_id, self.note]
        return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()

    @property
    def note_digest(self) -> str:
        """Salted with the key, which lives only in the decision's row: the audit trail tells nothing of the words."""
        return hashlib.sha256(f"{self.idempotency_key}\n{self.note}".encode()).hexdigest() if self.note else ""


@dataclass(frozen=True)
class Evidence:
    """What the machine said about the target, and the rows the decision points at."""

    suggestion: str
    score: float | None = None
    links: dict[str, Any] = field(default_factory=dict)


def check_words(words: Words) -> None:
    """Errors: Invalid ``unknown_verdict``, ``bad_note``, ``bad_key`` with the field and the remedy."""
    if words.verdict not in set(Suggestion):
        raise Invalid("unknown_verdict", _("Unknown verdict. Choose pass, review or block."), field="verdict")
    if not _is_storable(words.note, NOTE_LENGTH):
        raise Invalid(
            "bad_note",
            _("The note is too long or cannot be stored. Use at most %(n)d characters of plain text.")
            % {"n": NOTE_LENGTH},
            field="note",
        )
    if not words.idempotency_key or not _is_storable(words.idempotency_key, KEY_LENGTH):
        raise Invalid(
            "bad_key",
            _("Send an idempotency_key of 1 to %(n)d characters, a new one for every decision.") % {"n": KEY_LENGTH},
            field="idempotency_key",
        )


def replayed(job: Job, words: Words, *, by: Reviewer) -> Recorded | None:
    """The stored answer when `by` already sent these words under this key. Errors: Conflict ``key_reused``."""
    stored = Decision.objects.filter(decided_by=by, idempotency_key=words.idempotency_key).first()
    if stored is None:
        return None
    if stored.job_id != job.pk or stored.request_digest != words.digest:
        raise key_reused(stored)
    return Recorded(stored, job.version, rollup.of(job))


def key_reused(stored: Decision | None) -> Conflict:
    return Conflict(
        "key_reused",
        _("This idempotency_key was used for another decision. Send a new key."),
        decision=stored.pk if stored else None,
    )


def check_current(job: Job, *, by: Reviewer, version: int, fence: int, now: datetime) -> Review:
    """The live review of `by`. Errors: Conflict ``already_settled``, ``claim_lost``, ``stale_version``."""
    claim.check_reviewable(job)
    review = claim.held_by(job, by=by, fence=fence)
    if not review.is_live(now):
        raise claim.lost(None, job)
    if job.version != version:
        raise _stale(job)
    return review


def policy_for(words: Words) -> Policy | None:
    """The policy that is named. Errors: Invalid ``policy_not_allowed``, ``note_required``."""
    if words.policy_id is None:
        return None
    policy = Policy.objects.active().filter(pk=words.policy_id).first()
    if policy is None:
        raise Invalid(
            "policy_not_allowed", _("This policy does not exist or is retired. Choose another."), field="policy_id"
        )
    if policy.allowed_verdicts and words.verdict not in policy.allowed_verdicts:
        raise Invalid(
            "policy_not_allowed",
            _("%(policy)s cannot explain this verdict. Choose another policy, or one of the verdicts %(verdicts)s.")
            % {"policy": policy.code, "verdicts": ", ".join(map(word, policy.allowed_verdicts))},
            field="policy_id",
        )
    if policy.note_required and not words.note.strip():
        raise Invalid("note_required", _("%(policy)s needs a note. Say why.") % {"policy": policy.code}, field="note")
    return policy


def append(
    job: Job,
    words: Words,
    evidence: Evidence,
    *,
    review: Review,
    policy: Policy | None,
    supersedes: Decision | None,
    by: Reviewer,
    now: datetime,
) -> Decision:
    """Store the decision and its audit entry. Errors: Conflict ``key_reused`` (used on another job just now)."""
    decision = Decision(
        job=job,
        target=words.target,
        review=review,
        verdict=words.verdict,
        machine_suggestion=evidence.suggestion,
        machine_score=evidence.score,
        payload_sha256=job.payload_sha256,
        evidence_version=job.evidence_version,
        policy=policy,
        note=words.note,
        decided_by=by,
        decided_by_name=by.shown_name,
        decided_at=now,
        took_ms=None if words.took_ms is None else min(max(words.took_ms, 0), LARGEST_INTEGER),
        supersedes=supersedes,
        idempotency_key=words.idempotency_key,
        request_digest=words.digest,
        **evidence.links,
    )
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError:
        stored = Decision.objects.filter(decided_by=by, idempotency_key=words.idempotency_key).first()
        if stored is None:
            raise
        raise key_reused(stored) from None
    _tell(decision, words, by=by)
    return decision


def _tell(decision: Decision, words: Words, *, by: Reviewer) -> None:
    """The audit entry beside `decision`: everything but the person's own words."""
    policy = decision.policy
    audit.record(
        "decision.recorded",
        by=by,
        now=decision.decided_at,
        subject=decision,
        job_id=decision.job_id,
        target=words.target,
        target_id=words.target_id,
        verdict=words.verdict,
        machine_suggestion=decision.machine_suggestion,
        machine_score=decision.machine_score,
        payload_sha256=decision.payload_sha256,
        evidence_version=decision.evidence_version,
        supersedes=decision.supersedes_id,
        policy=f"{policy.code} v{policy.version}" if policy else "",
        note_digest=words.note_digest,
        fence=decision.review.fence if decision.review else None,
        version=decision.job.version + 1,
    )


def _stale(job: Job) -> Conflict:
    newest = Decision.objects.filter(job_id=job.pk).first()
    return Conflict(
        "stale_version",
        _("This job changed since you loaded it. Look at the newer decision, then send yours again."),
        version=job.version,
        verdict=newest.verdict if newest else "",
        decided_by=newest.decided_by_name if newest else "",
        decided_at=newest.decided_at if newest else None,
    )


def _is_storable(text: str, length: int) -> bool:
    """Both databases take it: no NUL, no lone surrogate, not longer than the column."""
    return len(text) <= length and "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
