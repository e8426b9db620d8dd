"""Harm bands of jobs, computed again after harm rules changed. Settled jobs keep theirs until their evidence does."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from reviews import harm
from reviews.models import Detection, Finding, Job
from reviews.vocabulary import FindingSource, HarmBand, ReviewState, Suggestion

BATCH_SIZE = 100


@dataclass(frozen=True)
class RecomputedBands:
    """`changed`: jobs with another band; `last`: where to go on, None when all jobs were seen."""

    changed: int
    last: int | None


def recompute_harm_bands(after: int = 0, batches: int | None = None) -> RecomputedBands:
    """Jobs above the id `after` that are not settled, BATCH a transaction, so that claims go on; at most `batches`."""
    changed, jobs = 0, Job.objects.exclude(review_state=ReviewState.SETTLED)
    for number, ids in enumerate(_batches(jobs, after)):
        if number == batches:
            return RecomputedBands(changed, after)
        changed += _recompute_batch(ids)
        after = ids[-1]
    return RecomputedBands(changed, None)


def _batches(jobs: QuerySet[Job], last: int) -> Iterator[list[int]]:
    while ids := list(jobs.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH_SIZE]):
        yield ids
        last = ids[-1]


@transaction.atomic
def _recompute_batch(ids: list[int]) -> int:
    # Locked, so that a result that is stored meanwhile is either seen here or writes its own band later.
    now = dict(Job.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", "harm_band"))
    bands, pairs = harm.load_harm_bands(), _pairs(ids)
    moved: defaultdict[HarmBand, list[int]] = defaultdict(list)
    for pk, band in now.items():
        worst = bands.worst(pairs[pk])
        if worst != band:
            moved[worst].append(pk)
    for worst, those in moved.items():
        Job.objects.filter(pk__in=those).update(harm_band=worst)
    return sum(map(len, moved.values()))


def _pairs(ids: list[int]) -> defaultdict[int, list[tuple[str, str]]]:
    """(category, label) of what the machine did not pass, by job: the same as when a result is stored."""
    ours = Finding.objects.filter(job__in=ids, withdrawn_at=None, source=FindingSource.MACHINE)
    within = Detection.objects.filter(
        finding__job__in=ids, finding__withdrawn_at=None, finding__source=FindingSource.MACHINE, is_withdrawn=False
    )
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for rows, job in ((ours, "job_id"), (within, "finding__job_id")):
        said: Any = rows.exclude(suggestion=Suggestion.PASS).order_by().values_list(job, "category", "label")
        for pk, category, label in said.distinct():
            found[pk].append((category, label))
    return found
