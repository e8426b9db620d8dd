"""Where a ready job goes: to its queue, to a rule that settles it, or, escalated, to the second stage."""

from datetime import datetime
from typing import Any

from reviews.models import Job, Queue, RoutingRule
from reviews.queues import auto_settle, due, matching
from reviews.vocabulary import ReviewStage, ReviewState


def placement_values(job: Job, queue: Queue, now: datetime) -> dict[str, Any]:
    """The values of the Job columns that put `job` into `queue` at `now`: queue, stage, arrival and due times.

    A job that no machine checked waits only in a queue that offers such jobs; in any other it stands, and nothing is
    due.
    """
    if job.is_unchecked and queue.stage == ReviewStage.FIRST:
        return _unchecked_values(job, queue, now)
    return _waiting_values(queue, now)


def _unchecked_values(job: Job, queue: Queue, now: datetime) -> dict[str, Any]:
    values = _waiting_values(queue, now)
    if queue.offers_unchecked:
        return {**values, "review_state": ReviewState.WAITING, "ready_at": job.ready_at or now}
    return {**values, "review_state": ReviewState.UNCHECKED, "due_at": None, "due_bucket": due.due_bucket(None)}


def _waiting_values(queue: Queue, now: datetime) -> dict[str, Any]:
    due_at = due.compute_due_at(now, queue.due_minutes, queue.calendar) if queue.due_minutes else None
    return {
        "queue_id": queue.pk,
        "queued_at": now,
        "stage": queue.stage,
        "due_at": due_at,
        "due_bucket": due.due_bucket(due_at),
    }


def route_job(job: Job, *, now: datetime) -> None:
    """Put a job of the first stage that is ready, or that no machine checked, into the queue that its rules name.

    Inside the caller's transaction, who holds the job's row. An auto-settle rule may then settle it. At most seven
    queries, however many rules.
    """
    found = matching.first_matches(Job.objects.filter(pk=job.pk), routing_rules()).get(job.pk)
    values = placement_values(job, found.queue if found else fallback_queue(), now)
    Job.objects.filter(pk=job.pk).update(**values)
    for name, value in values.items():
        setattr(job, name, value)
    auto_settle.settle_by_rules([job], now=now)


def place_pending_job(job: Job) -> None:
    """Show a job that is not ready to the people of the queue that would take it; no due time begins.

    The caller holds the job's row. For jobs with which something is wrong: nobody could see them without a queue.
    """
    found = matching.first_matches(Job.objects.filter(pk=job.pk), routing_rules()).get(job.pk)
    job.queue = found.queue if found else fallback_queue()
    Job.objects.filter(pk=job.pk).update(queue=job.queue)


def routing_rules() -> list[RoutingRule]:
    """The active rules of active first-stage queues in the order they are asked, with queue and calendar."""
    rules = RoutingRule.objects.filter(is_active=True, queue__is_active=True, queue__stage=ReviewStage.FIRST)
    return list(rules.select_related("queue__calendar"))


def fallback_queue() -> Queue:
    """The queue that takes what no rule took."""
    return Queue.objects.select_related("calendar").get(is_fallback=True)


def escalation_queue(queue: Queue | None) -> Queue | None:
    """The queue that the verdict review sends a job of `queue` to; None when there is none.

    A queue's own `escalates_to` wins while that is active. Otherwise a first-stage queue uses the first active queue of
    the second stage; a second-stage queue has nowhere further.
    """
    if queue and queue.escalates_to and queue.escalates_to.is_active:
        return queue.escalates_to
    if queue and queue.stage == ReviewStage.SECOND:
        return None
    return Queue.objects.active().filter(stage=ReviewStage.SECOND).first()
