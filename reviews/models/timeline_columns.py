"""The machine's part of a job's timeline as columns, compressed once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.job import Job


class TimelineColumns(models.Model):
    """A cache that may be dropped at any time: gzip JSON columns of one evidence version, with its ETag."""

    job = models.OneToOneField(
        Job, verbose_name=_("job"), on_delete=models.CASCADE, primary_key=True, related_name="timeline_columns"
    )
    evidence_version = models.PositiveIntegerField(_("evidence version"))
    body_gzip = models.BinaryField(_("compressed body"))
    etag = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("timeline data")
        verbose_name_plural = _("timeline data")

    def __str__(self) -> str:
        return f"timeline of job {self.job_id}"
