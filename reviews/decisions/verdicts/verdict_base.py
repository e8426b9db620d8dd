"""What every verdict shares: the checks before, the one appended row, the audit entry beside it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from reviews import audit
from reviews.access import permissions
from reviews.access.errors import Conflict, NotFound
from reviews.decisions.claims import claim
from reviews.decisions.verdicts import policy_check, rollup
from reviews.decisions.verdicts.idempotency import key_reused, same_person
from reviews.decisions.verdicts.take_back import Restored
from reviews.decisions.verdicts.verdict_request import VerdictRequest
from reviews.models import Decision, Job, Note, Policy, Queue, Review, Reviewer
from reviews.vocabulary import DecisionTarget, ReviewOutcome, ReviewStage, Suggestion

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
class VerdictContext:
    """A verdict that may be given: the request, its locked job, the review that holds it, and the policy named."""

    request: VerdictRequest
    job: Job
    review: Review
    policy: Policy | None
    by: Reviewer
    now: datetime


@dataclass(frozen=True)
class MachineEvidence:
    """What the machine said about the target, and the rows the decision points at."""

    suggestion: str
    score: float | None = None
    links: dict[str, Any] = field(default_factory=dict)


def open_verdict(request: VerdictRequest, *, by: Reviewer, now: datetime) -> VerdictContext | RecordedVerdict:
    """Check everything that verdicts share and lock the job; the stored answer when `by` already sent this request.

    The order is part of the contract: permission, request, lock, replay, holder and version, policy.
    Errors: NotAllowed, NotFound, Invalid; Conflict ``stale_version``, ``claim_lost``, ``key_reused``,
    ``already_settled``, ``same_person``.
    """
    permissions.require(by, permissions.Permission.REVIEW)
    request.validate()
    job = _lock_job(request, by=by)
    if stored := _find_replay(job, request, by=by):
        return stored
    review = _check_current(job, request, by=by, now=now)
    policy = policy_check.require_policy(request.policy_id, request.verdict, request.note)
    return VerdictContext(request, job, review, policy, by, now)


def _lock_job(request: VerdictRequest, *, by: Reviewer) -> Job:
    """The job row, locked. A job that `by` no longer sees is still theirs to ask about with a key they sent for it.

    Errors: NotFound.
    """
    try:
        return claim.lock_job(request.job_id, by=by)
    except NotFound:
        sent = Decision.objects.filter(decided_by=by, idempotency_key=request.idempotency_key, job_id=request.job_id)
        stored = sent.select_related("job").first()
        if stored is None:
            raise
        return stored.job


def _find_replay(job: Job, request: VerdictRequest, *, by: Reviewer) -> RecordedVerdict | None:
    """The stored answer when `by` already sent these words under this key. Errors: Conflict ``key_reused``."""
    stored = next(iter(Decision.objects.raw(_BY_KEY, [by.pk, request.idempotency_key])), None)
    if stored is None:
        return None
    if stored.job_id != job.pk or not _is_same_request(stored, request):
        raise key_reused(stored)
    return RecordedVerdict(stored, job.version, rollup.rollup_of_job(job), _escalated_to(stored, job))


def _is_same_request(stored: Decision, request: VerdictRequest) -> bool:
    """Whether `request` says what `stored` answers.

    A note that was purged is no longer compared, nor one that came back with what an undo restored.
    """
    if stored.request_digest == request.digest_with_note:
        return True
    is_same_note = stored.takes_back or stored.note_text == request.note or bool(stored.note and stored.note.purged_at)
    return stored.request_digest == request.digest and is_same_note


def _escalated_to(stored: Decision, job: Job) -> Queue | None:
    is_sent_on = stored.target == DecisionTarget.JOB and stored.verdict == Suggestion.REVIEW
    return job.queue if is_sent_on and job.stage == ReviewStage.SECOND else None


def _check_current(job: Job, request: VerdictRequest, *, by: Reviewer, now: datetime) -> Review:
    review = require_current(job, by=by, fence=request.fence, version=request.version, now=now)
    if request.target == DecisionTarget.JOB:
        _check_other_person(job, review, by)
    return review


def require_current(job: Job, *, by: Reviewer, fence: int, version: int, now: datetime) -> Review:
    """The live review of `by`. Errors: Conflict ``already_settled``, ``claim_lost``, ``stale_version``."""
    claim.check_reviewable(job)
    review = claim.held_review(job, by=by, fence=fence)
    if not review.is_live(now):
        raise claim.claim_lost(None, job, by=by, fence=fence)
    if job.version != version:
        raise _stale_version(job)
    return review


def append_decision(
    context: VerdictContext,
    evidence: MachineEvidence,
    *,
    supersedes_id: int | None = None,
    restored: Restored | None = None,
) -> Decision:
    """Store the decision, of an act of taking back with what is `restored`; `audit_decision` follows at the end."""
    decision = new_decision(
        context,
        machine_suggestion=evidence.suggestion,
        machine_score=evidence.score,
        supersedes_id=supersedes_id,
        **evidence.links,
        **(restored.columns if restored else {"note": store_note(context)}),
    )
    decision.save(force_insert=True)
    return decision


def new_decision(context: VerdictContext, **facts: Any) -> Decision:
    """Return the row of the decision with what every verdict records, not saved; `facts`: the rest of its columns."""
    request, job, by = context.request, context.job, context.by
    said = {} if request.take_back else {"verdict": request.verdict, "policy": context.policy}
    usual = {
        **said,
        "job": job,
        "target": request.target,
        "review": context.review,
        "payload_sha256": job.payload_sha256,
        "evidence_version": job.evidence_version,
        "decided_by": by,
        "decided_by_name": by.shown_name,
        "decided_at": context.now,
        "took_ms": _clamp_took_ms(request.took_ms),
        "idempotency_key": request.idempotency_key,
        "request_digest": request.digest,
    }
    return Decision(**{**usual, **facts})


def store_note(context: VerdictContext) -> Note | None:
    """The stored note of these words, None without one."""
    text = context.request.note
    return Note.objects.create(text=text, written_by=context.by, written_at=context.now) if text else None


def _clamp_took_ms(took_ms: int | None) -> int | None:
    """Milliseconds that the column can hold."""
    return None if took_ms is None else min(max(took_ms, 0), MAX_INTEGER)


def audit_decision(context: VerdictContext, decision: Decision) -> None:
    """The audit entry beside `decision`: everything but the person's own words, and digests of row and policy.

    Written when the job has been brought up to its new version: the whole desk waits while the audit head is locked.
    """
    audit.record(
        "decision.taken_back" if context.request.take_back else "decision.recorded",
        by=context.by,
        now=context.now,
        subject=decision,
        job_id=decision.job_id,
        target=decision.target,
        target_id=decision.detection_id or decision.finding_id or decision.job_id,
        verdict=decision.verdict,
        machine_suggestion=decision.machine_suggestion,
        machine_score=decision.machine_score,
        payload_sha256=decision.payload_sha256,
        evidence_version=decision.evidence_version,
        supersedes=decision.supersedes_id,
        restores=decision.restores_id,
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


def _check_other_person(job: Job, review: Review, by: Reviewer) -> None:
    """The claim refuses the same person already; this is for claims that are older than the rule."""
    looked = Review.objects.filter(job_id=job.pk, reviewer=by, outcome=ReviewOutcome.SUBMITTED)
    if job.stage != ReviewStage.FIRST and looked.exclude(pk=review.pk).exists():
        raise same_person()


def _stale_version(job: Job) -> Conflict:
    newest = Decision.objects.filter(job_id=job.pk).first()
    return Conflict(
        "stale_version",
        _("This job changed after you loaded it. Check the newer decision, then send yours again."),
        version=job.version,
        verdict=newest.verdict if newest else "",
        taken_back=newest.takes_back if newest else False,
        decided_by=newest.decided_by_name if newest else "",
        decided_at=newest.decided_at if newest else None,
    )
