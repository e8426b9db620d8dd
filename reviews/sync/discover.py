"""Jobs that a provider lists: the ones we do not have yet become rows, due at once."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from reviews import accounts
from reviews.models import Job, ProviderAccount
from reviews.models.job import EXTERNAL_ID
from reviews.providers.base import ListedJob, Provider
from reviews.providers.errors import ProviderError
from reviews.sync import health, rate
from reviews.sync.pages import MAX_PAGES
from reviews.sync.rate import RateUsedUp
from reviews.sync.step import StepClock

logger = logging.getLogger(__name__)
MAX_LOOK_BACK = timedelta(days=90)  # ICE lists the last three months (docs/contracts/alibaba.md section 1.2)
# A job may appear in the list later than its creation time says, and clocks differ.
OVERLAP = timedelta(hours=1)
DISCOVERY_INTERVAL = timedelta(minutes=1)


def discover_jobs(account_id: int, *, now: datetime, client: Provider | None = None) -> int:
    """Ask the account's list for jobs since the last complete look; returns how many are new.

    One worker at a time (the next moment is moved ahead first). A look that breaks off keeps what it found and is
    repeated from the same start. Never raises for what a provider does. Errors: ProviderAccount.DoesNotExist.
    """
    account = ProviderAccount.objects.get(pk=account_id)
    clock = StepClock(now)
    if not _reserve(account, now) or not health.admit_call(account, now):
        return 0
    since = max(account.discovered_until - OVERLAP if account.discovered_until else now - MAX_LOOK_BACK,
                now - MAX_LOOK_BACK)  # fmt: skip
    created = 0
    try:
        provider = client or accounts.client_for(account)
        for jobs in _pages(account, provider, since, now, clock):
            created += _create_jobs(account, jobs, clock.now())
        health.record_success(account, clock.now())
    except RateUsedUp as full:
        ProviderAccount.objects.filter(pk=account.pk).update(next_discovery_at=full.until)
        return created
    except ProviderError as error:
        until = health.record_failure(account, error, clock.now())
        logger.warning("Account %s: listing jobs failed: %s", account.name, error)
        if until:
            ProviderAccount.objects.filter(pk=account.pk).update(next_discovery_at=until)
        return created
    ProviderAccount.objects.filter(pk=account.pk).update(discovered_until=now)
    return created


def _reserve(account: ProviderAccount, now: datetime) -> bool:
    rows = ProviderAccount.objects.filter(pk=account.pk).filter(
        Q(next_discovery_at=account.next_discovery_at)
        if account.next_discovery_at
        else Q(next_discovery_at__isnull=True)
    )
    return bool(rows.update(next_discovery_at=now + DISCOVERY_INTERVAL))


def _pages(
    account: ProviderAccount, provider: Provider, since: datetime, until: datetime, clock: StepClock
) -> Iterable[tuple[ListedJob, ...]]:
    """The listing's pages; a token that returns ends it."""
    seen: set[str] = {""}
    token = ""
    for _ in range(MAX_PAGES):
        rate.wait_turn(account.pk, clock)
        listing = provider.list_jobs(since, until, token)
        yield listing.jobs
        token = listing.next_token
        if not token:
            return
        if token in seen:
            break
        seen.add(token)
    logger.warning("Account %s: the job list was read only partly because its paging does not end.", account.name)


def _create_jobs(account: ProviderAccount, listed: tuple[ListedJob, ...], now: datetime) -> int:
    good = [job for job in listed if EXTERNAL_ID.regex.match(job.external_id)]  # type: ignore[union-attr]
    if len(good) < len(listed):
        logger.warning(
            "Account %s: %s listed IDs are not valid job IDs and were skipped.", account.name, len(listed) - len(good)
        )
    ids = {job.external_id: job.created_at for job in good}
    known = set(Job.objects.filter(account=account, external_id__in=ids).values_list("external_id", flat=True))
    fresh = [
        Job(account=account, external_id=external_id, provider_created_at=created_at, next_poll_at=now)
        for external_id, created_at in ids.items()
        if external_id not in known
    ]
    Job.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)
