"""Waiting jobs, and those that could not be checked, go through the rules again, after rules or queues changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from reviews import audit
from reviews.models import Job, Queue, Reviewer, RoutingRule
from reviews.models.job_queryset import JobQuerySet
from reviews.queues import auto_settle, matching
from reviews.queues.routing import fallback_queue, placement_values, routing_rules
from reviews.vocabulary import ReviewStage

BATCH_SIZE = 200


@dataclass(frozen=True)
class RerouteResult:
    """Numbers of jobs. `kept`: same queue; `skipped`: claimed, settled, of another stage, or held by somebody else."""

    moved: int = 0
    kept: int = 0
    settled: int = 0
    skipped: int = 0

    def __add__(self, other: "RerouteResult") -> "RerouteResult":
        return RerouteResult(
            self.moved + other.moved,
            self.kept + other.kept,
            self.settled + other.settled,
            self.skipped + other.skipped,
        )


def reroute(jobs: JobQuerySet, *, by: Reviewer | None, now: datetime, is_trial: bool = False) -> RerouteResult:
    """Route the waiting first-stage ones of `jobs` (unsliced) again, BATCH a transaction, so that claims go on.

    A moved job arrives in its new queue at `now`; a kept one gets the due time that its queue has now. A trial undoes
    each batch. Call it outside a transaction. Audit: ``jobs.rerouted``, one entry a batch that changed something.
    """
    total = RerouteResult()
    for ids in _batches(jobs):
        with transaction.atomic():
            total += _reroute_batch(ids, by, now)
            transaction.set_rollback(is_trial)
    return total


def _batches(jobs: JobQuerySet) -> Iterator[list[int]]:
    last = 0
    while ids := list(jobs.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH_SIZE]):
        yield ids
        last = ids[-1]


def _reroute_batch(ids: list[int], by: Reviewer | None, now: datetime) -> RerouteResult:
    jobs = _lock_jobs(ids)
    rules = routing_rules()
    found = matching.first_matches(Job.objects.filter(pk__in=[job.pk for job in jobs]), rules)
    elsewhere = fallback_queue()
    moved = _update_rows(jobs, found, elsewhere, now)
    settled = [job.pk for job in auto_settle.settle_by_rules(jobs, now=now)]
    if moved or settled:
        audit.record("jobs.rerouted", by=by, now=now, moved=list(moved), settled=list(settled), looked_at=len(jobs))
    gone = set(moved) | set(settled)
    return RerouteResult(
        moved=len(set(moved) - set(settled)), kept=len(jobs) - len(gone), settled=len(settled),
        skipped=len(ids) - len(jobs),
    )  # fmt: skip


def _lock_jobs(ids: list[int]) -> list[Job]:
    # A job that somebody is claiming right now is not waited for.
    skip = connection.features.has_select_for_update_skip_locked
    waiting = Job.objects.placeable().filter(pk__in=ids, stage=ReviewStage.FIRST)
    return list(waiting.select_for_update(skip_locked=skip, of=("self",)).order_by("pk"))


def _update_rows(jobs: list[Job], found: dict[int, RoutingRule], elsewhere: Queue, now: datetime) -> list[int]:
    """Bring the jobs' rows up to their rules; ids of those that moved. One update for all that change alike."""
    moved = []
    alike: dict[tuple[tuple[str, Any], ...], list[int]] = {}
    for job in jobs:
        rule = found.get(job.pk)
        queue = rule.queue if rule else elsewhere
        is_moved = job.queue_id != queue.pk
        values = placement_values(job, queue, now if is_moved else job.queued_at or now)
        changed = {name: value for name, value in values.items() if getattr(job, name) != value}
        if changed:
            alike.setdefault(tuple(changed.items()), []).append(job.pk)
        for name, value in changed.items():
            setattr(job, name, value)
        if is_moved:
            moved.append(job.pk)
    for items, ids in alike.items():
        Job.objects.filter(pk__in=ids).update(**dict(items))
    return moved
