"""What an auto-settle rule decided at one time: append-only, held by database triggers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.queue import AutoSettleRule


class RuleVersion(models.Model):
    """A number that grows with every change of what the rule decides, and its verdict, share and conditions then.

    `reviews.queues.rule_versions` writes it; name and position of a rule decide nothing about a job.
    """

    rule = models.ForeignKey(
        AutoSettleRule, verbose_name=_("rule"), on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    number = models.PositiveIntegerField(_("version"))
    contents = models.JSONField(_("contents"), help_text=_("Verdict, policy, share kept for people and conditions."))
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the contents."))
    created_at = models.DateTimeField(_("creation time"))

    class Meta:
        verbose_name = _("rule version")
        verbose_name_plural = _("rule versions")
        constraints = [models.UniqueConstraint(fields=["rule", "number"], name="rule_version_once")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.rule} v{self.number}"
