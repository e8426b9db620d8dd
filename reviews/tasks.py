"""django-q2 tasks: an id in, the clock read, one call out. The row is the truth; a task is only a wake-up."""

import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django_q.models import OrmQ
from django_q.tasks import async_task

from reviews import audit, clock
from reviews.access import token_limit
from reviews.media.prepare import prepare_video
from reviews.models import Job, WorkerPulse
from reviews.queues.reroute import reroute
from reviews.sync import discover, plan, pull
from reviews.timeline import timeline_data
from reviews.wellness import exposure, harm_bands

logger = logging.getLogger(__name__)
# The queue stays short: what waits in it is out of the plan's sight, and the watchdog's canary waits behind it.
_MAX_QUEUED_PER_WORKER = 10
_MAX_UNQUEUED_A_TICK = 200
_MAX_BATCHES_A_TASK = 50


def tick() -> None:
    """Put due work into the queue: a few ids, never more than the workers take in about a minute."""
    now = clock.now()
    _route_unqueued_jobs(now)
    workers: Any = settings.Q_CLUSTER["workers"]
    room = workers * _MAX_QUEUED_PER_WORKER - OrmQ.objects.count()
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
    audit.seal_head(now=now)
    exposure.purge_expired(now)
    token_limit.flush_refusals(now=now)


def _route_unqueued_jobs(now: datetime) -> None:
    """A waiting job without a queue (after a restore, say) would be seen by nobody."""
    lost = Job.objects.waiting().filter(queue__isnull=True).order_by("pk").values_list("pk", flat=True)
    if ids := list(lost[:_MAX_UNQUEUED_A_TICK]):
        done = reroute(Job.objects.filter(pk__in=ids), by=None, now=now)
        logger.warning("%s waiting jobs had no queue. Routed %s of them.", len(ids), done.moved + done.settled)


def pull_job(job_id: int) -> None:
    """One step of one job, unless the work was done since the task was queued."""
    if Job.objects.filter(pk=job_id, next_poll_at__isnull=False).exists():
        outcome = pull.pull_job(job_id, now=clock.now())
        logger.info("Job %s: %s, %s", job_id, outcome.status.value, outcome.message)


def prepare_media(job_id: int) -> None:
    """Look at the video of one job; its timeline's columns come before its filmstrip, so that no reviewer waits."""
    prepare_video(job_id, now=clock.now(), on_measured=timeline_data.timeline_columns)
    if job := Job.objects.filter(pk=job_id).first():
        timeline_data.timeline_columns(job)


def reband_jobs(after: int = 0) -> None:
    """Harm rules changed: unsettled jobs above this id get their band computed again; the next task goes on."""
    done = harm_bands.recompute_harm_bands(after, batches=_MAX_BATCHES_A_TASK)
    logger.info("Harm rules changed: the harm band of %s jobs has changed.", done.changed)
    if done.last is not None:
        async_task("reviews.tasks.reband_jobs", done.last)


def discover_account(account_id: int) -> None:
    """Ask one account's list for new jobs."""
    discover.discover_jobs(account_id, now=clock.now())


def pulse(pulse_id: int) -> None:
    """The watchdog's canary: a worker ran it."""
    WorkerPulse.objects.filter(pk=pulse_id).update(ran_at=clock.now())
