"""Which seconds of a job's video each person played, and how: merged into one row per person and job."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from reviews.models import Coverage, Job, Reviewer
from reviews.wellness import played_ranges as played
from reviews.wellness.played_ranges import Range

DAY_MS = 24 * 3600 * 1000  # of a video whose length nobody knows


@dataclass(frozen=True)
class WatchSummary:
    """How one person looked at a job's video. Times in ms of the video, each moment once; `speed` in percent."""

    reviewer_name: str
    played_ms: int
    length_ms: int
    speed: int
    muted_ms: int
    revealed_ms: int

    @property
    def percent(self) -> int:
        """Rounded down: 100 means all of it."""
        return min(100, self.played_ms * 100 // self.length_ms) if self.length_ms else 0


@transaction.atomic
def add_played_ranges(job: Job, ranges: Iterable[Range], *, by: Reviewer, now: datetime) -> None:
    """Merge what `by` played. Sent twice it changes nothing. Errors: ranges.BadRange, with the field's name."""
    fresh = played.check_ranges(ranges, length_ms=job.duration_ms or DAY_MS)
    if not fresh:
        return
    Coverage.objects.bulk_create([Coverage(job=job, reviewer=by, began_at=now, seen_at=now)], ignore_conflicts=True)
    row = Coverage.objects.select_for_update().get(job=job, reviewer=by)
    union = played.merge_ranges([*map(_range, row.ranges), *fresh])
    Coverage.objects.filter(pk=row.pk).update(
        ranges=union,
        played_ms=played.length_ms(union),
        revealed_ms=played.length_ms(one for one in union if one[4]),
        seen_at=now,
    )


def coverage_of_job(job: Job, *, viewer: Reviewer) -> list[dict[str, Any]]:
    """``[{"who", "mine", "ranges"}]``, who began first is first. One query."""
    rows = Coverage.objects.filter(job=job).select_related("reviewer").order_by("id")
    return [
        {"who": row.reviewer.shown_name, "mine": row.reviewer_id == viewer.pk, "ranges": row.ranges} for row in rows
    ]


def watch_summaries(job: Job) -> list[WatchSummary]:
    """How each person looked at it, who began first is first. One query."""
    rows = Coverage.objects.filter(job=job).select_related("reviewer").order_by("id")
    return [_watch_summary(row, job.duration_ms) for row in rows]


def _watch_summary(row: Coverage, length_ms: int | None) -> WatchSummary:
    ranges = [_range(one) for one in row.ranges]
    by_speed: defaultdict[int, int] = defaultdict(int)
    for start, end, speed, _muted, _revealed in ranges:
        by_speed[speed] += end - start
    return WatchSummary(
        reviewer_name=row.reviewer.shown_name,
        played_ms=row.played_ms,
        length_ms=length_ms or max((one[1] for one in ranges), default=0),
        speed=max(by_speed, key=lambda speed: by_speed[speed], default=100),
        muted_ms=row.played_ms - played.length_ms(one for one in ranges if not one[3]),
        revealed_ms=row.revealed_ms,
    )


def _range(raw: Any) -> Range:
    start, end, speed, muted, revealed = raw
    return start, end, speed, muted, revealed
