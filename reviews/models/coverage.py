"""Which seconds of a video a person saw, and how."""

from django.conf import settings
from django.db import models

from reviews.models.job import Job


class Coverage(models.Model):
    """One row per person and job: evidence that a decision was looked at, never a productivity figure."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="coverages")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ranges = models.JSONField(
        default=list,
        help_text=(
            "Merged ranges: [start_ms, end_ms, speed in percent, muted 0/1, revealed 0 no, 1 "
            "shape, 2 shape and colour]."
        ),
    )
    played_ms = models.PositiveBigIntegerField(
        default=0, help_text=("Time of the video that was watched, each moment counted once.")
    )
    revealed_ms = models.PositiveBigIntegerField(default=0)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "reviewer"], name="coverage_once_per_person")]

    def __str__(self) -> str:
        return f"coverage of job {self.job_id} by person {self.reviewer_id}"
