"""A lead is asked to decide a job: the third way beside pass and block, where no second look comes after.

The job stays in its queue, at the stage LEAD: only leads are offered it, and only they may claim it.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reviews import audit
from reviews.access import permissions
from reviews.access.errors import Conflict, Invalid
from reviews.decisions.claims import claim, lease
from reviews.decisions.verdicts import escalation, verdict_base
from reviews.decisions.verdicts.verdict_request import MAX_NOTE_LENGTH, bad_note, is_storable
from reviews.models import Job, Note, Review, Reviewer
from reviews.vocabulary import ReviewOutcome, ReviewStage, ReviewState


@transaction.atomic
def ask_lead(job_id: int, *, by: Reviewer, fence: int, version: int, note: str, now: datetime) -> None:
    """End the claim of `by` and leave the job to a lead, with what to look at; the same call again changes nothing.

    The words are a Note beside the review that ends. Audit: ``job.lead_asked``.
    Errors: NotAllowed, NotFound; Invalid ``note_required``, ``bad_note``, ``must_decide``; Conflict ``claim_lost``,
    ``stale_version``, ``already_settled``, ``no_lead``.
    """
    permissions.require(by, permissions.Permission.REVIEW)
    escalation.require_note(note)
    if not is_storable(note, MAX_NOTE_LENGTH):
        raise bad_note()
    job = lease.lock_job(job_id, by=by)
    asked = Review.objects.filter(job_id=job.pk, reviewer=by, fence=fence, outcome=ReviewOutcome.ASKED_LEAD)
    if asked.exists():
        return
    review = verdict_base.require_current(job, by=by, fence=fence, version=version, now=now)
    _check_lead(job, by)
    question = Note.objects.create(text=note, written_by=by, written_at=now)
    claim.end_review(review, ReviewOutcome.ASKED_LEAD, now)
    Review.objects.filter(pk=review.pk).update(question=question)
    Job.objects.filter(pk=job.pk).update(
        stage=ReviewStage.LEAD, review_state=ReviewState.WAITING, version=job.version + 1
    )
    facts: dict[str, audit.JSON] = {
        "fence": fence, "from_stage": job.stage, "queue": job.queue_id, "question_digest": question.digest,
    }  # fmt: skip
    audit.record("job.lead_asked", by=by, now=now, subject=review, job_id=job.pk, **facts)


def _check_lead(job: Job, by: Reviewer) -> None:
    if job.stage == ReviewStage.LEAD:
        raise Invalid("must_decide", _("A lead was asked to decide this job. Choose pass or block."), field="verdict")
    if not escalation.has_lead(job, by=by):
        raise Conflict(
            "no_lead", _("No other lead works the queue of this job. Choose pass or block, or release the job.")
        )
