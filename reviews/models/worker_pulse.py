"""The worker's pulse: what the watchdog looks at to tell a frozen cluster from a quiet one."""

from django.db import models


class WorkerPulse(models.Model):
    """One canary: enqueued by the watchdog, run by a worker, acked when its queue row is gone."""

    sent_at = models.DateTimeField()
    task_key = models.CharField(max_length=100, blank=True)
    ran_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"pulse {self.pk}"
