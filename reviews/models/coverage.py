"""Which seconds of a video a person saw, and how."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.job import Job


class Coverage(models.Model):
    """One row per person and job: evidence that a decision was looked at, never a productivity figure."""

    job = models.ForeignKey(Job, verbose_name=_("job"), on_delete=models.CASCADE, related_name="coverages")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reviewer"), on_delete=models.CASCADE, related_name="+"
    )
    ranges = models.JSONField(
        _("ranges"),
        default=list,
        help_text=_(
            "Merged ranges: [start_ms, end_ms, speed in percent, muted 0/1, revealed 0 no, 1 "
            "shape, 2 shape and colour]."
        ),
    )
    played_ms = models.PositiveBigIntegerField(
        _("played (ms)"), default=0, help_text=_("Time of the video that was watched, each moment counted once.")
    )
    revealed_ms = models.PositiveBigIntegerField(_("revealed (ms)"), default=0)
    began_at = models.DateTimeField(_("start time"))
    seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("coverage")
        verbose_name_plural = _("coverages")
        constraints = [models.UniqueConstraint(fields=["job", "reviewer"], name="coverage_once_per_person")]

    def __str__(self) -> str:
        return f"coverage of job {self.job_id} by person {self.reviewer_id}"
