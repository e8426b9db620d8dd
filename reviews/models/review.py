"""One human pass over one job: claimed, leased, submitted, given back or taken over."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from reviews.models.choices import enum_choices
from reviews.models.job import Job
from reviews.models.note import Note
from reviews.vocabulary import ReviewOutcome, ReviewStage, Suggestion


class ReviewQuerySet(models.QuerySet["Review"]):
    def active(self) -> "ReviewQuerySet":
        return self.filter(outcome=ReviewOutcome.ACTIVE)


class Review(models.Model):
    """The claim and its lease. At most one ACTIVE review per job."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    stage = models.CharField(max_length=10, choices=enum_choices(ReviewStage), default=ReviewStage.FIRST)
    outcome = models.CharField(max_length=10, choices=enum_choices(ReviewOutcome), default=ReviewOutcome.ACTIVE)
    fence = models.PositiveBigIntegerField(help_text="Claim number of the job when it was claimed.")
    claimed_at = models.DateTimeField()
    lease_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=10, choices=enum_choices(Suggestion), blank=True)
    reason = models.ForeignKey(
        Note,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Why a lead took over the job.",
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job"], condition=Q(outcome="active"), name="review_one_live_claim_per_job"
            ),
            # An escalated job is decided by somebody else. Later stages (appeals, samples) bring rules of their own.
            models.UniqueConstraint(
                fields=["job", "reviewer"],
                condition=Q(outcome="submitted", stage__in=["first", "second"]),
                name="review_second_look_by_another_person",
            ),
        ]
        indexes = [
            models.Index(fields=["reviewer", "outcome", "-id"], name="review_of_person"),
            models.Index(fields=["lease_until"], condition=Q(outcome="active"), name="review_lease_end"),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"review {self.pk} of job {self.job_id}"

    def is_live(self, now: datetime) -> bool:
        """Whether the lease still runs at `now`."""
        return self.outcome == ReviewOutcome.ACTIVE and self.lease_until > now
