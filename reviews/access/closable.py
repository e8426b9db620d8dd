"""Which jobs may end without a verdict: only those that no machine checked."""

from django.utils.translation import gettext as _

from reviews.access.errors import Conflict
from reviews.labels import value_label
from reviews.models import Job
from reviews.vocabulary import ReviewState


def require_closable(job: Job) -> None:
    """Check that the job may end without a verdict.

    Errors: Conflict ``already_closed``, ``was_checked`` (there is something to judge), ``claim_held``.
    """
    if job.review_state == ReviewState.CLOSED:
        raise Conflict(
            "already_closed",
            _("This job is closed already: %(reason)s. Reload the page.") % {"reason": value_label(job.close_reason)},
        )
    if not job.is_unchecked or job.review_state in (ReviewState.PENDING, ReviewState.SETTLED):
        raise Conflict("was_checked", _("This job is not one that could not be checked. Reload the page."))
    if job.review_state == ReviewState.CLAIMED:
        raise Conflict("claim_held", _("Another reviewer is reviewing this job. Wait until the claim ends."))
