"""The verdict on a whole job: it ends the review, and settles the job or sends it to a second person."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from reviews import audit
from reviews.access import permissions
from reviews.access.errors import Conflict, Invalid
from reviews.decisions.claims import claim
from reviews.decisions.verdicts import policy_check, rollup, verdict_base
from reviews.decisions.verdicts.idempotency import idempotent_transaction, same_person
from reviews.decisions.verdicts.verdict_base import MachineEvidence, RecordedVerdict, VerdictRequest
from reviews.labels import value_label
from reviews.models import Decision, Job, Queue, Review, Reviewer
from reviews.queues import routing, second
from reviews.vocabulary import DecisionTarget, ReviewOutcome, ReviewStage, ReviewState, Suggestion

__all__ = ["RecordedVerdict", "submit_verdict"]


@idempotent_transaction
def submit_verdict(
    job_id: int,
    *,
    by: Reviewer,
    now: datetime,
    verdict: str,
    version: int,
    fence: int,
    idempotency_key: str,
    policy_id: int | None = None,
    note: str = "",
    took_ms: int | None = None,
) -> RecordedVerdict:
    """Settle the job that `by` holds with `verdict`; the verdict review sends it to another person instead.

    A verdict that contradicts the roll-up needs a note, block needs a policy. The same key with the same words answers
    the stored decision again.

    Errors: NotAllowed, NotFound; Invalid ``note_required``, ``policy_required``, ``policy_not_allowed``,
    ``unknown_verdict``, ``must_decide``; Conflict ``stale_version``, ``claim_lost``, ``key_reused``,
    ``already_settled``, ``same_person``, ``no_second_queue``.
    """
    permissions.require(by, permissions.Permission.REVIEW)
    words = VerdictRequest(DecisionTarget.JOB, job_id, verdict, idempotency_key, policy_id, note, took_ms)
    verdict_base.validate_request(words)
    job = verdict_base.lock_job_for_verdict(job_id, words, by=by)
    if stored := verdict_base.find_replay(job, words, by=by):
        return stored
    review = verdict_base.check_current(job, by=by, version=version, fence=fence, now=now)
    _check_other_person(job, review, by)
    policy = policy_check.require_policy(policy_id, verdict, note)
    proposal = rollup.rollup_of_job(job)
    _check_note_and_policy(words, proposal)
    next_queue = _next_queue(job) if verdict == Suggestion.REVIEW else None
    current = (
        Decision.objects.filter(job_id=job.pk, target=DecisionTarget.JOB).order_by("-id").values_list("pk").first()
    )
    decision = verdict_base.append_decision(
        job, words, MachineEvidence(job.suggestion), review=review, policy=policy,
        supersedes_id=current and current[0], by=by, now=now,
    )  # fmt: skip
    claim.end_review(review, ReviewOutcome.SUBMITTED, now, verdict)
    before = job.queue_id
    if next_queue:
        _escalate(job, next_queue, now)
    else:
        _settle(job, verdict, now)
    verdict_base.audit_decision(decision, words, by=by)
    about: dict[str, Any] = {"by": by, "now": now, "subject": job, "job_id": job.pk, "decision": decision.pk}
    if next_queue:
        audit.record("job.escalated", **about, from_queue=before, to_queue=next_queue.pk)
    else:
        audit.record("job.settled", **about, verdict=verdict, proposed=proposal.suggests)
    return RecordedVerdict(decision, job.version, proposal, next_queue)


def _check_other_person(job: Job, review: Review, by: Reviewer) -> None:
    """The claim refuses the same person already; this is for claims that are older than the rule."""
    looked = Review.objects.filter(job_id=job.pk, reviewer=by, outcome=ReviewOutcome.SUBMITTED)
    if job.stage == ReviewStage.SECOND and looked.exclude(pk=review.pk).exists():
        raise same_person()


def _next_queue(job: Job) -> Queue:
    """Where an escalation goes. Errors: Invalid ``must_decide``, Conflict ``no_second_queue``."""
    queue = job.queue
    if job.stage != ReviewStage.FIRST and (queue is None or queue.escalates_to_id in (None, queue.pk)):
        raise Invalid("must_decide", _("This is the second review. Choose pass or block."), field="verdict")
    found = second.escalation_queue(queue) if queue else None
    if found is None:
        raise Conflict(
            "no_second_queue",
            _("No second-review queue is active. Ask an admin to activate one, or choose pass or block."),
        )
    return found


def _check_note_and_policy(words: VerdictRequest, proposal: rollup.Rollup) -> None:
    if words.verdict == Suggestion.BLOCK and words.policy_id is None:
        raise Invalid("policy_required", _("To block, choose the policy that the video breaks."), field="policy_id")
    if words.verdict != proposal.suggests and not words.note.strip():
        raise Invalid(
            "note_required",
            _("The findings suggest %(proposed)s. Write a note that explains why your verdict differs.")
            % {"proposed": value_label(proposal.suggests)},
            field="note",
            suggests=proposal.suggests.value,
        )


def _settle(job: Job, verdict: str, now: datetime) -> None:
    job.review_state, job.verdict, job.settled_at, job.version = ReviewState.SETTLED, verdict, now, job.version + 1
    job.save(update_fields=["review_state", "verdict", "settled_at", "version"])


def _escalate(job: Job, queue: Queue, now: datetime) -> None:
    """The job waits again, for somebody else; it has no verdict until then."""
    values = {
        **routing.placement_values(job, queue, now),
        "stage": ReviewStage.SECOND,
        "review_state": ReviewState.WAITING,
        "version": job.version + 1,
    }
    Job.objects.filter(pk=job.pk).update(**values)
    for name, value in values.items():
        setattr(job, name, value)
