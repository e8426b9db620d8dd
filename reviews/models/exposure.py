"""How much a person was exposed to. The person's own data: leads see sums over people, no report of work uses it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import enum_choices
from reviews.vocabulary import HarmBand


class Exposure(models.Model):
    """One person's day in one harm band."""

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reviewer"), on_delete=models.CASCADE, related_name="+"
    )
    seen_on = models.DateField(_("date"))
    band = models.CharField(_("band"), max_length=10, choices=enum_choices(HarmBand))
    active_ms = models.PositiveBigIntegerField(_("active (ms)"), default=0)
    revealed_ms = models.PositiveBigIntegerField(_("revealed (ms)"), default=0)

    class Meta:
        verbose_name = _("exposure")
        verbose_name_plural = _("exposures")
        constraints = [models.UniqueConstraint(fields=["reviewer", "seen_on", "band"], name="exposure_once_a_day")]
        indexes = [models.Index(fields=["seen_on"], name="exposure_by_day")]

    def __str__(self) -> str:
        return f"exposure of person {self.reviewer_id} on {self.seen_on}"


class BreakClock(models.Model):
    """What a person did since the last break."""

    reviewer = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewer"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    active_ms = models.PositiveBigIntegerField(_("active (ms)"), default=0)
    revealed_ms = models.PositiveBigIntegerField(_("revealed (ms)"), default=0)
    has_snoozed = models.BooleanField(_("break postponed"), default=False)
    seen_at = models.DateTimeField(
        _("last seen"), help_text=_("Last activity. A long time without activity counts as a break.")
    )

    class Meta:
        verbose_name = _("break clock")
        verbose_name_plural = _("break clocks")

    def __str__(self) -> str:
        return f"break clock of person {self.reviewer_id}"
