"""The worker's pulse: what the watchdog looks at to tell a frozen cluster from a quiet one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkerPulse(models.Model):
    """One canary: enqueued by the watchdog, run by a worker, acked when its queue row is gone."""

    sent_at = models.DateTimeField(_("send time"))
    task_key = models.CharField(_("task key"), max_length=100, blank=True)
    ran_at = models.DateTimeField(_("run time"), null=True, blank=True)

    class Meta:
        verbose_name = _("worker heartbeat")
        verbose_name_plural = _("worker heartbeats")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"pulse {self.pk}"
