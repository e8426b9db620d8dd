"""Acts on somebody's account that wait for a second admin, where the site asks for two."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class RecoveryRequest(models.Model):
    """One act that one admin asked for. It takes effect when another one confirms it, before it expires."""

    class Kind(models.TextChoices):
        PASSWORD_LINK = "password_link", "password link"
        REMOVE_FACTOR = "remove_factor", "remove the second factor"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("requested_by")),
                name="recovery_by_two_people",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for person {self.person_id}"
