"""Page after page of one job, each stored as received before anything looks inside."""

import gzip
import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime

import msgspec

from reviews.models import Job, Payload
from reviews.providers.base import AnswerPage, Provider
from reviews.providers.results import Warning
from reviews.sync import lease as leases
from reviews.sync import rate
from reviews.sync.lease import Lease
from reviews.sync.step import StepClock

logger = logging.getLogger(__name__)
MAX_PAGES = 10_000
# Level 1: a tenth of the size of the JSON is as good as a twelfth, and it costs a third of the time.
_GZIP_LEVEL = 1


class PageRun(msgspec.Struct):
    """All pages of one reading of a job, in order."""

    bodies: list[bytes]
    warnings: tuple[Warning, ...] = ()


def fetch_pages(job: Job, lease: Lease, provider: Provider, clock: StepClock) -> PageRun:
    """Fetch and store every page. A token that returns, or the 10,000th page, ends the run and marks it partial.

    Errors: ProviderError, StaleFence, RateUsedUp; pages read so far stay stored as an unfinished run.
    """
    run = PageRun(bodies=[])
    seen: set[str] = {""}
    token = ""
    while True:
        leases.renew(lease, clock.now())
        rate.wait_turn(job.account_id, clock)
        answer = provider.fetch(job.external_id, token)
        run.bodies.append(answer.body)
        token = answer.next_token
        reason = _end(token, seen, len(run.bodies))
        store_page(job.pk, lease.fence, len(run.bodies), answer, is_last=reason is not None, now=clock.now())
        if reason is not None:
            if reason:
                logger.warning("Job %s was read only partly, up to %s pages: %s", job.pk, len(run.bodies), reason)
                run.warnings = (Warning(code=reason, path="next_token"),)
            return run
        seen.add(token)


def _end(token: str, seen: set[str], pages: int) -> str | None:
    """None to go on, "" at the proper end, else why reading stops early."""
    if not token:
        return ""
    if token in seen:
        return "partial_token_loop"
    return "partial_too_many_pages" if pages >= MAX_PAGES else None


def store_page(job_id: int, run: int, number: int, answer: AnswerPage, *, is_last: bool, now: datetime) -> None:
    """One Payload row: the bytes as received."""
    Payload.objects.create(
        job_id=job_id,
        run=run,
        page_number=number,
        is_last=is_last,
        request_id=answer.request_id[:200],
        body_gzip=gzip.compress(answer.body, compresslevel=_GZIP_LEVEL, mtime=0),
        size=len(answer.body),
        sha256=hashlib.sha256(answer.body).hexdigest(),
        fetched_at=now,
    )


def digest_pages(bodies: Sequence[bytes]) -> str:
    """SHA-256 over all pages in order; of a single page the same as `Payload.sha256`."""
    total = hashlib.sha256()
    for body in bodies:
        total.update(body)
    return total.hexdigest()


def prune_runs(job_id: int, fence: int, *, was_final: bool) -> None:
    """Drop readings that a completed newer one (`fence`) replaces.

    Readings of a job that still ran have no value once it ended. Earlier final readings stay when they differ: a
    decision may have been made on them.
    """
    older = Payload.objects.filter(job_id=job_id, run__lt=fence)
    if not was_final:
        older.delete()
        return
    complete = set(older.filter(is_last=True).values_list("run", flat=True))
    newest = _shas(job_id, fence)
    for run in set(older.values_list("run", flat=True)):
        if run not in complete or _shas(job_id, run) == newest:
            older.filter(run=run).delete()


def _shas(job_id: int, run: int) -> list[str]:
    pages = Payload.objects.filter(job_id=job_id, run=run).order_by("page_number")
    return list(pages.values_list("sha256", flat=True))
