"""The jobs that leads were asked about, on the queue page of a lead."""

from dataclasses import dataclass

from reviews.access import permissions
from reviews.models import Job, Review, Reviewer
from reviews.vocabulary import ReviewOutcome, ReviewStage, ReviewState

MAX_SHOWN = 20


@dataclass(frozen=True)
class AskedJob:
    """A job that waits for a lead, with the review that ended by asking: who, when, and the note."""

    job: Job
    asked: Review | None


def jobs_for_leads(viewer: Reviewer) -> list[AskedJob]:
    """What `viewer` may decide because a lead was asked, the longest waiting first. At most two queries."""
    visible = permissions.visible_jobs(viewer).filter(stage=ReviewStage.LEAD, review_state=ReviewState.WAITING)
    jobs = list(visible.select_related("queue").order_by("due_bucket", "id")[:MAX_SHOWN])
    if not jobs:
        return []
    asked = Review.objects.filter(job__in=jobs, outcome=ReviewOutcome.ASKED_LEAD)
    by_job = {review.job_id: review for review in asked.select_related("reviewer", "question").order_by("id")}
    return [AskedJob(job, by_job.get(job.pk)) for job in jobs]
