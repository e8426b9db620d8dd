"""How somebody's claim on a job ended: by whom, when and why, as one sentence and as facts."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from reviews.models import AuditEntry, Job, Review, Reviewer
from reviews.vocabulary import ReviewOutcome


@dataclass(frozen=True)
class ClaimEnd:
    """`how`: lapsed, expired, taken_over, freed, or what the person did themselves: an outcome. `who`: somebody else.

    `why`: the words of who took the job over. `sentence`: all of it for the person who lost the claim.
    """

    how: str
    at: datetime
    who: str
    why: str
    sentence: str

    @property
    def is_loss(self) -> bool:
        """Whether it ended without an act of the person whose claim it was."""
        return self.how in ("lapsed", "expired", "taken_over", "freed")


def find_claim_end(job: Job, *, by: Reviewer, fence: int | None = None) -> ClaimEnd | None:
    """How the claim of `by` under `fence` (their last one without) ended; None when there was none, or it is live.

    A claim whose lease ended counts as ended by the caller, who compares clocks. At most three queries, none of them
    on the way of an act that goes well.
    """
    mine = Review.objects.filter(job_id=job.pk, reviewer=by, **({} if fence is None else {"fence": fence}))
    review = mine.order_by("-fence").first()
    return _end_of(review) if review else None


def _end_of(review: Review) -> ClaimEnd | None:
    after = Review.objects.filter(job_id=review.job_id, fence__gt=review.fence).order_by("fence")
    taker = after.select_related("reviewer", "reason").first()
    if review.outcome == ReviewOutcome.ACTIVE:
        return _lapsed(review)
    if review.ended_at is None:
        return None
    if review.outcome == ReviewOutcome.TAKEN_OVER:
        return _taken_over(review, taker)
    if review.outcome == ReviewOutcome.EXPIRED:
        return _expired(review, taker)
    if review.outcome == ReviewOutcome.RELEASED and (freed := _freed_by(review)):
        values = {"who": freed, "at": _moment(review.ended_at)}
        said = _("%(who)s released your claim at %(at)s UTC.") % values
        return ClaimEnd("freed", review.ended_at, freed, "", said)
    said = _own_act(review.outcome) % {"at": _moment(review.ended_at)}
    return ClaimEnd(review.outcome, review.ended_at, "", "", said)


def _lapsed(review: Review) -> ClaimEnd:
    said = _("It was not renewed in time and ended at %(at)s UTC. Nobody has claimed the job since: claim it again.")
    return ClaimEnd("lapsed", review.lease_until, "", "", said % {"at": _moment(review.lease_until)})


def _taken_over(review: Review, taker: Review | None) -> ClaimEnd:
    assert review.ended_at is not None
    who = taker.reviewer.shown_name if taker else ""
    why = taker.reason.text if taker and taker.reason else ""
    values = {"who": who, "at": _moment(review.ended_at), "why": why}
    said = (
        _("%(who)s took the job over at %(at)s UTC. Reason: “%(why)s”")
        if why
        else _("%(who)s took the job over at %(at)s UTC.")
    )
    return ClaimEnd("taken_over", review.ended_at, who, why, said % values)


def _expired(review: Review, taker: Review | None) -> ClaimEnd:
    # Somebody else's claim ends a lapsed one; the person themselves may have claimed the job anew.
    values = {"at": _moment(review.lease_until)}
    if taker is None or taker.reviewer_id == review.reviewer_id:
        said = _("It was not renewed in time and ended at %(at)s UTC.") % values
        return ClaimEnd("expired", review.lease_until, "", "", said)
    values |= {"who": taker.reviewer.shown_name, "since": _moment(taker.claimed_at)}
    said = _("It was not renewed in time and ended at %(at)s UTC. %(who)s claimed the job at %(since)s UTC.") % values
    return ClaimEnd("expired", review.lease_until, values["who"], "", said)


def _own_act(outcome: str) -> str:
    return {
        ReviewOutcome.RELEASED: _("You released the job at %(at)s UTC, on another page or by signing out."),
        ReviewOutcome.SKIPPED: _("You skipped the job at %(at)s UTC, on another page."),
        ReviewOutcome.ASKED_LEAD: _("You asked a lead to decide the job at %(at)s UTC."),
    }.get(ReviewOutcome(outcome), _("You submitted the job at %(at)s UTC, on another page."))


def _freed_by(review: Review) -> str:
    """The name of the admin who released the claim; empty when its holder did."""
    entry = AuditEntry.objects.filter(
        job_id=review.job_id, action="claim.freed", subject_id=review.pk, subject="review"
    ).first()
    if entry is None:
        return ""
    actor = Reviewer.objects.filter(pk=entry.actor_id).first() if entry.actor_id else None
    return actor.shown_name if actor else entry.actor_name


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
