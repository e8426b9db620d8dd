"""A settled job is opened again by who settled it, or by a lead: for a while, and with a trace."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from reviews import audit
from reviews.access import permissions
from reviews.access.errors import Conflict, NotAllowed
from reviews.decisions.claims import lease
from reviews.models import Decision, Job, Review, Reviewer
from reviews.vocabulary import DecisionTarget, ReviewOutcome, ReviewState


@transaction.atomic
def reopen_job(job_id: int, *, by: Reviewer, now: datetime) -> Review | None:
    """Make a settled job wait again in its queue and stage, held by `by`; None when `by` may not judge it again.

    The old verdict stays as a decision, and the next one on the job supersedes it. The review that gave it counts as
    reopened, so that the same person may judge once more. Audit: ``job.reopened_by_person``.
    Errors: NotAllowed (role, or ``not_yours``: somebody else settled it), NotFound; Conflict ``not_settled``,
    ``too_late`` (context hours, settled_at).
    """
    permissions.require(by, permissions.Permission.REVIEW)
    job = lease.lock_job(job_id, by=by)
    said = _settling_decision(job)
    _check(job, said, by=by, now=now)
    _make_wait(job, said)
    facts: dict[str, audit.JSON] = {
        "verdict": said.verdict if said else "",
        "decision": said.pk if said else None,
        "settled_by": said.decided_by_id if said else None,
    }
    review = None if lease.has_submitted_review(job, by=by) else lease.begin_review(job, by, now)
    facts["fence"] = review.fence if review else None
    audit.record("job.reopened_by_person", by=by, now=now, subject=job, job_id=job.pk, **facts)
    return review


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
    if said is None or said.decided_by_id != by.pk:
        raise NotAllowed("not_yours", _("Another reviewer settled this job. Ask a lead to reopen it."))


def _make_wait(job: Job, said: Decision | None) -> None:
    if said and said.review_id:
        Review.objects.filter(pk=said.review_id).update(outcome=ReviewOutcome.REOPENED)
    job.review_state, job.verdict, job.settled_at = ReviewState.WAITING, "", None
    job.version += 1
    # From here on it is people's: a rule neither settles it again nor counts it. What was drawn stays drawn.
    job.auto_rule = None
    job.save(update_fields=["review_state", "verdict", "settled_at", "version", "auto_rule"])
