"""Prepare a video again: by an act of a person or command, or because a file that was asked for is gone."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from reviews import audit
from reviews.media import filmstrip, playable_copy
from reviews.models import Filmstrip, Finding, Job, Reviewer
from reviews.vocabulary import CopyState, MediaState, ReviewState

BATCH_SIZE = 500


def why_not_again(job: Job, now: datetime) -> str:
    """Why the video (account loaded) is not prepared again now, as a sentence; empty when it would be."""
    if not job.account.is_active:
        return _("Its account is not active.")
    if job.media_lease_until and job.media_lease_until >= now:
        return _("A worker is preparing it right now.")
    if job.review_state == ReviewState.PENDING:
        return _("The provider has not finished this job. Its video is prepared afterwards.")
    if not job.source_url and not job.media_file:
        return _("The address of the video is not known.")
    return ""


def prepare_again(job_ids: Iterable[int], *, by: Reviewer | None, now: datetime) -> list[int]:
    """Make the videos due at `now` with all their tries before them; the ids of those that are.

    What is gone from storage is forgotten, so that it is made anew; what is there stays. Jobs with a reason of
    `why_not_again` are passed over. Audit: ``media.requested_again``.
    """
    asked = Job.objects.select_related("account").filter(pk__in=list(job_ids)).order_by("pk")
    jobs = [job for job in asked if not why_not_again(job, now)]
    made = []
    with transaction.atomic():
        for job in jobs:
            # The lease is asked again in the write: a worker may have taken the video since.
            if _free(now).filter(pk=job.pk).update(media_next_try_at=now, media_attempts=0):
                _forget_lost_files(job)
                made.append(job.pk)
        if len(made) == 1:
            audit.record("media.requested_again", by=by, now=now, job_id=made[0], count=1)
        elif made:
            audit.record("media.requested_again", by=by, now=now, jobs=list(made), count=len(made))
    return made


def make_lost_file_due(job_id: int, *, now: datetime) -> bool:
    """A file that a row names was not in storage: the video is due again, and this says whether it is, or was.

    Only once: while it is due nothing is written, and a try that fails leaves the video not ready, which is for people
    to ask again. Nobody's act, so no audit entry.
    """
    job = Job.objects.select_related("account").get(pk=job_id)
    if job.media_next_try_at is not None or (job.media_lease_until and job.media_lease_until >= now):
        return True
    if job.media_state != MediaState.READY or why_not_again(job, now):
        return False
    with transaction.atomic():
        rows = _free(now).filter(pk=job.pk, media_next_try_at__isnull=True, media_state=MediaState.READY)
        if rows.update(media_next_try_at=now, media_attempts=0):
            _forget_lost_files(job)
    return True


def find_lacking_jobs(scope: Q, now: datetime) -> Iterator[list[int]]:
    """Ids, in batches, of jobs within `scope` that lack pictures and that no worker will look at by itself."""
    jobs = _free(now).filter(scope, media_next_try_at__isnull=True, account__is_active=True)
    batch: list[int] = []
    for job in jobs.exclude(review_state=ReviewState.PENDING).order_by("pk").iterator(BATCH_SIZE):
        if job.media_state != MediaState.READY or _find_lost_files(job):
            batch.append(job.pk)
        if len(batch) == BATCH_SIZE:
            yield batch
            batch = []
    if batch:
        yield batch


def _free(now: datetime) -> QuerySet[Job]:
    return Job.objects.filter(Q(media_lease_until__isnull=True) | Q(media_lease_until__lt=now))


def _find_lost_files(job: Job) -> bool:
    is_gone = bool(job.media_file) and not default_storage.exists(job.media_file)
    return is_gone or _has_lost_sheets(job) or _has_lost_copy(job) or bool(_lost_stills(job))


def _forget_lost_files(job: Job) -> None:
    """The next step makes what no row names; the video file itself is looked for by every step."""
    if _has_lost_sheets(job):
        filmstrip.reset_filmstrip(job)
    if _has_lost_copy(job):
        playable_copy.reset_copy(job)
    if lost := _lost_stills(job):
        for start in range(0, len(lost), BATCH_SIZE):
            Finding.objects.filter(job=job, still_file__in=lost[start : start + BATCH_SIZE]).update(still_file="")


def _has_lost_sheets(job: Job) -> bool:
    strip = Filmstrip.objects.filter(pk=job.pk).first()
    return strip is not None and not all(default_storage.exists(name) for name in strip.sheets)


def _has_lost_copy(job: Job) -> bool:
    copy = playable_copy.find_copy(job)
    if copy is None:
        return False
    if copy.state == CopyState.FAILED:
        return True  # somebody asks again: so is the copy
    names = [copy.file] if copy.state == CopyState.READY else copy.parts
    return not all(default_storage.exists(name) for name in names)


def _lost_stills(job: Job) -> list[str]:
    names = set(Finding.objects.filter(job=job).exclude(still_file="").values_list("still_file", flat=True))
    if not names:
        return []
    try:
        _folders, files = default_storage.listdir(f"stills/{job.pk}")
    except FileNotFoundError:
        files = []
    stored = {f"stills/{job.pk}/{name}" for name in files}
    return sorted(name for name in names - stored if not default_storage.exists(name))
