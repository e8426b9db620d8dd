"""Pages of a list by key, not by offset: page 1,000 costs what page 1 costs."""

from dataclasses import dataclass

from reviews.models import Job
from reviews.models.job import JobQuerySet

PAGE = 50


@dataclass(frozen=True)
class Page:
    """Newest first. `older` and `newer` are ids for `?before=` and `?after=`; None where the list ends."""

    jobs: list[Job]
    older: int | None
    newer: int | None


def newest_first(jobs: JobQuerySet, *, before: int | None = None, after: int | None = None) -> Page:
    """Up to 50 jobs older than `before`, or the 50 just newer than `after`, or the newest."""
    if after is not None:
        return _newer_than(jobs, after)
    shown = jobs if before is None else jobs.filter(pk__lt=before)
    rows = list(shown.order_by("-id")[: PAGE + 1])
    page = rows[:PAGE]
    return Page(
        page,
        older=page[-1].pk if len(rows) > PAGE else None,
        newer=page[0].pk if before is not None and page else None,
    )


def _newer_than(jobs: JobQuerySet, after: int) -> Page:
    rows = list(jobs.filter(pk__gt=after).order_by("id")[: PAGE + 1])
    page = rows[:PAGE][::-1]
    return Page(page, older=page[-1].pk if page else None, newer=page[0].pk if len(rows) > PAGE else None)
