"""The job's counters move by what one act changed: no finding is counted again."""

from collections import Counter

from django.db.models import F

from reviews.models import Job
from reviews.vocabulary import FindingSource, Suggestion


def verdict_delta(
    before: str, after: str, *, was_decided: bool, is_decided: bool = True, source: str = FindingSource.MACHINE
) -> Counter[str]:
    """Steps of the counters when a live finding's effective verdict goes from `before` ("" for none) to `after`.

    A person's finding that passes is one cancelled: it counts under no verdict, so that it cannot speak for the job.
    """
    steps = Counter(decided_count=is_decided - was_decided)
    for word, step in ((before, -1), (after, 1)):
        if word and (word != Suggestion.PASS or source == FindingSource.MACHINE):
            steps[f"{word}_count"] += step
    return steps


def apply_delta(job: Job, delta: Counter[str]) -> None:
    """Move the counters by `steps` and the version by one; `job` is brought up to date as well."""
    changed = {"version": 1, **{name: step for name, step in delta.items() if step}}
    Job.objects.filter(pk=job.pk).update(**{name: F(name) + step for name, step in changed.items()})
    for name, step in changed.items():
        setattr(job, name, getattr(job, name) + step)
