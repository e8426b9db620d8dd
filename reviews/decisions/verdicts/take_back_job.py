"""The verdict on a job is taken back by who gave it, for a few seconds: a slip, not a second thought (see `reopen`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from reviews import audit
from reviews.access import permissions
from reviews.access.errors import Conflict, NotAllowed
from reviews.decisions.claims import force_release, held_jobs, lease
from reviews.models import Decision, Job, Review, Reviewer
from reviews.vocabulary import DecisionTarget, ReviewOutcome, ReviewState

WINDOW = timedelta(seconds=10)


@dataclass(frozen=True)
class TakeBackOffer:
    """The verdict that a person may take back now, and for how many seconds."""

    decision: Decision
    seconds_left: float


@transaction.atomic
def take_back_verdict(
    job_id: int, *, by: Reviewer, decision_id: int, now: datetime, hold_another: bool = False
) -> Review:
    """Make the settled job `by`'s again, as before: nothing that they decided on its findings changes.

    `decision_id` names the verdict, which makes the call idempotent: sent again, it answers the same claim. A job that
    was claimed after the verdict and in which nothing was decided yet goes back to its queue, so that `by` holds one
    job as before; one with decisions is kept, and both are held only with `hold_another`.
    Audit: ``job.taken_back``, ``claim.released``.
    Errors: NotAllowed (role, ``not_yours``), NotFound; Conflict ``not_settled``, ``too_late`` (context seconds),
    ``already_holding``.
    """
    permissions.require(by, permissions.Permission.REVIEW)
    held_jobs.lock_person(by)
    job = lease.lock_job(job_id, by=by)
    said = Decision.objects.select_related("review").filter(job_id=job.pk, target=DecisionTarget.JOB).first()
    if held := _already_taken_back(job, said, decision_id, by=by):
        return held
    said = _require_fresh(job, said, decision_id, by=by, now=now)
    force_release.release_untouched(by=by, since=said.decided_at, now=now)
    if not hold_another:
        held_jobs.require_no_other(job.pk, by=by, now=now, since=said.decided_at)
    Review.objects.filter(decisions=said).update(outcome=ReviewOutcome.TAKEN_BACK)
    job.review_state, job.verdict, job.settled_at, job.version = ReviewState.WAITING, "", None, job.version + 1
    job.save(update_fields=["review_state", "verdict", "settled_at", "version"])
    review = lease.begin_review(job, by, now)
    facts: dict[str, audit.JSON] = {"verdict": said.verdict, "decision": said.pk, "fence": review.fence}
    audit.record("job.taken_back", by=by, now=now, subject=job, job_id=job.pk, **facts)
    return review


def find_offer(by: Reviewer, *, now: datetime) -> TakeBackOffer | None:
    """The last verdict of `by` that can still be taken back. One query, by the time of decisions."""
    fresh = Decision.objects.filter(decided_at__gt=now - WINDOW, decided_by=by, target=DecisionTarget.JOB)
    said = fresh.filter(
        job__review_state=ReviewState.SETTLED, superseded_by__isnull=True, review__outcome=ReviewOutcome.SUBMITTED
    )
    newest = said.select_related("job").order_by("-decided_at").first()
    return TakeBackOffer(newest, (newest.decided_at + WINDOW - now).total_seconds()) if newest else None


def _already_taken_back(job: Job, said: Decision | None, decision_id: int, *, by: Reviewer) -> Review | None:
    is_it = said and said.pk == decision_id and said.review and said.review.outcome == ReviewOutcome.TAKEN_BACK
    held = lease.active_review(job) if is_it else None
    return held if held and held.reviewer_id == by.pk else None


def _require_fresh(job: Job, said: Decision | None, decision_id: int, *, by: Reviewer, now: datetime) -> Decision:
    if job.review_state != ReviewState.SETTLED or said is None or said.pk != decision_id:
        raise Conflict("not_settled", _("This verdict does not stand any more, so it cannot be taken back."))
    if said.decided_by_id != by.pk:
        raise NotAllowed("not_yours", _("Another reviewer settled this job. Ask a lead to reopen it."))
    if now - said.decided_at >= WINDOW:
        raise Conflict(
            "too_late",
            _("A verdict can be taken back for %(n)d seconds. Reopen the job instead.") % {"n": WINDOW.seconds},
            seconds=WINDOW.seconds,
            settled_at=said.decided_at,
        )
    return said
