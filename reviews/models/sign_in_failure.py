"""Failed sign-ins, counted in the database so that every process and host sees the same number."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignInFailure(models.Model):
    """One failed try. Neither name nor address is stored in clear: only keyed digests to count by."""

    name_digest = models.CharField(
        _("name digest"), max_length=64, help_text=_("Digest of the user name that was entered.")
    )
    address_digest = models.CharField(_("address digest"), max_length=64, help_text=_("Digest of the client address."))
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("sign-in failure")
        verbose_name_plural = _("sign-in failures")
        indexes = [
            models.Index(fields=["name_digest", "address_digest", "at"], name="sign_in_failure_of_pair"),
            models.Index(fields=["address_digest", "at"], name="sign_in_failure_of_address"),
            models.Index(fields=["at"], name="sign_in_failure_by_time"),
        ]

    def __str__(self) -> str:
        return f"failed sign-in {self.pk}"
