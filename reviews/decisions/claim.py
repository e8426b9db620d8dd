"""The right to review a job, with an end: claim, renew, release.

One transaction each. The job row is locked (PostgreSQL: FOR UPDATE; SQLite: every transaction begins IMMEDIATE), the
write repeats the fence it saw, and a database constraint allows one ACTIVE review per job.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from reviews import audit
from reviews.decisions import rules
from reviews.decisions.errors import Conflict, NotFound
from reviews.models import Job, Review, Reviewer
from reviews.models.job import JobQuerySet
from reviews.vocabulary import ReviewOutcome, ReviewState
from reviews.wording import word

LEASE = timedelta(minutes=10)


@transaction.atomic
def claim(job_id: int, *, by: Reviewer, now: datetime) -> Review:
    """Take the job for `by`, or renew the live claim `by` already holds.

    Errors: NotAllowed, NotFound, Conflict ``claim_held`` (somebody else's lease runs; context holder, since, until),
    ``already_settled``, ``not_ready``.
    """
    rules.check(by, rules.Act.REVIEW)
    job = locked(job_id, by=by)
    check_reviewable(job)
    held = _active(job)
    if held and held.reviewer_id == by.pk and held.is_live(now):
        return _extend(held, now)
    if held and held.is_live(now):
        raise Conflict(
            "claim_held",
            _("%(holder)s is reviewing this job. Wait until the lease ends, or take the next job.")
            % {"holder": held.reviewer.shown_name},
            holder=held.reviewer.shown_name,
            since=held.claimed_at,
            until=held.lease_until,
        )
    return _take(job, held, by, now)


@transaction.atomic
def claim_next(*, by: Reviewer, now: datetime, skip_job_id: int | None = None) -> Review | None:
    """Take the riskiest, then oldest, job that waits or whose lease ran out; None when nothing waits.

    Jobs that somebody else is just claiming are passed over, never waited for. Errors: NotAllowed.
    """
    rules.check(by, rules.Act.REVIEW)
    jobs = _lockable(Job.objects.visible_to(by), skip_locked=True).order_by("-risk", "id")
    if skip_job_id is not None:
        jobs = jobs.exclude(pk=skip_job_id)
    waiting = jobs.filter(review_state=ReviewState.WAITING).first()
    over = Review.objects.active().filter(lease_until__lte=now).values("job_id")
    lapsed = jobs.filter(review_state=ReviewState.CLAIMED, pk__in=over).first()
    found: list[tuple[float, int, Job, Review | None]] = []
    for job in (waiting, lapsed):
        # Read again under the lock: the lapsed job may have been taken between the question and the lock.
        held = _active(job) if job else None
        if job and not (held and held.is_live(now)):
            found.append((-job.risk, job.pk, job, held))
    if not found:
        return None
    _risk, _id, job, held = min(found, key=lambda candidate: candidate[:2])
    return _take(job, held, by, now)


@transaction.atomic
def renew(job_id: int, *, by: Reviewer, fence: int, now: datetime) -> Review:
    """Start the lease of `by` anew. A lease that ran out is renewed as long as nobody else took the job.

    Errors: NotAllowed, NotFound, Conflict ``claim_lost``.
    """
    rules.check(by, rules.Act.REVIEW)
    return _extend(held_by(locked(job_id, by=by), by=by, fence=fence), now)


@transaction.atomic
def release(job_id: int, *, by: Reviewer, fence: int, now: datetime) -> None:
    """Give the job back to the queue. Errors: NotAllowed, NotFound, Conflict ``claim_lost``."""
    rules.check(by, rules.Act.REVIEW)
    job = locked(job_id, by=by)
    review = held_by(job, by=by, fence=fence)
    end(review, ReviewOutcome.RELEASED, now)
    Job.objects.filter(pk=job.pk).update(review_state=ReviewState.WAITING)
    audit.record("claim.released", by=by, now=now, subject=review, job_id=job.pk, fence=fence)


def locked(job_id: int, *, by: Reviewer) -> Job:
    """The job row, locked until the transaction ends. Errors: NotFound when it is not there for `by`."""
    job = _lockable(Job.objects.visible_to(by)).filter(pk=job_id).first()
    if job is None:
        raise NotFound("not_found", _("There is no such job. Go back to the queue."), job_id=job_id)
    return job


def held_by(job: Job, *, by: Reviewer, fence: int) -> Review:
    """The ACTIVE review of `by` with that fence. Errors: Conflict ``claim_lost`` (context holder, until, fence)."""
    review = _active(job)
    if review is None or review.reviewer_id != by.pk or review.fence != fence:
        raise lost(review, job)
    return review


def lost(review: Review | None, job: Job) -> Conflict:
    """The conflict that says who holds `job` now."""
    return Conflict(
        "claim_lost",
        _("You no longer hold this job. Claim it again; what you typed is kept on the page."),
        holder=review.reviewer.shown_name if review else "",
        until=review.lease_until if review else None,
        fence=job.claim_fence,
    )


def end(review: Review, outcome: ReviewOutcome, now: datetime, verdict: str = "") -> None:
    """Close a review; its lease is over."""
    Review.objects.filter(pk=review.pk).update(outcome=outcome, ended_at=now, verdict=verdict)
    review.outcome, review.ended_at, review.verdict = outcome, now, verdict


def _lockable(jobs: JobQuerySet, *, skip_locked: bool = False) -> JobQuerySet:
    # On SQLite Django silently reads without a lock; there the IMMEDIATE transaction is the lock.
    # The provider's echo and its warnings can be long, and no act looks at them.
    return jobs.defer("request_params", "warnings").select_for_update(skip_locked=skip_locked, of=("self",))


def _active(job: Job) -> Review | None:
    return Review.objects.active().select_related("reviewer").filter(job_id=job.pk).first()


def check_reviewable(job: Job) -> None:
    """Errors: Conflict ``already_settled`` (context verdict, version, settled_at), ``not_ready``."""
    if job.review_state == ReviewState.SETTLED:
        raise Conflict(
            "already_settled",
            _("This job already has a verdict: %(verdict)s. Take the next job.") % {"verdict": word(job.verdict)},
            verdict=job.verdict,
            version=job.version,
            settled_at=job.settled_at,
        )
    if not job.is_reviewable:
        raise Conflict("not_ready", _("The provider has not finished this job yet. It joins the queue when it has."))


def _extend(review: Review, now: datetime) -> Review:
    review.lease_until = now + LEASE
    Review.objects.filter(pk=review.pk).update(lease_until=review.lease_until)
    return review


def _take(job: Job, lapsed: Review | None, by: Reviewer, now: datetime) -> Review:
    fence = job.claim_fence + 1
    taken = Job.objects.filter(pk=job.pk, claim_fence=job.claim_fence).update(
        claim_fence=fence, review_state=ReviewState.CLAIMED
    )
    if not taken:
        raise Conflict("claim_held", _("Somebody else has just taken this job. Take the next job."))
    if lapsed:
        end(lapsed, ReviewOutcome.EXPIRED, now)
    review = Review.objects.create(job_id=job.pk, reviewer=by, fence=fence, claimed_at=now, lease_until=now + LEASE)
    audit.record(
        "claim.taken",
        by=by,
        now=now,
        subject=review,
        job_id=job.pk,
        fence=fence,
        after_lapse_of=lapsed.reviewer_id if lapsed else None,
    )
    return review
