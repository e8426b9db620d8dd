"""Claims for tests in which there must be a next job."""

from datetime import datetime

from reviews.decisions.claims import claim
from reviews.models import Review, Reviewer


def claim_next(by: Reviewer, now: datetime, queue_id: int | None = None) -> Review:
    """Claim the next job, which must be there; somebody who holds one claims another."""
    review = claim.claim_next_job(by=by, now=now, queue_id=queue_id, hold_another=True)
    assert review
    return review
