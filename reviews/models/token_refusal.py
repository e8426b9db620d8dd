"""Refused API tokens by address, so that the audit trail gets one entry an hour with a count, not one a call."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TokenRefusal(models.Model):
    """One address. It is stored as a keyed digest only; the tokens are not stored at all."""

    address_digest = models.CharField(
        _("address digest"), max_length=64, unique=True, help_text=_("Digest of the client address.")
    )
    audited_at = models.DateTimeField(
        _("last audit time"), help_text=_("Time of the last audit entry about this address.")
    )
    pending_count = models.PositiveIntegerField(
        _("unrecorded refusals"), default=0, help_text=_("Refusals since then that are not in the audit trail yet.")
    )

    class Meta:
        verbose_name = _("refused API token")
        verbose_name_plural = _("refused API tokens")
        indexes = [models.Index(fields=["audited_at"], name="token_refusal_by_time")]

    def __str__(self) -> str:
        return f"refused API tokens {self.pk}"
