"""Selections of jobs by their state."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from reviews.vocabulary import ReviewState

if TYPE_CHECKING:
    from reviews.models.job import Job  # noqa: F401 - the type parameter below


class JobQuerySet(models.QuerySet["Job"]):
    def waiting(self) -> "JobQuerySet":
        return self.filter(review_state=ReviewState.WAITING)

    def placeable(self) -> "JobQuerySet":
        """Jobs that nobody holds and that stand in a queue: they may be moved to another."""
        return self.filter(review_state__in=(ReviewState.WAITING, ReviewState.UNCHECKED))

    def settled(self) -> "JobQuerySet":
        return self.filter(review_state=ReviewState.SETTLED)

    def due(self, now: datetime) -> "JobQuerySet":
        """Jobs whose next step may be taken now: due, and nobody holds the sync lease."""
        return self.filter(
            Q(sync_lease_until__isnull=True) | Q(sync_lease_until__lt=now),
            next_poll_at__lte=now,
            account__is_active=True,
        ).filter(Q(account__paused_until__isnull=True) | Q(account__paused_until__lte=now))
