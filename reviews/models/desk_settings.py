"""What one person set for the desk."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

MAX_BLUR = 12


class DeskSettings(models.Model):
    """Pictures, playing, breaks and keys of one person. The organisation's floor is applied when they are read."""

    reviewer = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="desk_settings"
    )
    greyscale = models.BooleanField(default=True)
    blur = models.PositiveSmallIntegerField(
        default=3,
        validators=[MaxValueValidator(MAX_BLUR)],
        help_text="Radius in percent of the picture's shorter side; 0: no blur.",
    )
    speed = models.PositiveSmallIntegerField(
        default=150,
        validators=[MinValueValidator(25), MaxValueValidator(300)],
        help_text="Percent of the video's own speed.",
    )
    pre_roll_ms = models.PositiveIntegerField(default=2000, validators=[MaxValueValidator(30_000)])
    break_active_minutes = models.PositiveSmallIntegerField(default=25, validators=[MinValueValidator(1)])
    break_revealed_minutes = models.PositiveSmallIntegerField(default=10, validators=[MinValueValidator(1)])
    queue_filters = models.JSONField(
        default=list, blank=True, help_text="Kept filters of the queue: a list of name and query."
    )
    keys = models.JSONField(default=dict, blank=True, help_text="Act to key, where it differs from the defaults.")

    class Meta:
        verbose_name = "desk settings"
        verbose_name_plural = "desk settings"

    def __str__(self) -> str:
        return f"desk settings of person {self.reviewer_id}"
