"""How an account's calls go: pauses, the circuit breaker and its probe. One row per account, shared by all workers."""

import logging
from datetime import datetime, timedelta

from django.db.models import F, Q

from reviews.models import ProviderAccount
from reviews.providers.errors import (
    AuthenticationFailed,
    ConfigurationError,
    ProviderError,
    Throttled,
    Unavailable,
)
from reviews.redaction import get_public_text
from reviews.sync import backoff

logger = logging.getLogger(__name__)
BROKEN = Q(failures_in_a_row__gte=backoff.CIRCUIT_OPENS_AFTER)


def admit_call(account: ProviderAccount, now: datetime) -> bool:
    """Whether the account may be called now. A broken one admits a single probe every five minutes."""
    rows = ProviderAccount.objects.filter(pk=account.pk)
    free = Q(paused_until__isnull=True) | Q(paused_until__lte=now)
    if account.failures_in_a_row >= backoff.CIRCUIT_OPENS_AFTER:
        return bool(rows.filter(free).update(paused_until=now + backoff.ACCOUNT_PROBE_INTERVAL))
    return rows.filter(free).exists()


def record_success(account: ProviderAccount, now: datetime) -> None:
    """A call was answered: the account is well."""
    ProviderAccount.objects.filter(pk=account.pk).update(last_ok_at=now, failures_in_a_row=0, paused_until=None)


def record_failure(account: ProviderAccount, error: ProviderError, now: datetime) -> datetime | None:
    """Note a failed call; returns until when the account rests, None when it goes on."""
    rows = ProviderAccount.objects.filter(pk=account.pk)
    if not _is_about_account(error):
        rows.update(last_ok_at=now, failures_in_a_row=0, paused_until=None)
        return None
    account.refresh_from_db(fields=["failures_in_a_row"])
    pause = _pause(error, account.failures_in_a_row + 1)
    until = now + pause if pause else None
    message = get_public_text(str(error))
    rows.update(
        last_error_at=now,
        last_error_code=error.code[:100] or type(error).__name__,
        last_error=message[:500],
        paused_until=until,
        failures_in_a_row=_failures(error),
    )
    if until:
        logger.warning(
            "Account %s is paused until %s: %s", account.name, f"{until:%H:%M:%S} UTC", get_public_text(str(error))
        )
    return until


def _is_about_account(error: ProviderError) -> bool:
    """An unknown job or a wrong parameter is an answer like any other; the account is well."""
    return isinstance(error, AuthenticationFailed | ConfigurationError | Throttled | Unavailable)


def _pause(error: ProviderError, failures: int) -> timedelta | None:
    if isinstance(error, Throttled):
        return backoff.throttle_delay(error.retry_after_s)
    if isinstance(error, AuthenticationFailed | ConfigurationError):
        return backoff.ACCOUNT_PROBE_INTERVAL
    return backoff.circuit_pause(failures) if failures >= backoff.CIRCUIT_OPENS_AFTER else None


def _failures(error: ProviderError) -> object:
    if isinstance(error, Throttled):
        return F("failures_in_a_row")
    if isinstance(error, AuthenticationFailed | ConfigurationError):
        # As if the circuit had opened: one probe at a time until the keys work.
        return backoff.CIRCUIT_OPENS_AFTER
    return F("failures_in_a_row") + 1
