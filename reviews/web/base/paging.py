"""Pages of a list by key, not by offset: page 1,000 costs what page 1 costs."""

from dataclasses import dataclass

from django.db.models import Model, QuerySet

PAGE_SIZE = 50


@dataclass(frozen=True)
class Page[M: Model]:
    """Newest first. `older` and `newer` are ids for `?before=` and `?after=`; None where the list ends."""

    rows: list[M]
    older: int | None
    newer: int | None


def newest_first[M: Model](rows: QuerySet[M], *, before: int | None = None, after: int | None = None) -> Page[M]:
    """Up to 50 rows older than `before`, or the 50 just newer than `after`, or the newest."""
    if after is not None:
        return _newer_than(rows, after)
    shown = rows if before is None else rows.filter(pk__lt=before)
    found = list(shown.order_by("-id")[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    return Page(
        page,
        older=page[-1].pk if len(found) > PAGE_SIZE else None,
        newer=page[0].pk if before is not None and page else None,
    )


def _newer_than[M: Model](rows: QuerySet[M], after: int) -> Page[M]:
    found = list(rows.filter(pk__gt=after).order_by("id")[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE][::-1]
    return Page(page, older=page[-1].pk if page else None, newer=page[0].pk if len(found) > PAGE_SIZE else None)
