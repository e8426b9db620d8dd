"""One draw of the random sample: append-only, held by database triggers."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.job import Job
from reviews.models.queue import AutoSettleRule
from reviews.models.rule_version import RuleVersion


class Draw(models.Model):
    """An auto-settle rule took the job, and the job's sampling seed said whether people or the rule decide.

    `rate` is the chance with which such a job was left to people. Nothing rewrites it: a reopened job keeps its draw.
    """

    job = models.ForeignKey(Job, verbose_name=_("job"), on_delete=models.PROTECT, related_name="draws")
    rule = models.ForeignKey(AutoSettleRule, verbose_name=_("rule"), on_delete=models.PROTECT, related_name="draws")
    rule_version = models.ForeignKey(
        RuleVersion, verbose_name=_("rule version"), on_delete=models.PROTECT, related_name="draws"
    )
    rate = models.FloatField(
        _("sampling rate"),
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text=_("Share of such jobs that were left for human review."),
    )
    seed = models.PositiveIntegerField(_("sampling seed"))
    is_left_to_people = models.BooleanField(
        _("left for human review"), help_text=_("Off: the rule settled the job without human review.")
    )
    drawn_at = models.DateTimeField(_("draw time"))

    class Meta:
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        indexes = [models.Index(fields=["drawn_at"], name="draw_by_time")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"draw of job {self.job_id} by rule {self.rule_id}"
