"""django-q2 doors: an id in, the clock read, one call out. The row is the truth; a task is only a wake-up."""

import logging
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_q.models import OrmQ
from django_q.tasks import async_task

from reviews.media.prepare import prepare
from reviews.models import Job, WorkerPulse
from reviews.sync import discover, plan, pull
from reviews.timeline import build

logger = logging.getLogger(__name__)
# The queue stays short: what waits in it is out of the plan's sight, and the watchdog's canary waits behind it.
_PER_WORKER = 10


def tick() -> None:
    """Put due work into the queue: a few ids, never more than the workers take in about a minute."""
    now = timezone.now()
    workers: Any = settings.Q_CLUSTER["workers"]
    room = workers * _PER_WORKER - OrmQ.objects.count()
    for kind, due, task in (
        ("accounts", plan.due_accounts, "reviews.tasks.discover_account"),
        ("jobs", plan.due_jobs, "reviews.tasks.pull_job"),
        ("media", plan.due_media, "reviews.tasks.prepare_media"),
    ):
        ids = due(now, room) if room > 0 else []
        plan.mark_queued(kind, ids, now)
        for pk in ids:
            async_task(task, pk)
        room -= len(ids)


def pull_job(job_id: int) -> None:
    """One step of one job, unless the work was done since the task was queued."""
    if Job.objects.filter(pk=job_id, next_poll_at__isnull=False).exists():
        outcome = pull.pull(job_id, now=timezone.now())
        logger.info("Job %s: %s, %s", job_id, outcome.ending.value, outcome.message)


def prepare_media(job_id: int) -> None:
    """Look at the video of one job, then draw its timeline's columns, so that no reviewer waits for them."""
    prepare(job_id, now=timezone.now())
    if job := Job.objects.filter(pk=job_id).first():
        build.columns(job)


def discover_account(account_id: int) -> None:
    """Ask one account's list for new jobs."""
    discover.discover(account_id, now=timezone.now())


def pulse(pulse_id: int) -> None:
    """The watchdog's canary: a worker ran it."""
    WorkerPulse.objects.filter(pk=pulse_id).update(ran_at=timezone.now())
