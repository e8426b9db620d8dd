"""What a person wrote, kept apart so that it can be purged while decisions and the audit chain stay whole."""

import hashlib
import secrets

from django.conf import settings
from django.db import models


def _salt() -> str:
    return secrets.token_hex(16)


class Note(models.Model):
    """The audit chain holds `digest` only. A purge empties text and salt: then nobody can guess the words from it."""

    text = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True, default=_salt)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["written_at"], name="note_by_time")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"note {self.pk}"

    @property
    def digest(self) -> str:
        """SHA-256 hex of salt and text, as the audit entry of the act holds it; meaningless after a purge."""
        return hashlib.sha256(f"{self.salt}\n{self.text}".encode()).hexdigest()
