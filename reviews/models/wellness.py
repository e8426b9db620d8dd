"""What the organisation asks of every picture surface, and which labels are how harmful to look at."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import enum_choices
from reviews.models.desk_settings import MAX_BLUR
from reviews.vocabulary import HarmBand

FLOOR_ID = 1


class WellnessFloor(models.Model):
    """One row: a person may ask for more, never for less."""

    greyscale = models.BooleanField(
        _("greyscale"), default=False, help_text=_("Pictures are shown in grey unless a person holds the reveal key.")
    )
    blur = models.PositiveSmallIntegerField(
        _("blur"),
        default=0,
        validators=[MaxValueValidator(MAX_BLUR)],
        help_text=_("Minimum blur radius in percent of the picture's shorter side. 0: a person may turn blur off."),
    )
    warn_from_band = models.CharField(
        _("warning card from harm band"),
        max_length=10,
        choices=enum_choices(HarmBand),
        default=HarmBand.EXTREME,
        help_text=_("From this harm band, a warning card is shown before any picture is loaded."),
    )
    break_active_minutes = models.PositiveSmallIntegerField(
        _("active minutes before a break"),
        default=25,
        validators=[MinValueValidator(1)],
        help_text=_("Minutes of active work before a break is suggested."),
    )
    break_revealed_minutes = models.PositiveSmallIntegerField(
        _("revealed minutes before a break"),
        default=10,
        validators=[MinValueValidator(1)],
        help_text=_("Minutes with revealed pictures before a break is suggested."),
    )

    class Meta:
        verbose_name = _("organisation minimum")
        verbose_name_plural = _("organisation minimums")
        constraints = [models.CheckConstraint(name="wellness_floor_is_one_row", condition=models.Q(id=FLOOR_ID))]

    def __str__(self) -> str:
        return "The organisation's floor"


class HarmRule(models.Model):
    """How much harm looking at a label may do. An empty label means the whole category; the exact pair wins."""

    category = models.CharField(_("category"), max_length=100)
    label = models.CharField(_("label"), max_length=200, blank=True)
    band = models.CharField(_("band"), max_length=10, choices=enum_choices(HarmBand))

    class Meta:
        verbose_name = _("harm rule")
        verbose_name_plural = _("harm rules")
        constraints = [models.UniqueConstraint(fields=["category", "label"], name="harm_rule_once_per_label")]
        ordering = ["category", "label"]

    def __str__(self) -> str:
        return f"{self.category} / {self.label or '*'}: {self.band}"
