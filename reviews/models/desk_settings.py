"""What one person set for the desk."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_BLUR = 12


class DeskSettings(models.Model):
    """Pictures, playing, breaks and keys of one person. The organisation's floor is applied when they are read."""

    reviewer = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewer"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="desk_settings",
    )
    greyscale = models.BooleanField(_("greyscale"), default=True)
    blur = models.PositiveSmallIntegerField(
        _("blur"),
        default=3,
        validators=[MaxValueValidator(MAX_BLUR)],
        help_text=_("Radius in percent of the picture's shorter side; 0: no blur."),
    )
    speed = models.PositiveSmallIntegerField(
        _("speed"),
        default=150,
        validators=[MinValueValidator(25), MaxValueValidator(300)],
        help_text=_("Percent of the video's own speed."),
    )
    pre_roll_ms = models.PositiveIntegerField(_("lead-in (ms)"), default=2000, validators=[MaxValueValidator(30_000)])
    break_active_minutes = models.PositiveSmallIntegerField(
        _("active minutes before a break"), default=25, validators=[MinValueValidator(1)]
    )
    break_revealed_minutes = models.PositiveSmallIntegerField(
        _("revealed minutes before a break"), default=10, validators=[MinValueValidator(1)]
    )
    queue_filters = models.JSONField(
        _("saved queue filters"),
        default=list,
        blank=True,
        help_text=_("Saved filters of the queue page: a list of names and queries."),
    )
    keys = models.JSONField(
        _("keys"), default=dict, blank=True, help_text=_("Keys that differ from the defaults, by action.")
    )

    class Meta:
        verbose_name = _("personal settings")
        verbose_name_plural = _("personal settings")

    def __str__(self) -> str:
        return f"desk settings of person {self.reviewer_id}"
