"""The lock on a job row and the one ACTIVE review under it: found, begun, extended, ended.

Everything here runs in the caller's transaction. The job row is locked first (PostgreSQL: FOR NO KEY UPDATE, which lets
rows that merely point at the job be written; SQLite: every transaction begins IMMEDIATE), the audit head last.
"""

from datetime import datetime, timedelta
from functools import cache

from django.db import connection
from django.utils.translation import gettext as _

from reviews.access import permissions
from reviews.access.errors import Conflict, NotFound
from reviews.decisions.claims import claim_end
from reviews.labels import value_label
from reviews.models import Decision, Job, Note, Review, Reviewer
from reviews.models.job_queryset import JobQuerySet
from reviews.vocabulary import DecisionTarget, ReviewOutcome, ReviewStage, ReviewState

LEASE_LENGTH = timedelta(minutes=10)
MAX_ID = 2**63 - 1
# The provider's echo and its warnings can be long, and no act looks at them.
UNREAD_COLUMNS = ("request_params", "warnings")
_HELD = "SELECT * FROM reviews_review WHERE job_id = %s AND outcome = 'active'"


def lockable_jobs(jobs: JobQuerySet, *, skip_locked: bool = False) -> JobQuerySet:
    """`jobs` so that reading them locks them until the transaction ends; `skip_locked` passes over locked ones."""
    # On SQLite Django silently reads without a lock; there the IMMEDIATE transaction is the lock.
    deferred = jobs.defer(*UNREAD_COLUMNS)
    return deferred.select_for_update(skip_locked=skip_locked, of=("self",), no_key=True)


def lock_job(job_id: int, *, by: Reviewer) -> Job:
    """The job row, locked until the transaction ends. Errors: NotFound when it is not there for `by`."""
    job = next(iter(Job.objects.raw(_lock_job_sql(), [job_id])), None) if 0 < job_id <= MAX_ID else None
    if job is None or not permissions.is_visible(job, by):
        raise NotFound("not_found", _("This job does not exist. Go back to the queue."), job_id=job_id)
    return job


@cache
def _lock_job_sql() -> str:
    """The same as `lockable` of one id, built once: it stands before every verdict."""
    quote = connection.ops.quote_name
    columns = ", ".join(
        quote(str(field.column)) for field in Job._meta.concrete_fields if field.name not in UNREAD_COLUMNS
    )
    lock = " FOR NO KEY UPDATE" if connection.features.has_select_for_update else ""
    return f"SELECT {columns} FROM reviews_job WHERE id = %s{lock}"  # noqa: S608 - our own columns


def active_review(job: Job) -> Review | None:
    """The ACTIVE review of the job with its reviewer, whether or not its lease still runs."""
    return Review.objects.active().select_related("reviewer").filter(job_id=job.pk).first()


def keeps_others_out(review: Review | None, now: datetime) -> bool:
    """Whether this claim keeps others out: its lease runs, and its holder was not switched off."""
    return review is not None and review.is_held(now)


def held_review(job: Job, *, by: Reviewer, fence: int) -> Review:
    """The ACTIVE review of `by` with that fence. Errors: Conflict ``claim_lost`` (see `claim_lost`)."""
    # Who holds it is read only for the answer that says so: this stands in the way of every verdict.
    review = next(iter(Review.objects.raw(_HELD, [job.pk])), None)
    if review is None or review.reviewer_id != by.pk or review.fence != fence:
        raise claim_lost(review, job, by=by, fence=fence)
    return review


def claim_lost(review: Review | None, job: Job, *, by: Reviewer, fence: int) -> Conflict:
    """The conflict that says by whom, when and why the claim of `by` under `fence` ended.

    Context: how (a word of `claim_end`), ended_by, ended_at, reason; holder and until of `review`, who holds it now.
    """
    end = claim_end.find_claim_end(job, by=by, fence=fence)
    said = end.sentence if end else _("There is no such claim. Claim the job again.")
    return Conflict(
        "claim_lost",
        _("Your claim on this job has ended. %(how)s") % {"how": said},
        holder=review.reviewer.shown_name if review else "",
        until=review.lease_until if review else None,
        fence=job.claim_fence,
        how=end.how if end else "",
        ended_by=end.who if end else "",
        ended_at=end.at if end else None,
        reason=end.why if end else "",
    )


def check_reviewable(job: Job) -> None:
    """Errors: Conflict ``already_settled`` (context verdict, version, settled_at, settled_by), ``not_checked``,
    ``closed``, ``not_ready``.
    """
    if job.review_state == ReviewState.SETTLED:
        raise _already_settled(job)
    if job.review_state == ReviewState.UNCHECKED:
        raise Conflict(
            "not_checked",
            _("The provider could not check this job. Send it again, or report a technical problem."),
        )
    if job.review_state == ReviewState.CLOSED:
        raise Conflict(
            "job_closed",
            _("This job was closed without a verdict: %(reason)s. Claim the next job.")
            % {"reason": value_label(job.close_reason)},
            reason=job.close_reason,
            version=job.version,
        )
    if not job.is_reviewable:
        raise Conflict(
            "not_ready", _("The provider has not finished this job. It enters the queue when it is finished.")
        )


def _already_settled(job: Job) -> Conflict:
    """The conflict that says by whom, when and how `job` was settled."""
    said = Decision.objects.filter(job_id=job.pk, target=DecisionTarget.JOB).order_by("-id").first()
    who = said.decided_by_name if said else ""
    values = {
        "who": who,
        "verdict": value_label(job.verdict),
        "at": job.settled_at and f"{job.settled_at:%Y-%m-%d %H:%M}",
    }
    return Conflict(
        "already_settled",
        _("%(who)s settled this job at %(at)s UTC: %(verdict)s. Claim the next job.") % values
        if who
        else _("This job already has a verdict: %(verdict)s. Claim the next job.") % values,
        verdict=job.verdict,
        version=job.version,
        settled_at=job.settled_at,
        settled_by=who,
    )


def check_other_person(job: Job, *, by: Reviewer) -> None:
    """Errors: Conflict ``same_person`` when `by` has already handed this job on, ``lead_asked`` for a lead's job."""
    if job.stage == ReviewStage.LEAD and not permissions.has_permission(by, permissions.Permission.TAKE_OVER):
        raise Conflict("lead_asked", _("A lead was asked to decide this job. Claim the next job."))
    if has_submitted_review(job, by=by):
        raise Conflict(
            "same_person",
            _("You have already reviewed this job, so another reviewer must decide it. Claim the next job."),
        )


def is_kept_from(job: Job, *, by: Reviewer) -> bool:
    """Whether `check_other_person` would refuse."""
    try:
        check_other_person(job, by=by)
    except Conflict:
        return True
    return False


def has_submitted_review(job: Job, *, by: Reviewer) -> bool:
    """Whether `by` has already submitted a review of this job, or asked a lead to decide it."""
    done = (ReviewOutcome.SUBMITTED, ReviewOutcome.ASKED_LEAD)
    return Review.objects.filter(job_id=job.pk, reviewer=by, outcome__in=done).exists()


def extend(review: Review, now: datetime) -> Review:
    """Renew the lease."""
    review.lease_until = now + LEASE_LENGTH
    Review.objects.filter(pk=review.pk).update(lease_until=review.lease_until)
    return review


def end_review(review: Review, outcome: ReviewOutcome, now: datetime, verdict: str = "") -> None:
    """Close a review; its lease is over."""
    Review.objects.filter(pk=review.pk).update(outcome=outcome, ended_at=now, verdict=verdict)
    review.outcome, review.ended_at, review.verdict = outcome, now, verdict


def begin_review(job: Job, by: Reviewer, now: datetime, *, reason: Note | None = None) -> Review:
    """A new claim with the next fence; the caller has ended the one before. Errors: Conflict ``claim_held``."""
    return insert_review(job.pk, advance_fence(job), job.stage, by, now, reason=reason)


def advance_fence(job: Job) -> int:
    """The job becomes CLAIMED under the next fence, which is the answer. Errors: Conflict ``claim_held``."""
    fence = job.claim_fence + 1
    taken = Job.objects.filter(pk=job.pk, claim_fence=job.claim_fence, review_state=job.review_state).update(
        claim_fence=fence, review_state=ReviewState.CLAIMED
    )
    if not taken:
        raise Conflict("claim_held", _("Another reviewer has just claimed this job. Claim the next job."))
    return fence


def insert_review(
    job_id: int, fence: int, stage: str, by: Reviewer, now: datetime, *, reason: Note | None = None
) -> Review:
    """The row of a claim on a job that was made CLAIMED under `fence`."""
    return Review.objects.create(
        job_id=job_id,
        reviewer=by,
        stage=stage,
        fence=fence,
        claimed_at=now,
        lease_until=now + LEASE_LENGTH,
        reason=reason,
    )
