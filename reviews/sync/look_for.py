"""Look for the job of a submission whose answer was lost: among our jobs, then in the provider's own list."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from reviews import accounts, audit
from reviews.access import permissions
from reviews.access.errors import Conflict, NotFound
from reviews.models import Job, Reviewer, Submission
from reviews.providers import registry
from reviews.providers.base import ListedJob, Provider
from reviews.providers.errors import ProviderError
from reviews.redaction import get_public_address, get_public_text
from reviews.sync import health, outbox, rate
from reviews.sync.rate import RateUsedUp
from reviews.sync.step import StepClock
from reviews.vocabulary import SubmissionState

# Clocks differ, and a provider writes a job down a little before or after we ask.
BEFORE, AFTER = timedelta(minutes=10), timedelta(hours=1)
MAX_PAGES = 5
MAX_READ = 30


class SearchResult(msgspec.Struct):
    """What was asked and found. `read`: jobs of the list that were opened; `trouble`: why not all of it was asked."""

    job: Job | None = None
    is_listed: bool = False
    since: datetime | None = None
    until: datetime | None = None
    listed: int = 0
    read: int = 0
    trouble: str = ""

    @property
    def sentences(self) -> list[str]:
        """The result for a person."""
        if self.job:
            return [_("Found: job %(id)s. The submission is linked to it.") % {"id": self.job.external_id}]
        told = [_("Looked among the jobs of this account here: none carries the reference or came from the address.")]
        if self.since and self.until:
            span = {"since": f"{self.since:%Y-%m-%d %H:%M}", "until": f"{self.until:%H:%M}"}
            counts = {"listed": self.listed, "read": self.read}
            told.append(
                _(
                    "Asked the provider for its jobs from %(since)s to %(until)s UTC: %(listed)d listed, %(read)d of "
                    "them read. None carries the reference."
                )
                % {**span, **counts}
            )
        elif not self.is_listed:
            told.append(
                _(
                    "This provider cannot list jobs. Look for the video in the provider's console, and register the "
                    "job ID if it is there."
                )
            )
        if self.trouble:
            told.append(_("Not everything could be asked: %(reason)s") % {"reason": self.trouble})
        return told


def find_submission(submission_id: int, by: Reviewer | None) -> Submission:
    """A submission that the person may see; without a person, any. Errors: NotFound."""
    rows = Submission.objects.all() if by is None else permissions.visible_submissions(by)
    row = rows.select_related("account", "job").filter(pk=submission_id).first()
    if row is None:
        raise NotFound("not_found", _("This submission does not exist."))
    return row


def look_for_job(
    submission_id: int, *, by: Reviewer | None, now: datetime, client: Provider | None = None
) -> SearchResult:
    """Find and link the job of a submission without an answer; nothing is sent anew. Audit: ``submission.looked_for``.

    Errors: NotFound; Conflict ``not_lost``. What the provider refuses stands in `trouble`.
    """
    row = find_submission(submission_id, by)
    if row.state_at(now) != SubmissionState.ANSWER_LOST:
        raise Conflict("not_lost", _("Only a submission without an answer can be looked for."))
    result = SearchResult(is_listed=registry.get(row.account.provider).can_list)
    clock = StepClock(now)
    external_id = _find_here(row)
    if external_id is None and result.is_listed:
        external_id = _find_there(row, result, client, clock)
    if external_id is not None:
        result.job = outbox.link_found_job(row, external_id, by=by, now=clock.now())
    with transaction.atomic():
        Submission.objects.filter(pk=row.pk).update(looked_at=clock.now())
        audit.record(
            "submission.looked_for", by=by, now=clock.now(), subject=row, job_id=result.job.pk if result.job else None,
            listed=result.listed, read=result.read, trouble=result.trouble, **row.facts(),
        )  # fmt: skip
    return result


def _find_here(row: Submission) -> str | None:
    """A job with our reference, else a newer one of the same address that belongs to no other submission."""
    jobs = Job.objects.filter(account=row.account_id)
    since = row.sent_at - BEFORE
    if by_reference := jobs.filter(user_data=row.reference, created_at__gte=since).first():
        return by_reference.external_id
    free = jobs.filter(created_at__gte=since, submissions__isnull=True, user_data="").order_by("pk")
    for job in free.only("external_id", "source_url")[:1000]:
        if job.source_url and get_public_address(job.source_url) == row.source:
            return job.external_id
    return None


def _find_there(row: Submission, result: SearchResult, client: Provider | None, clock: StepClock) -> str | None:
    if not health.admit_call(row.account, clock.now()):
        result.trouble = _("The account is paused after errors.")
        return None
    span = row.sent_at - BEFORE, min(row.sent_at + AFTER, clock.now())
    result.since, result.until = span
    try:
        provider = client or accounts.client_for(row.account)
        for listed in _listed_jobs(row, provider, span, result, clock):
            if _carries(row, listed, provider, result, clock):
                return listed.external_id
        health.record_success(row.account, clock.now())
    except RateUsedUp as full:
        result.trouble = str(full)
    except ProviderError as error:
        health.record_failure(row.account, error, clock.now())
        result.trouble = get_public_text(str(error))
    return None


def _listed_jobs(
    row: Submission, provider: Provider, span: tuple[datetime, datetime], result: SearchResult, clock: StepClock
) -> Iterator[ListedJob]:
    """Jobs of the list that could be the one: those whose own words we do not hold yet."""
    token = ""
    for _page in range(MAX_PAGES):
        rate.wait_turn(row.account_id, clock)
        listing = provider.list_jobs(*span, token)
        result.listed += len(listing.jobs)
        ids = [job.external_id for job in listing.jobs]
        known = Job.objects.filter(account=row.account_id, external_id__in=ids).exclude(payload_sha256="")
        read_already = set(known.values_list("external_id", flat=True))
        yield from (job for job in listing.jobs if job.external_id not in read_already)
        token = listing.next_token
        if not token:
            return
    result.trouble = _("The list is longer than what one search reads.")


def _carries(row: Submission, listed: ListedJob, provider: Provider, result: SearchResult, clock: StepClock) -> bool:
    """Whether the job itself names our reference; a listing shows only ids."""
    if result.read >= MAX_READ:
        result.trouble = _("The list is longer than what one search reads.")
        return False
    rate.wait_turn(row.account_id, clock)
    result.read += 1
    try:
        page = provider.fetch(listed.external_id)
        return provider.normalise([page.body]).user_data == row.reference
    except ProviderError as error:
        result.trouble = get_public_text(str(error))
        return False
