"""What is due, fair over accounts and oldest first, and the mark that something was put into the queue."""

from datetime import datetime, timedelta

from django.db.models import F, Model, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from reviews.models import Job, ProviderAccount
from reviews.providers import registry
from reviews.sync import backoff

# A queued row is out of sight this long; if the queue is lost meanwhile, the next sweep finds it again.
HIDDEN_WHILE_QUEUED = timedelta(minutes=2)
_ALL = Q()


def due_jobs(now: datetime, limit: int, scope: Q = _ALL) -> list[int]:
    """Ids of jobs to ask the provider about, within `scope`. An account in trouble gives one job, its probe."""
    well = Q(account__failures_in_a_row__lt=backoff.CIRCUIT_OPENS_AFTER)
    turns = _in_turns(Job.objects.due(now).filter(scope), "next_poll_at").filter(Q(turn=1) | well)
    return list(turns.values_list("pk", flat=True)[:limit])


def due_media(now: datetime, limit: int, scope: Q = _ALL) -> list[int]:
    """Ids of jobs whose video is to be looked at, within `scope`."""
    free = Q(media_lease_until__isnull=True) | Q(media_lease_until__lt=now)
    jobs = Job.objects.filter(free, scope, media_next_try_at__lte=now, account__is_active=True)
    return list(_in_turns(jobs, "media_next_try_at").values_list("pk", flat=True)[:limit])


def due_accounts(now: datetime, limit: int) -> list[int]:
    """Ids of accounts whose provider can list jobs and was not asked lately."""
    listing = [slug for slug in registry.slugs() if registry.get(slug).can_list]
    accounts = ProviderAccount.objects.active().filter(
        Q(next_discovery_at__isnull=True) | Q(next_discovery_at__lte=now),
        Q(paused_until__isnull=True) | Q(paused_until__lte=now),
        discovers_jobs=True,
        provider__in=listing,
    )
    return list(
        accounts.order_by(F("next_discovery_at").asc(nulls_first=True), "pk").values_list("pk", flat=True)[:limit]
    )


def mark_queued(kind: str, ids: list[int], now: datetime) -> None:
    """Put rows out of sight while a queued task will deal with them. `kind`: jobs, media or accounts."""
    model, field = _DUE_FIELD[kind]
    model._default_manager.filter(pk__in=ids).update(**{field: now + HIDDEN_WHILE_QUEUED})


def _in_turns(jobs: QuerySet[Job], due_field: str) -> QuerySet[Job]:
    """The oldest of each account first, then the second oldest of each, and so on: a busy account starves nobody."""
    turn = Window(RowNumber(), partition_by="account_id", order_by=[due_field, "pk"])
    return jobs.annotate(turn=turn).order_by("turn", due_field, "pk")


_DUE_FIELD: dict[str, tuple[type[Model], str]] = {
    "jobs": (Job, "next_poll_at"),
    "media": (Job, "media_next_try_at"),
    "accounts": (ProviderAccount, "next_discovery_at"),
}
