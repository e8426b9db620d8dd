"""Acts on somebody's account that wait for a second admin, where the site asks for two."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RecoveryRequest(models.Model):
    """One act that one admin asked for. It takes effect when another one confirms it, before it expires."""

    class Kind(models.TextChoices):
        PASSWORD_LINK = "password_link", _("password link")
        REMOVE_FACTOR = "remove_factor", _("remove the second factor")

    kind = models.CharField(_("type"), max_length=20, choices=Kind.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("requested by"), on_delete=models.CASCADE, related_name="+"
    )
    requested_at = models.DateTimeField(_("request time"))
    expires_at = models.DateTimeField(_("expiry time"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("confirmed by"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("confirmation time"), null=True, blank=True)

    class Meta:
        verbose_name = _("recovery request")
        verbose_name_plural = _("recovery requests")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("requested_by")),
                name="recovery_by_two_people",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for person {self.person_id}"
