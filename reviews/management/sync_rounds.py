"""Rounds over everything that is due, in one process: what `manage.py sync` does."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Min, Q

from reviews import clock
from reviews.media import prepare_again
from reviews.models import Job, ProviderAccount
from reviews.sync import discover, plan, pull
from reviews.sync.step import StepResult, StepStatus
from reviews.tasks import prepare_media
from reviews.vocabulary import JobState

_BATCH_SIZE = 100
# A retry that is due sooner than this is waited for; a longer back-off is left to the next run.
_MAX_WAIT = timedelta(seconds=90)
_MAX_NAP_SECONDS = 5.0


class SyncRounds:
    """All accounts, one `account`, or one `job`, which is taken now, due or not. `errors`: job id -> its last error."""

    def __init__(
        self, *, say: Callable[[str], Any], account: ProviderAccount | None = None, job: Job | None = None
    ) -> None:
        self._scope = Q(pk=job.pk) if job else Q(account=account) if account else Q()
        self._account = account
        self._job = job
        self._say = say
        self._is_forced = job is not None
        self.steps = 0
        self.finished = 0
        self.errors: dict[int, str] = {}

    def run_once(self) -> int:
        """One round; returns how many steps it took."""
        return self._discover() + self._pull() + self._prepare()

    def until_idle(self) -> None:
        """Rounds until nothing is left that will be due soon."""
        while True:
            if self.run_once():
                continue
            nap = self._nap()
            if nap is None:
                return
            time.sleep(nap)

    def request_media(self) -> int:
        """Make the videos due that lack pictures (the one job's in any case); say which, return how many."""
        now = clock.now()
        batches = [[self._job.pk]] if self._job else prepare_again.find_lacking_jobs(self._scope, now)
        made = [pk for batch in batches for pk in prepare_again.prepare_again(batch, by=None, now=now)]
        for pk in made:
            self._say(f"job {pk}: video due again")
        if self._job and not made:
            self._say(f"job {self._job.pk}: video not due, {prepare_again.why_not_again(self._job, now)}")
        self._say(f"{len(made)} videos made due")
        return len(made)

    def summary(self) -> str:
        return f"{self.steps} steps, {self.finished} jobs finished, {len(self.errors)} ended in an error"

    def _discover(self) -> int:
        if self._job:
            return 0
        now = clock.now()
        ids = plan.due_accounts(now, _BATCH_SIZE)
        if self._account is not None:
            ids = [pk for pk in ids if pk == self._account.pk]
        for pk in ids:
            created = discover.discover_jobs(pk, now=clock.now())
            account = ProviderAccount.objects.get(pk=pk)
            if account.last_error_at and account.last_error_at >= now:
                self._say(f"{account.name}: listing failed, {account.last_error}")
            elif created:
                self._say(f"{account.name}: {created} new jobs")
        return len(ids)

    def _pull(self) -> int:
        steps = 0
        for pk in self._due():
            steps += 1
            self._note(pk, pull.pull_job(pk, now=clock.now()))
        self.steps += steps
        return steps

    def _due(self) -> list[int]:
        if self._is_forced:
            self._is_forced = False
            # Asked for by hand: forget earlier silence, or a parked job could never be tried again.
            Job.objects.filter(self._scope).update(sync_attempts=0, sync_failures=0)
            return list(Job.objects.filter(self._scope).values_list("pk", flat=True))
        return plan.due_jobs(clock.now(), _BATCH_SIZE, scope=self._scope)

    def _note(self, pk: int, outcome: StepResult) -> None:
        self._say(f"job {pk}: {outcome.status.value}, {outcome.message}")
        if outcome.is_error:
            self.errors[pk] = outcome.message
        elif outcome.status in (StepStatus.FINISHED, StepStatus.RUNNING):
            self.errors.pop(pk, None)
            self.finished += outcome.status == StepStatus.FINISHED

    def _prepare(self) -> int:
        ids = plan.due_media(clock.now(), _BATCH_SIZE, scope=self._scope)
        for pk in ids:
            prepare_media(pk)
            job = Job.objects.get(pk=pk)
            self._say(f"job {pk}: video {job.media_state} {job.media_error}".rstrip())
        return len(ids)

    def _nap(self) -> float | None:
        """Seconds until something may be due; None when only long back-offs are left."""
        moments = [moment for moment in (self._next_pull(), self._next_media()) if moment is not None]
        if not moments:
            return None
        seconds = (min(moments) - clock.now()).total_seconds()
        return min(max(seconds, 0.25), _MAX_NAP_SECONDS)

    def _next_pull(self) -> datetime | None:
        """A job that runs at its provider is always waited for, a failed one only when its turn comes soon."""
        soon = clock.now() + max(_MAX_WAIT, timedelta(seconds=2 * settings.SYNC_POLL_SECONDS))
        awake = Q(account__paused_until__isnull=True) | Q(account__paused_until__lte=soon)
        jobs = Job.objects.filter(self._scope, awake, next_poll_at__isnull=False, account__is_active=True)
        jobs = jobs.filter(Q(sync_error_code="") | Q(next_poll_at__lte=soon)).exclude(state__in=_FINAL)
        # A job whose lease still runs (its worker was killed) is looked at again after a nap.
        moment: datetime | None = jobs.aggregate(moment=Min("next_poll_at"))["moment"]
        return moment

    def _next_media(self) -> datetime | None:
        soon = clock.now() + _MAX_WAIT
        jobs = Job.objects.filter(self._scope, media_next_try_at__lte=soon, account__is_active=True)
        moment: datetime | None = jobs.aggregate(moment=Min("media_next_try_at"))["moment"]
        return moment


_FINAL = [state for state in JobState if state.is_final]
