"""Where a job goes when the person who holds it cannot decide: to the second look, else to a lead. One rule for both.

A page offers what these functions say, and the acts accept exactly that.
"""

from enum import StrEnum

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from reviews.access import permissions
from reviews.access.errors import Conflict, Invalid
from reviews.models import Job, Queue, Review, Reviewer
from reviews.queues import routing
from reviews.vocabulary import ReviewOutcome, ReviewStage


class WayOn(StrEnum):
    """How a job can be handed on."""

    SECOND_LOOK = "second_look"
    LEAD = "lead"
    NONE = ""


def find_way_on(job: Job, *, by: Reviewer) -> WayOn:
    """What `by`, who holds `job`, is offered beside pass and block: the second look where there is one, else a lead."""
    if _second_look_queue(job):
        return WayOn.SECOND_LOOK
    return WayOn.LEAD if has_lead(job, by=by) else WayOn.NONE


def require_second_look(job: Job) -> Queue:
    """Where the verdict review sends `job`. Errors: Invalid ``must_decide``, Conflict ``no_second_queue``."""
    if queue := _second_look_queue(job):
        return queue
    if job.stage == ReviewStage.LEAD:
        raise Invalid("must_decide", _("A lead was asked to decide this job. Choose pass or block."), field="verdict")
    if job.stage != ReviewStage.FIRST:
        raise Invalid(
            "must_decide", _("This is the second look. Choose pass or block, or ask a lead."), field="verdict"
        )
    raise Conflict(
        "no_second_queue",
        _("No second-look queue is active. Choose pass or block, or ask a lead."),
    )


def require_note(note: str) -> None:
    """The rule for every escalation, whoever gets the job: it says what to look at.

    Errors: Invalid ``note_required``, the field is ``note``.
    """
    if not note.strip():
        raise Invalid("note_required", note_missing(), field="note")


def note_missing() -> str:
    """The sentence for an escalation without a note."""
    return _("Write a note for the next person: what should they look at?")


def has_lead(job: Job, *, by: Reviewer) -> bool:
    """Whether a lead other than `by` may decide `job`: one who sees its queue and did not hand the job on before."""
    if job.stage == ReviewStage.LEAD or job.queue is None:
        return False
    handed_on = Review.objects.filter(
        job_id=job.pk, reviewer=OuterRef("pk"), outcome__in=(ReviewOutcome.SUBMITTED, ReviewOutcome.ASKED_LEAD)
    )
    return permissions.leads_of_queue(job.queue).exclude(pk=by.pk).exclude(Exists(handed_on)).exists()


def _second_look_queue(job: Job) -> Queue | None:
    """A queue of the second stage sends its jobs further only where an admin named the queue."""
    queue = job.queue
    if queue is None or job.stage == ReviewStage.LEAD:
        return None
    if job.stage != ReviewStage.FIRST and queue.escalates_to_id in (None, queue.pk):
        return None
    return routing.escalation_queue(queue)
