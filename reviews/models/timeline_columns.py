"""The machine's part of a job's timeline as columns, compressed once."""

from django.db import models

from reviews.models.job import Job


class TimelineColumns(models.Model):
    """A cache that may be dropped at any time: gzip JSON columns of one evidence version, with its ETag."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE, primary_key=True, related_name="timeline_columns")
    evidence_version = models.PositiveIntegerField()
    body_gzip = models.BinaryField()
    etag = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "timeline columns"

    def __str__(self) -> str:
        return f"timeline of job {self.job_id}"
