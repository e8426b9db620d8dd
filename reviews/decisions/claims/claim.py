"""The right to review a job, with an end: claim, renew, release, skip, take over.

One transaction each. The job row is locked (see `lease`), the write repeats the fence it saw, and a database constraint
allows one ACTIVE review per job. `now` is the database's time, which views and commands ask for.
"""

from datetime import datetime

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from reviews import audit
from reviews.access import permissions
from reviews.access.errors import Conflict, NotFound
from reviews.decisions.claims import held_jobs, lease, next_job
from reviews.decisions.claims.lease import LEASE_LENGTH, check_reviewable, claim_lost, end_review, held_review, lock_job
from reviews.decisions.claims.reason import check_reason
from reviews.models import Job, Note, Review, Reviewer
from reviews.vocabulary import ReviewOutcome, ReviewState

__all__ = [
    "LEASE_LENGTH",
    "check_reviewable",
    "claim",
    "claim_lost",
    "claim_next_job",
    "end_review",
    "held_review",
    "lock_job",
    "release",
    "renew",
    "skip",
    "take_over",
]  # fmt: skip

MAX_ROUNDS = 5
LOCK_NOT_AVAILABLE = "55P03"
SQLITE_BUSY = 5


@transaction.atomic
def claim(job_id: int, *, by: Reviewer, now: datetime, hold_another: bool = False) -> Review:
    """Take the job for `by`, or renew the live claim `by` already holds. A second job needs `hold_another`.

    Any visible job may be claimed by somebody who may review, also one of a queue that does not hand `by` its jobs.
    Errors: NotAllowed, NotFound, Conflict ``claim_held`` (somebody else's lease runs; context holder, since, until),
    ``same_person`` (`by` has submitted a review of it), ``already_settled``, ``not_ready``, ``already_holding``.
    """
    permissions.require(by, permissions.Permission.REVIEW)
    held_jobs.lock_person(by)
    job = lock_job(job_id, by=by)
    check_reviewable(job)
    held = lease.active_review(job)
    if held and held.reviewer_id == by.pk and held.is_live(now):
        return lease.extend(held, now)
    lease.check_other_person(job, by=by)
    if held and lease.keeps_others_out(held, now):
        raise Conflict(
            "claim_held",
            _("%(holder)s is reviewing this job. Wait until the claim ends, or claim the next job.")
            % {"holder": held.reviewer.shown_name},
            holder=held.reviewer.shown_name,
            since=held.claimed_at,
            until=held.lease_until,
        )
    if not hold_another:
        held_jobs.require_no_other(job.pk, by=by, now=now)
    return _start_review(next_job.ClaimedJob(job.pk, lease.advance_fence(job), job.stage, held), by, now)


def claim_next_job(
    *,
    by: Reviewer,
    now: datetime,
    queue_id: int | None = None,
    skip_job_id: int | None = None,
    hold_another: bool = False,
) -> Review | None:
    """Go on with the job that `by` holds, whatever its queue; without one, and with `hold_another`, take the next.

    That is the first due, then the riskiest, then the oldest of the queues that `by` works, or of one queue. A claim
    that is gone on with has `claimed_at` before `now`.
    A job whose lease ran out, or whose holder was switched off, counts as waiting. Never a job that `by` judged before
    or skipped in the last 12 hours. None only when nothing can be claimed: a job that somebody has merely locked is
    waited for. A queue named by `queue_id` must be visible; it need not be one that `by` works.
    Errors: NotAllowed, NotFound (queue_id), Conflict ``queue_busy`` (what is left stayed locked; ask again).
    """
    permissions.require(by, permissions.Permission.REVIEW)
    wanted = next_job.NextJobQuery(by, now, _queue_ids(by, queue_id), skip_job_id)
    for look in range(MAX_ROUNDS):
        heads = next_job.find_candidates(wanted)
        if not heads:
            return None if hold_another else _continue_alone(wanted)
        if review := _claim_best(heads, wanted, waits=look > 0, hold_another=hold_another):
            return review
    raise _queue_busy()


@transaction.atomic
def renew(job_id: int, *, by: Reviewer, fence: int, now: datetime) -> Review:
    """Renew the lease of `by`. A lease that ran out is renewed as long as nobody else took the job.

    Not when `by` claimed another job since: two are held only by asking.

    Errors: NotAllowed, NotFound, Conflict ``claim_lost``.
    """
    permissions.require(by, permissions.Permission.REVIEW)
    job = lock_job(job_id, by=by)
    held = held_review(job, by=by, fence=fence)
    if not held.is_live(now) and held_jobs.live_reviews(by, now=now).exclude(pk=held.pk).exists():
        raise claim_lost(held, job, by=by, fence=fence)
    return lease.extend(held, now)


def release(job_id: int, *, by: Reviewer, fence: int, now: datetime) -> None:
    """Give the job back to the queue; the same call again changes nothing.

    Errors: NotAllowed, NotFound, Conflict ``claim_lost``.
    """
    _give_back(job_id, ReviewOutcome.RELEASED, by=by, fence=fence, now=now)


def skip(job_id: int, *, by: Reviewer, fence: int, now: datetime) -> None:
    """Give the job back unreviewed, no reason asked: it is not offered to `by` again for 12 hours.

    The same call again changes nothing. Errors: NotAllowed, NotFound, Conflict ``claim_lost``.
    """
    _give_back(job_id, ReviewOutcome.SKIPPED, by=by, fence=fence, now=now)


@transaction.atomic
def take_over(job_id: int, *, by: Reviewer, reason: str, now: datetime, hold_another: bool = False) -> Review:
    """End another person's claim, live or lapsed, and hold the job. Who holds it already keeps the claim, renewed.

    `reason`: 1 to 4,000 characters, kept as a Note beside the new review. Errors: NotAllowed, NotFound; Invalid
    ``reason_required``, ``bad_reason``; Conflict ``not_claimed``, ``same_person``, ``already_settled``, ``not_ready``,
    ``already_holding`` without `hold_another`.
    """
    permissions.require(by, permissions.Permission.TAKE_OVER)
    check_reason(reason, _("Give a reason for taking over this job."))
    held_jobs.lock_person(by)
    job = lock_job(job_id, by=by)
    check_reviewable(job)
    held = lease.active_review(job)
    if held is None:
        raise Conflict("not_claimed", _("This job is unclaimed. Claim it directly."))
    if held.reviewer_id == by.pk:
        return lease.extend(held, now)
    lease.check_other_person(job, by=by)
    if not hold_another:
        held_jobs.require_no_other(job.pk, by=by, now=now)
    end_review(held, ReviewOutcome.TAKEN_OVER, now)
    note = Note.objects.create(text=reason, written_by=by, written_at=now)
    review = lease.begin_review(job, by, now, reason=note)
    facts: dict[str, audit.JSON] = {"fence": review.fence, "taken_from": held.reviewer_id, "reason_digest": note.digest}
    audit.record("claim.taken_over", by=by, now=now, subject=review, job_id=job.pk, **facts)
    return review


@transaction.atomic
def _give_back(job_id: int, outcome: ReviewOutcome, *, by: Reviewer, fence: int, now: datetime) -> None:
    permissions.require(by, permissions.Permission.REVIEW)
    job = lock_job(job_id, by=by)
    if Review.objects.filter(job_id=job.pk, reviewer=by, fence=fence, outcome=outcome).exists():
        return
    review = held_review(job, by=by, fence=fence)
    end_review(review, outcome, now)
    Job.objects.filter(pk=job.pk).update(review_state=ReviewState.WAITING)
    audit.record(f"claim.{outcome}", by=by, now=now, subject=review, job_id=job.pk, fence=fence)


def _queue_ids(by: Reviewer, queue_id: int | None) -> list[int]:
    if queue_id is None:
        return permissions.worked_queue_ids(by)
    if not permissions.visible_queues(by).filter(pk=queue_id).exists():
        raise NotFound("not_found", _("This queue does not exist. Choose one of your queues."), queue_id=queue_id)
    return [queue_id]


def _continue_held(wanted: next_job.NextJobQuery) -> Review | None:
    return held_jobs.continue_held(by=wanted.by, now=wanted.now, skip_job_id=wanted.skip_job_id)


@transaction.atomic
def _continue_alone(wanted: next_job.NextJobQuery) -> Review | None:
    return _continue_held(wanted)


def _claim_best(
    heads: list[next_job.Candidate], wanted: next_job.NextJobQuery, *, waits: bool, hold_another: bool
) -> Review | None:
    """What `by` holds, else the first of the heads that can be had. One transaction, at most one job's row locked.

    Asked under the person's lock: two presses of the same button claim one job.
    """
    try:
        with transaction.atomic():
            if not hold_another:
                held_jobs.lock_person(wanted.by)
                if held := _continue_held(wanted):
                    return held
            for head in heads:
                if taken := next_job.claim_candidate(head, wanted, waits=waits):
                    return _start_review(taken, wanted.by, wanted.now)
    except OperationalError as error:
        cause = error.__cause__
        # PostgreSQL: lock_timeout. SQLite: another process wrote for longer than the busy timeout.
        if (
            getattr(cause, "sqlstate", "") != LOCK_NOT_AVAILABLE
            and getattr(cause, "sqlite_errorcode", 0) != SQLITE_BUSY
        ):
            raise
        raise _queue_busy() from error
    return None


def _start_review(taken: next_job.ClaimedJob, by: Reviewer, now: datetime) -> Review:
    if taken.lapsed:
        end_review(taken.lapsed, ReviewOutcome.EXPIRED, now)
    review = lease.insert_review(taken.job_id, taken.fence, taken.stage, by, now)
    facts = {"fence": taken.fence, "after_lapse_of": taken.lapsed.reviewer_id if taken.lapsed else None}
    audit.record("claim.taken", by=by, now=now, subject=review, job_id=taken.job_id, **facts)
    return review


def _queue_busy() -> Conflict:
    return Conflict("queue_busy", _("The remaining jobs are being changed right now. Try again in a moment."))
