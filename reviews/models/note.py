"""What a person wrote, kept apart so that it can be purged while decisions and the audit chain stay whole."""

import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def _salt() -> str:
    return secrets.token_hex(16)


class Note(models.Model):
    """The audit chain holds `digest` only. A purge empties text and salt: then nobody can guess the words from it."""

    text = models.TextField(_("text"), blank=True)
    salt = models.CharField(_("salt"), max_length=32, blank=True, default=_salt)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("write time"))
    purged_at = models.DateTimeField(_("purge time"), null=True, blank=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [models.Index(fields=["written_at"], name="note_by_time")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"note {self.pk}"

    @property
    def digest(self) -> str:
        """SHA-256 hex of salt and text, as the audit entry of the act holds it; meaningless after a purge."""
        return hashlib.sha256(f"{self.salt}\n{self.text}".encode()).hexdigest()
