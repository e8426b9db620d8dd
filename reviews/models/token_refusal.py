"""Refused API tokens by address, so that the audit trail gets one entry an hour with a count, not one a call."""

from django.db import models


class TokenRefusal(models.Model):
    """One address. It is stored as a keyed digest only; the tokens are not stored at all."""

    address_digest = models.CharField(max_length=64, unique=True, help_text="Of the address it came from.")
    audited_at = models.DateTimeField(help_text="When the trail last got an entry about this address.")
    pending_count = models.PositiveIntegerField(default=0, help_text="Refused since then, and not in the trail yet.")

    class Meta:
        indexes = [models.Index(fields=["audited_at"], name="token_refusal_by_time")]

    def __str__(self) -> str:
        return f"refused API tokens {self.pk}"
