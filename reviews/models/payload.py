"""Raw provider JSON as received, only that."""

import gzip

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.job import Job


class Payload(models.Model):
    """One answer page, byte for byte (gzip). `run` counts fetches of the job; pages of a run belong together."""

    job = models.ForeignKey(Job, verbose_name=_("job"), on_delete=models.CASCADE, related_name="payloads")
    run = models.PositiveBigIntegerField(_("run"))
    page_number = models.PositiveIntegerField(_("page number"), default=1)
    is_last = models.BooleanField(_("last page"), default=False)
    request_id = models.CharField(_("request ID"), max_length=200, blank=True)
    body_gzip = models.BinaryField(_("compressed body"))
    size = models.PositiveIntegerField(_("size"), help_text=_("Size in bytes before compression."))
    sha256 = models.CharField(max_length=64)
    fetched_at = models.DateTimeField(_("fetch time"))

    class Meta:
        verbose_name = _("payload SHA-256")
        verbose_name_plural = _("payloads")
        constraints = [models.UniqueConstraint(fields=["job", "run", "page_number"], name="payload_page_once_per_run")]
        ordering = ["job_id", "run", "page_number"]

    def __str__(self) -> str:
        return f"payload {self.run}.{self.page_number} of job {self.job_id}"

    @property
    def body(self) -> bytes:
        """The bytes as the provider sent them."""
        return gzip.decompress(bytes(self.body_gzip))
