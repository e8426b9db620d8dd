"""What can be done with many jobs at once. Each act says first which of them qualify, and why the others do not."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.decisions.claims import force_release
from reviews.media import prepare_again
from reviews.models import Job, Review, Reviewer
from reviews.models.job_queryset import JobQuerySet
from reviews.queues import reroute, waiting
from reviews.sync import repoll
from reviews.vocabulary import ReviewStage, ReviewState

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_JOBS = 1000


@dataclass(frozen=True)
class BulkPreview:
    """Before the act: the jobs it would touch, how many it would not and why, and what it would do in sentences."""

    jobs: list[Job]
    refused: list[tuple[str, int]]
    sentences: list[str]


@dataclass(frozen=True)
class BulkAction:
    """One bulk act; `refusal` answers a reason or an empty text, `foretell` and `do` answer sentences."""

    title: "StrOrPromise"
    refusal: Callable[[Job, datetime], str]
    preview: Callable[[list[Job], Reviewer, datetime], list[str]]
    run: Callable[[list[int], Reviewer, datetime], str]

    def build_preview(self, ids: list[int], by: Reviewer, now: datetime) -> BulkPreview:
        """What the act would do with these jobs (at most MAX_JOBS)."""
        refused: Counter[str] = Counter()
        jobs = []
        jobs_of_ids = Job.objects.select_related("account", "queue").filter(pk__in=ids)
        for job in waiting.annotate_lapsed(jobs_of_ids, now).order_by("pk"):
            if reason := self.refusal(job, now):
                refused[reason] += 1
            else:
                jobs.append(job)
        return BulkPreview(jobs, refused.most_common(), self.preview(jobs, by, now) if jobs else [])


def _preview_repoll(jobs: list[Job], by: Reviewer, now: datetime) -> list[str]:
    return [
        _("The jobs are queried at once, including parked and lost jobs. Their failure counts start again at zero."),
        _("Stored data stays unchanged until the provider responds."),
    ]


def _repoll(ids: list[int], by: Reviewer, now: datetime) -> str:
    return _("Jobs queued for a new query: %(n)d.") % {"n": repoll.repoll_jobs(ids, by=by, now=now)}


def _not_waiting(job: Job, now: datetime) -> str:
    if waiting.annotated_state(job) != job.review_state:
        return _("The claim on the job has ended, but it was not released. Release the claim first.")
    if job.review_state not in (ReviewState.WAITING, ReviewState.UNCHECKED):
        return _("The job is not waiting. Only waiting, unclaimed jobs can be rerouted.")
    if job.stage != ReviewStage.FIRST:
        return _("The job was escalated. Only jobs in first review can be rerouted.")
    return ""


def _preview_media(jobs: list[Job], by: Reviewer, now: datetime) -> list[str]:
    return [
        _("The videos are fetched and prepared as soon as a worker is free. Their failure counts start again at zero."),
        _("Files that are in storage stay. What is missing is made again."),
    ]


def _prepare_media(ids: list[int], by: Reviewer, now: datetime) -> str:
    return _("Videos to be prepared again: %(n)d.") % {"n": len(prepare_again.prepare_again(ids, by=by, now=now))}


def _preview_reroute(jobs: list[Job], by: Reviewer, now: datetime) -> list[str]:
    found = reroute.reroute(_jobs_query(jobs), by=by, now=now, is_trial=True)
    return [
        _("Moved to another queue: %(n)d. Their arrival and due times are set again.") % {"n": found.moved},
        _("Not moved: %(n)d.") % {"n": found.kept},
        _("Settled by an auto-settle rule, without human review: %(n)d.") % {"n": found.settled},
    ]


def _reroute(ids: list[int], by: Reviewer, now: datetime) -> str:
    found = reroute.reroute(Job.objects.filter(pk__in=ids), by=by, now=now)
    return reroute_summary(found)


def reroute_summary(found: reroute.RerouteResult) -> str:
    """What a re-routing did, as a sentence."""
    return _("Moved: %(moved)d, not moved: %(kept)d, settled by a rule: %(settled)d, skipped: %(skipped)d.") % {
        "moved": found.moved, "kept": found.kept, "settled": found.settled, "skipped": found.skipped,
    }  # fmt: skip


def _not_claimed(job: Job, now: datetime) -> str:
    return "" if job.review_state == ReviewState.CLAIMED else _("The job is unclaimed.")


def _preview_release(jobs: list[Job], by: Reviewer, now: datetime) -> list[str]:
    held = Review.objects.active().filter(job__in=jobs).select_related("reviewer")
    holders = Counter(review.reviewer.shown_name for review in held)
    return [
        *(
            _("%(name)s loses the claim on %(n)d of them.") % {"name": name, "n": n}
            for name, n in sorted(holders.items())
        ),
        _(
            "The jobs return to their queues. Saved decisions on findings stay; a verdict that was not "
            "submitted is lost."
        ),
    ]


def _release(ids: list[int], by: Reviewer, now: datetime) -> str:
    names = Counter(review.reviewer.shown_name for review in force_release.force_release_jobs(ids, by=by, now=now))
    lost = ", ".join(f"{name} ({n})" for name, n in sorted(names.items()))
    return _("Claims released: %(n)d. %(names)s") % {"n": names.total(), "names": lost}


def _jobs_query(jobs: list[Job]) -> JobQuerySet:
    return Job.objects.filter(pk__in=[job.pk for job in jobs])


BULK_ACTIONS: dict[str, BulkAction] = {
    "repoll": BulkAction(gettext_lazy("Query the provider again"), repoll.why_not, _preview_repoll, _repoll),
    "media": BulkAction(
        gettext_lazy("Prepare the videos again"), prepare_again.why_not_again, _preview_media, _prepare_media
    ),
    "reroute": BulkAction(gettext_lazy("Reroute by the rules"), _not_waiting, _preview_reroute, _reroute),
    "release": BulkAction(gettext_lazy("Release claims"), _not_claimed, _preview_release, _release),
}
