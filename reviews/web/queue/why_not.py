"""Why a person is not offered more: what is there and not for them, in sentences. Never "nothing" beside a number."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.access import permissions
from reviews.models import Queue, Review, Reviewer
from reviews.queues import offers
from reviews.queues.queue_stats import QueueStats, stats_of_queues
from reviews.web.queue.numbers import MAX_COUNTED, count_pending


@dataclass(frozen=True)
class WhyNot:
    """Jobs of some queues that are open and not offered to a person, by reason."""

    judged: int = 0
    skipped: int = 0
    held_by_others: int = 0
    held_by_person: int = 0
    unchecked: int = 0
    for_leads: int = 0


def why_not_offered(stats: QueueStats, own: int) -> WhyNot:
    """Return what of one queue is not offered; `own`: how many of its jobs the person holds now."""
    held = max(stats.claimed - own, 0)
    return WhyNot(stats.judged, stats.skipped, held, own, stats.unchecked, stats.for_leads)


def add_up(parts: Iterable[WhyNot]) -> WhyNot:
    """Return the reasons of several queues together."""
    rows = [
        (one.judged, one.skipped, one.held_by_others, one.held_by_person, one.unchecked, one.for_leads) for one in parts
    ]
    return WhyNot(*(sum(column) for column in zip(*rows, strict=True))) if rows else WhyNot()


def describe_reasons(why: WhyNot, *, pending: int = 0) -> list[str]:
    """Return a sentence for each reason that holds; `pending` jobs are still at their providers."""
    hours = {"hours": int(offers.SKIP_LASTS.total_seconds() // 3600)}
    told = [
        (
            why.judged,
            ngettext(
                "%(n)d job waits for another reviewer: you handed it on.",
                "%(n)d jobs wait for another reviewer: you handed them on.",
                why.judged,
            ),
        ),
        (
            why.for_leads,
            ngettext(
                "%(n)d job waits for a lead, who was asked to decide it.",
                "%(n)d jobs wait for a lead, who was asked to decide them.",
                why.for_leads,
            ),
        ),
        (
            why.skipped,
            ngettext(
                "%(n)d job that you skipped waits for others. It is offered to you again %(hours)d hours after the "
                "skip.",
                "%(n)d jobs that you skipped wait for others. They are offered to you again %(hours)d hours after the "
                "skip.",
                why.skipped,
            ),
        ),
        (
            why.held_by_others,
            ngettext(
                "%(n)d job is claimed by another reviewer.",
                "%(n)d jobs are claimed by other reviewers.",
                why.held_by_others,
            ),
        ),
        (
            why.held_by_person,
            ngettext("%(n)d job is claimed by you.", "%(n)d jobs are claimed by you.", why.held_by_person),
        ),
        (
            why.unchecked,
            ngettext(
                "%(n)d job could not be checked by its provider and needs a decision.",
                "%(n)d jobs could not be checked by their providers and need a decision.",
                why.unchecked,
            ),
        ),
        (
            pending,
            ngettext(
                "%(n)d job is still at its provider and appears here when it is ready.",
                "%(n)d jobs are still at their providers and appear here when they are ready.",
                pending,
            ),
        ),
    ]
    return [sentence % {"n": count, **hours} for count, sentence in told if count]


def count_own_claims(person: Reviewer, now: datetime) -> Counter[int | None]:
    """Return how many jobs `person` holds now, by queue."""
    held = Review.objects.held(now).filter(reviewer=person)
    return Counter(held.values_list("job__queue_id", flat=True))


def describe_nothing_offered(person: Reviewer, queue_id: int | None, *, now: datetime) -> str:
    """Return what to tell who asked for the next job (of one queue) and got none."""
    ids = permissions.worked_queue_ids(person) if queue_id is None else [queue_id]
    queues = list(Queue.objects.filter(pk__in=ids))
    is_lead = permissions.has_permission(person, permissions.Permission.TAKE_OVER)
    stats, own = (
        stats_of_queues(queues, now=now, limit=MAX_COUNTED, person=person, is_lead=is_lead),
        count_own_claims(person, now),
    )
    why = add_up(why_not_offered(stats[queue.pk], own[queue.pk]) for queue in queues)
    pending = count_pending(person, queues) if queue_id is None else 0
    return " ".join([_("No job can be offered to you now."), *(describe_reasons(why, pending=pending) or [_settled()])])


def _settled() -> str:
    return _("Everything in your queues is settled.")
