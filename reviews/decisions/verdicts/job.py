"""The verdict on a whole job: it ends the review, and settles the job or sends it to a second person."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from reviews import audit
from reviews.access.errors import Invalid
from reviews.decisions.claims import claim
from reviews.decisions.verdicts import escalation, rollup, verdict_base
from reviews.decisions.verdicts.idempotency import idempotent_transaction
from reviews.decisions.verdicts.verdict_base import MachineEvidence, RecordedVerdict
from reviews.decisions.verdicts.verdict_request import VerdictRequest
from reviews.labels import value_label
from reviews.models import Decision, Job, Queue, Reviewer
from reviews.queues import routing
from reviews.vocabulary import DecisionTarget, ReviewOutcome, ReviewStage, ReviewState, Suggestion

__all__ = ["RecordedVerdict", "VerdictRequest", "submit_verdict"]


@idempotent_transaction
def submit_verdict(request: VerdictRequest, *, by: Reviewer, now: datetime) -> RecordedVerdict:
    """Settle the job that `by` holds; the verdict review sends it to another person instead.

    A verdict that contradicts the roll-up needs a note, block needs a policy; review, which is an escalation, always
    needs a note. The same key with the same request answers the stored decision again.

    Errors: those of `open_verdict`; Invalid ``note_required``, ``policy_required``, ``must_decide``;
    Conflict ``no_second_queue``.
    """
    context = verdict_base.open_verdict(request, by=by, now=now)
    if isinstance(context, RecordedVerdict):
        return context
    job, verdict = context.job, request.verdict
    proposal = rollup.rollup_of_job(job)
    next_queue = None
    if verdict == Suggestion.REVIEW:  # whether it is accepted at all comes before what it needs
        next_queue = escalation.require_second_look(job)
        escalation.require_note(request.note)
    else:
        _check_note_and_policy(request, proposal)
    current = (
        Decision.objects.filter(job_id=job.pk, target=DecisionTarget.JOB).order_by("-id").values_list("pk").first()
    )
    evidence = MachineEvidence(job.suggestion)
    decision = verdict_base.append_decision(context, evidence, supersedes_id=current and current[0])
    claim.end_review(context.review, ReviewOutcome.SUBMITTED, now, verdict)
    before = job.queue_id
    if next_queue:
        _escalate(job, next_queue, now)
    else:
        _settle(job, verdict, now)
    verdict_base.audit_decision(context, decision)
    about: dict[str, Any] = {"by": by, "now": now, "subject": job, "job_id": job.pk, "decision": decision.pk}
    if next_queue:
        audit.record("job.escalated", **about, from_queue=before, to_queue=next_queue.pk)
    else:
        audit.record("job.settled", **about, verdict=verdict, proposed=proposal.suggests)
    return RecordedVerdict(decision, job.version, proposal, next_queue)


def _check_note_and_policy(request: VerdictRequest, proposal: rollup.Rollup) -> None:
    if request.verdict == Suggestion.BLOCK and request.policy_id is None:
        raise Invalid("policy_required", _("To block, choose the policy that the video breaks."), field="policy_id")
    if request.verdict != proposal.suggests and not request.note.strip():
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
