"""A settled job is opened again by who settled it, or by a lead: for a while, and with a trace."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from reviews import audit
from reviews.access import permissions
from reviews.access.errors import Conflict, NotAllowed
from reviews.decisions.claims import held_jobs, lease
from reviews.decisions.claims.reason import check_reason
from reviews.models import Decision, Job, Note, Review, Reviewer
from reviews.vocabulary import DecisionTarget, ReviewOutcome, ReviewState


@transaction.atomic
def reopen_job(
    job_id: int, *, by: Reviewer, now: datetime, reason: str = "", hold_another: bool = False
) -> Review | None:
    """Make a settled job wait again in its queue and stage, held by `by`; None when `by` may not judge it again.

    The old verdict stays as a decision, and the next one on the job supersedes it. The review that gave it counts as
    reopened, so that the same person may judge once more. A verdict of somebody else, or of a rule, is reopened only
    with a `reason` (1 to 4,000 characters): a Note beside the new review, or beside the old one when `by` gets none.
    Audit: ``job.reopened_by_person``.
    Errors: NotAllowed (role, or ``not_yours``: somebody else settled it), NotFound; Conflict ``not_settled``,
    ``too_late`` (context hours, settled_at), ``already_holding`` without `hold_another`; Invalid ``reason_required``,
    ``bad_reason``.
    """
    permissions.require(by, permissions.Permission.REVIEW)
    held_jobs.lock_person(by)
    job = lease.lock_job(job_id, by=by)
    said = _settling_decision(job)
    _check(job, said, by=by, now=now)
    note = _store_reason(reason, said, by=by, now=now)
    _make_wait(job, said)
    review, review_id = None, None
    if not lease.has_submitted_review(job, by=by):
        if not hold_another:
            held_jobs.require_no_other(job.pk, by=by, now=now)
        review = lease.begin_review(job, by, now, reason=note)
        review_id = review.pk
    elif note:
        review_id = _keep_reason(job, by, note, now).pk
    facts: dict[str, audit.JSON] = {
        "verdict": said.verdict if said else "",
        "decision": said.pk if said else None,
        "settled_by": said.decided_by_id if said else None,
        "fence": review.fence if review else None,
        "reason_digest": note.digest if note else "",
    }
    if note:
        facts["review"] = review_id
    audit.record("job.reopened_by_person", by=by, now=now, subject=job, job_id=job.pk, **facts)
    return review


def asks_reason(job: Job, *, by: Reviewer) -> bool:
    """Whether `by` must give a reason to reopen the settled `job`: they did not give its verdict."""
    return _is_of_another(_settling_decision(job), by)


def may_reopen(job: Job, *, by: Reviewer, now: datetime) -> bool:
    """Whether `reopen` would be allowed now: one query for a settled job, none otherwise."""
    if not permissions.has_permission(by, permissions.Permission.REVIEW):
        return False
    try:
        _check_settled(job, now=now)
        _check_permission(
            None if permissions.has_permission(by, permissions.Permission.TAKE_OVER) else _settling_decision(job), by=by
        )
    except (Conflict, NotAllowed):
        return False
    return True


def reopenable_job_ids(person: Reviewer, jobs: Iterable[Job], *, now: datetime) -> set[int]:
    """Ids of those jobs that `person` settled last and may still reopen. One query."""
    fresh = [job.pk for job in jobs if job.settled_at and now - job.settled_at < reopen_window()]
    if not fresh or not permissions.has_permission(person, permissions.Permission.REVIEW):
        return set()
    on_jobs = Decision.objects.filter(job_id__in=fresh, target=DecisionTarget.JOB, superseded_by__isnull=True)
    return set(on_jobs.filter(decided_by=person).values_list("job_id", flat=True))


def reopen_window() -> timedelta:
    """How long after it was settled a job may be opened again."""
    return timedelta(hours=settings.REOPEN_HOURS)


def _settling_decision(job: Job) -> Decision | None:
    return Decision.objects.filter(job_id=job.pk, target=DecisionTarget.JOB).order_by("-id").first()


def _check(job: Job, said: Decision | None, *, by: Reviewer, now: datetime) -> None:
    _check_settled(job, now=now)
    _check_permission(said, by=by)


def _check_settled(job: Job, *, now: datetime) -> None:
    if job.review_state != ReviewState.SETTLED or job.settled_at is None:
        raise Conflict("not_settled", _("This job is not settled, so it cannot be reopened. Open it instead."))
    if now - job.settled_at >= reopen_window():
        raise Conflict(
            "too_late",
            _("A job can be reopened for %(n)d hours after it was settled. Report the problem to a lead.")
            % {"n": settings.REOPEN_HOURS},
            hours=settings.REOPEN_HOURS,
            settled_at=job.settled_at,
        )


def _check_permission(said: Decision | None, *, by: Reviewer) -> None:
    if permissions.has_permission(by, permissions.Permission.TAKE_OVER):
        return
    if _is_of_another(said, by):
        raise NotAllowed("not_yours", _("Another reviewer settled this job. Ask a lead to reopen it."))


def _is_of_another(said: Decision | None, by: Reviewer) -> bool:
    return said is None or said.decided_by_id != by.pk


def _store_reason(reason: str, said: Decision | None, *, by: Reviewer, now: datetime) -> Note | None:
    """The stored reason, None without one. Errors: Invalid ``reason_required`` for a verdict of somebody else."""
    if not reason.strip() and not _is_of_another(said, by):
        return None
    check_reason(reason, _("Give a reason for reopening a verdict that is not yours."))
    return Note.objects.create(text=reason, written_by=by, written_at=now)


def _keep_reason(job: Job, by: Reviewer, note: Note, now: datetime) -> Review:
    """The review of somebody who reopens the job for others: begun and given back at once, with the reason."""
    review = lease.begin_review(job, by, now, reason=note)
    lease.end_review(review, ReviewOutcome.RELEASED, now)
    Job.objects.filter(pk=job.pk).update(review_state=ReviewState.WAITING)
    return review


def _make_wait(job: Job, said: Decision | None) -> None:
    if said and said.review_id:
        Review.objects.filter(pk=said.review_id).update(outcome=ReviewOutcome.REOPENED)
    job.review_state, job.verdict, job.settled_at = ReviewState.WAITING, "", None
    job.version += 1
    # From here on it is people's: a rule neither settles it again nor counts it. What was drawn stays drawn.
    job.auto_rule = None
    job.save(update_fields=["review_state", "verdict", "settled_at", "version", "auto_rule"])
