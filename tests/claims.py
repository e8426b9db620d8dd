"""Claims for tests in which there must be a next job."""

from datetime import datetime

from reviews.decisions.claims import claim
from reviews.models import Review, Reviewer


def claim_next(by: Reviewer, now: datetime, queue_id: int | None = None) -> Review:
    """Claim the next job, which must be there."""
    review = claim.claim_next_job(by=by, now=now, queue_id=queue_id)
    assert review
    return review
