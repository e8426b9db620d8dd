"""Who looks at a job now."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.job import Job

GONE_AFTER = timedelta(seconds=75)


class PresenceQuerySet(models.QuerySet["Presence"]):
    def present_at(self, now: datetime) -> "PresenceQuerySet":
        """Those whose page spoke lately."""
        return self.filter(seen_at__gt=now - GONE_AFTER)


class Presence(models.Model):
    """One person with one job's page open; refreshed by the page, forgotten soon after."""

    job = models.ForeignKey(Job, verbose_name=_("job"), on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    seen_at = models.DateTimeField(_("last seen"))

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [models.UniqueConstraint(fields=["job", "person"], name="presence_once_per_person")]
        indexes = [models.Index(fields=["seen_at"], name="presence_by_time")]

    def __str__(self) -> str:
        return f"person {self.person_id} at job {self.job_id}"
