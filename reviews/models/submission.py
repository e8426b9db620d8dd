"""A video that was sent to a provider: a row written before the call, so that a lost answer leaves a trace."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reviews.models.choices import enum_choices
from reviews.models.job import Job
from reviews.models.provider_account import ProviderAccount
from reviews.vocabulary import SubmissionState

# Longer than every deadline of the call together: what is not answered by then was killed on the way.
LOST_AFTER = timedelta(minutes=5)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def lost(self, now: datetime) -> "SubmissionQuerySet":
        """Without an answer, and not sent again: somebody has to look."""
        old = Q(state=SubmissionState.SENDING, sent_at__lte=now - LOST_AFTER)
        return self.filter(old | Q(state=SubmissionState.ANSWER_LOST), sent_again_as__isnull=True)


class Submission(models.Model):
    """One call that gives a video to a provider. `request` is what was sent, without what signs an address."""

    account = models.ForeignKey(
        ProviderAccount, verbose_name=_("account"), on_delete=models.PROTECT, related_name="submissions"
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="submissions",
        help_text=_("Empty: the command line."),
    )
    sent_at = models.DateTimeField(_("time of sending"))
    reference = models.CharField(
        _("reference"),
        max_length=200,
        db_index=True,
        help_text=_("Our own name for this submission. Some providers return it with the job."),
    )
    request = models.JSONField(_("request"), default=dict)
    is_source_whole = models.BooleanField(
        _("address is complete"),
        default=True,
        help_text=_("Off: the address had a part that may be secret. That part is not stored."),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=enum_choices(SubmissionState), default=SubmissionState.SENDING
    )
    ended_at = models.DateTimeField(_("end time"), null=True, blank=True)
    job = models.ForeignKey(
        Job, verbose_name=_("job"), null=True, blank=True, on_delete=models.PROTECT, related_name="submissions"
    )
    error_code = models.CharField(_("error code"), max_length=100, blank=True)
    error_message = models.CharField(_("error message"), max_length=500, blank=True)
    request_id = models.CharField(_("request ID"), max_length=200, blank=True)
    sends_again = models.OneToOneField(
        "self",
        verbose_name=_("sends again"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sent_again_as",
        help_text=_("The earlier submission of the same video that had no answer."),
    )
    sent_again_from = models.ForeignKey(
        Job,
        verbose_name=_("sent again from"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The job of the same video that could not be checked."),
    )
    looked_at = models.DateTimeField(_("time of the last search"), null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["state", "sent_at"],
                condition=Q(state__in=["sending", "answer_lost"]),
                name="submission_unanswered",
            ),
        ]

    def __str__(self) -> str:
        return f"submission {self.pk} ({self.state})"

    @property
    def source(self) -> str:
        return str(self.request.get("source", ""))

    @property
    def title(self) -> str:
        return str(self.request.get("title", ""))

    def state_at(self, now: datetime) -> SubmissionState:
        """The state, where a call that must have ended long ago counts as lost."""
        is_old = self.state == SubmissionState.SENDING and self.sent_at <= now - LOST_AFTER
        return SubmissionState.ANSWER_LOST if is_old else SubmissionState(self.state)

    def facts(self) -> dict[str, Any]:
        """What an audit entry says of it."""
        return {"submission": self.pk, "account": self.account_id, "reference": self.reference}
