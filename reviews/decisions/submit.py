"""The verdict on a whole job: it ends the review and settles the job."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reviews import audit
from reviews.decisions import claim, ledger, rollup, rules
from reviews.decisions.errors import Invalid
from reviews.decisions.ledger import Evidence, Recorded, Words
from reviews.models import Decision, Job, Review, Reviewer
from reviews.vocabulary import DecisionTarget, ReviewOutcome, ReviewState, Suggestion
from reviews.wording import word

__all__ = ["Recorded", "submit"]


@transaction.atomic
def submit(
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
) -> Recorded:
    """Settle the job that `by` holds with `verdict`.

    A verdict that contradicts the roll-up needs a note, block needs a policy. The same key with the same words answers
    the stored decision again.

    Errors: NotAllowed, NotFound; Invalid ``note_required``, ``policy_required``, ``policy_not_allowed``,
    ``unknown_verdict``; Conflict ``stale_version``, ``claim_lost``, ``key_reused``, ``already_settled``.
    """
    rules.check(by, rules.Act.REVIEW)
    words = Words(DecisionTarget.JOB, job_id, verdict, idempotency_key, policy_id, note, took_ms)
    ledger.check_words(words)
    job = claim.locked(job_id, by=by)
    if stored := ledger.replayed(job, words, by=by):
        return stored
    review = ledger.check_current(job, by=by, version=version, fence=fence, now=now)
    policy = ledger.policy_for(words)
    proposal = rollup.of(job)
    _check_reasons(words, proposal)
    current = Decision.objects.filter(job_id=job.pk, target=DecisionTarget.JOB).order_by("-id").first()
    decision = ledger.append(
        job, words, Evidence(job.suggestion), review=review, policy=policy, supersedes=current, by=by, now=now
    )
    _settle(job, review, verdict, now)
    audit.record("job.settled", by=by, now=now, subject=job, job_id=job.pk, verdict=verdict, proposed=proposal.suggests)
    return Recorded(decision, job.version, proposal)


def _check_reasons(words: Words, proposal: rollup.Rollup) -> None:
    if words.verdict == Suggestion.BLOCK and words.policy_id is None:
        raise Invalid("policy_required", _("To block, choose the policy that the video breaks."), field="policy_id")
    if words.verdict != proposal.suggests and not words.note.strip():
        raise Invalid(
            "note_required",
            _("The findings add up to %(proposed)s. Write a note that says why your verdict differs.")
            % {"proposed": word(proposal.suggests)},
            field="note",
            suggests=proposal.suggests.value,
        )


def _settle(job: Job, review: Review, verdict: str, now: datetime) -> None:
    claim.end(review, ReviewOutcome.SUBMITTED, now, verdict)
    job.review_state, job.verdict, job.settled_at, job.version = ReviewState.SETTLED, verdict, now, job.version + 1
    job.save(update_fields=["review_state", "verdict", "settled_at", "version"])
