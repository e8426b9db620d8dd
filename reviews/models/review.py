"""One human pass over one job: claimed, leased, submitted, given back or taken over."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import enum_choices
from reviews.models.job import Job
from reviews.models.note import Note
from reviews.vocabulary import ReviewOutcome, ReviewStage, Suggestion


class ReviewQuerySet(models.QuerySet["Review"]):
    def active(self) -> "ReviewQuerySet":
        return self.filter(outcome=ReviewOutcome.ACTIVE)

    def held(self, now: datetime) -> "ReviewQuerySet":
        """Claims that keep others out at `now`: `Review.is_held` in SQL."""
        return self.active().filter(lease_until__gt=now, reviewer__is_active=True)

    def lapsed(self, now: datetime) -> "ReviewQuerySet":
        """Active claims that keep nobody out at `now`: the rest of the active ones."""
        return self.active().filter(Q(lease_until__lte=now) | Q(reviewer__is_active=False))


class Review(models.Model):
    """The claim and its lease. At most one ACTIVE review per job."""

    job = models.ForeignKey(Job, verbose_name=_("job"), on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reviewer"), on_delete=models.PROTECT, related_name="reviews"
    )
    stage = models.CharField(_("stage"), max_length=10, choices=enum_choices(ReviewStage), default=ReviewStage.FIRST)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=enum_choices(ReviewOutcome), default=ReviewOutcome.ACTIVE
    )
    fence = models.PositiveBigIntegerField(
        _("claim number of the review"), help_text=_("Claim number of the job when it was claimed.")
    )
    claimed_at = models.DateTimeField(_("claim time"))
    lease_until = models.DateTimeField(_("claim ends"))
    ended_at = models.DateTimeField(_("end time"), null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=enum_choices(Suggestion), blank=True)
    reason = models.ForeignKey(
        Note,
        verbose_name=_("reason"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Why the job was taken over, or reopened."),
    )
    question = models.ForeignKey(
        Note,
        verbose_name=_("question to a lead"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("What the lead should look at whom the person asked to decide."),
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
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
            # What a person is not offered: jobs they skipped lately, and jobs they sent to somebody else.
            models.Index(fields=["reviewer", "ended_at"], condition=Q(outcome="skipped"), name="review_skipped_at"),
            # Its outcome is always the same; SQLite prefers an index that answers as many conditions as another does.
            models.Index(
                fields=["reviewer", "outcome", "job"],
                condition=Q(outcome="submitted", verdict="review"),
                name="review_escalated_by",
            ),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"review {self.pk} of job {self.job_id}"

    def is_live(self, now: datetime) -> bool:
        """Whether the lease still runs at `now`."""
        return self.outcome == ReviewOutcome.ACTIVE and self.lease_until > now

    def is_held(self, now: datetime) -> bool:
        """Whether nobody else may take the job: the lease runs, and the holder is not switched off."""
        return self.is_live(now) and self.reviewer.is_active
