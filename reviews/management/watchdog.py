"""Starts the cluster, looks whether it still acknowledges work, and replaces it whole when it does not.

A cluster that lost one idle worker can stand still for ever with every process alive, and one that lost its monitor
runs the same tasks for ever. Both show in one place: queue rows no longer disappear.
"""

import time
from collections.abc import Callable
from typing import Any

from django.db import Error as DatabaseError
from django.db import close_old_connections
from django_q.brokers.orm import ORM
from django_q.models import OrmQ, Schedule
from django_q.tasks import async_task

from reviews import clock
from reviews.management.cluster import Cluster
from reviews.models import WorkerPulse

_LOOK_INTERVAL_SECONDS = 0.5
_MAX_PULSES_KEPT = 100


class Watchdog:
    """Set `is_stopping` to end `run`. All ages are in seconds of the monotonic clock."""

    def __init__(self, *, canary_s: float, max_age_s: float, sweep_s: float, say: Callable[[str], Any]) -> None:
        self._canary_s = canary_s
        self._max_age_s = max_age_s
        self._sweep_s = sweep_s
        self._say = say
        self._cluster = Cluster(say)
        self._queued: dict[int, float] = {}  # canary's queue row -> when it was sent
        self._unrun: dict[int, float] = {}  # pulse -> when it was sent
        self._rows: set[int] = set()
        self._tick_row = 0
        self._progress_at = 0.0
        self.is_stopping = False

    def run(self, *, grace_s: float) -> None:
        """Watch until told to stop; then let running tasks end for `grace_s` seconds."""
        keep_schedule()
        self._start()
        next_canary = next_sweep = 0.0
        while not self.is_stopping:
            moment = time.monotonic()
            try:
                if moment >= next_canary:
                    next_canary = moment + self._canary_s
                    self._send_canary()
                if moment >= next_sweep:
                    next_sweep = moment + self._sweep_s
                    self._sweep()
                self._look()
            except DatabaseError as error:
                # The database is away: nothing can be told about the cluster, so leave it alone.
                self._say(f"watchdog: the database does not respond ({error.__class__.__name__}), trying again")
                close_old_connections()
                self._forget()
                time.sleep(1)
            time.sleep(_LOOK_INTERVAL_SECONDS)
        self._cluster.stop(grace_s)

    def _start(self) -> None:
        self._forget()
        self._cluster.start()

    def _forget(self) -> None:
        """Old canaries say nothing about a new cluster."""
        self._queued.clear()
        self._unrun.clear()
        self._progress_at = time.monotonic()

    def _send_canary(self) -> None:
        pulse = WorkerPulse.objects.create(sent_at=clock.now())
        broker = _RememberingBroker()
        key = async_task("reviews.tasks.pulse", pulse.pk, broker=broker)
        WorkerPulse.objects.filter(pk=pulse.pk).update(task_key=key)
        WorkerPulse.objects.filter(pk__lte=pulse.pk - _MAX_PULSES_KEPT).delete()
        self._queued[broker.row_id] = self._unrun[pulse.pk] = time.monotonic()

    def _sweep(self) -> None:
        """One `tick` more than the schedule's; never a second one while the first still waits."""
        if self._tick_row not in self._rows:
            broker = _RememberingBroker()
            async_task("reviews.tasks.tick", broker=broker)
            self._tick_row = broker.row_id

    def _look(self) -> None:
        if not self._cluster.is_running:
            self._say("watchdog: the cluster ended unexpectedly, restarting it")
            self._replace()
            return
        moment = time.monotonic()
        rows = set(OrmQ.objects.values_list("pk", flat=True))
        if self._rows - rows:
            self._progress_at = moment
        self._rows = rows
        self._queued = {row: sent for row, sent in self._queued.items() if row in rows}
        ran = WorkerPulse.objects.filter(pk__in=list(self._unrun), ran_at__isnull=False).values_list("pk", flat=True)
        for pk in ran:
            del self._unrun[pk]
        # A canary may wait behind long tasks; as long as rows are acknowledged at all, the cluster lives.
        acked = max(min(self._queued.values(), default=moment), self._progress_at)
        run = max(min(self._unrun.values(), default=moment), self._progress_at)
        for what, age in (("ran", moment - run), ("was acknowledged", moment - acked)):
            if age > self._max_age_s:
                self._say(f"watchdog: no health check {what} for {age:.0f} s, restarting the cluster")
                self._replace()
                return

    def _replace(self) -> None:
        self._cluster.kill()
        # Whatever the dead cluster had taken is free again at once; each task's own row says if it is still to do.
        OrmQ.objects.filter(lock__gt=clock.now()).update(lock=clock.now())
        self._start()


class _RememberingBroker(ORM):  # type: ignore[misc] # django-q2 has no types
    """Tells which queue row a task became; `async_task` itself only gives the task's own id."""

    row_id = 0

    def enqueue(self, task: Any) -> int:
        self.row_id = int(super().enqueue(task))
        return self.row_id


def keep_schedule() -> None:
    """The one schedule: `tick` each minute, without arguments. Everything else is rows of our own."""
    Schedule.objects.update_or_create(
        name="tick",
        defaults={"func": "reviews.tasks.tick", "schedule_type": Schedule.MINUTES, "minutes": 1, "repeats": -1},
    )
