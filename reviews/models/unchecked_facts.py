"""What became of a job that no machine checked."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import enum_choices
from reviews.vocabulary import CloseReason


class UncheckedFacts(models.Model):
    """The columns of `Job` about a provider that failed, and about an end without a verdict."""

    is_unchecked = models.BooleanField(
        _("could not be checked"),
        default=False,
        help_text=_("The provider failed and left nothing that asks for a person: no machine checked the video."),
    )
    close_reason = models.CharField(
        _("reason for closing"), max_length=20, choices=enum_choices(CloseReason), blank=True
    )
    closed_at = models.DateTimeField(_("close time"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("closed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    sent_again_from = models.ForeignKey(
        "self",
        verbose_name=_("sent again from"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sent_again_as",
        help_text=_("The job of the same video that could not be checked."),
    )

    class Meta:
        abstract = True
