"""What the card before an extreme job says: categories, times, scores and words of what the machine saw, no picture."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import Left

from reviews.harm import HarmBands, is_at_least
from reviews.models import Detection, Finding, Job
from reviews.vocabulary import HarmBand, Suggestion

MAX_LINES = 8
MAX_TEXTS = 3
MAX_TEXT_LENGTH = 300


@dataclass(frozen=True)
class CardLine:
    """All of one label. Times in ms of the video, None for a finding without one; `score` 0..1, the highest."""

    band: HarmBand
    category: str
    label: str
    count: int
    start_ms: int | None
    end_ms: int | None
    score: float | None


@dataclass(frozen=True)
class WarningCard:
    """`lines` worst first; `more`: labels left out; `texts`: what was read or heard there, cut, untrusted."""

    lines: list[CardLine]
    more: int
    texts: list[str]


def card_of_job(job: Job, bands: HarmBands, min_band: str) -> WarningCard:
    """The card of a job for what is of the band `least` or worse. Three queries, however many findings there are."""
    findings = job.findings.filter(withdrawn_at=None)
    detections = Detection.objects.filter(finding__job=job, finding__withdrawn_at=None, is_withdrawn=False)
    found: dict[tuple[str, str], CardLine] = {}
    for line in [*_lines(findings, bands), *_lines(detections, bands, "finding__")]:
        if is_at_least(line.band, min_band):
            pair = (line.category, line.label)
            found[pair] = _merged_line(found[pair], line) if pair in found else line
    order = list(HarmBand)
    lines = sorted(found.values(), key=lambda line: (-order.index(line.band), -(line.score or 0), line.label))
    worst = lines[:MAX_LINES]
    return WarningCard(worst, len(lines) - len(worst), _texts(findings, worst))


def _lines(rows: QuerySet[Any], bands: HarmBands, finding: str = "") -> list[CardLine]:
    # What the machine passed is no warning: clouds also list the labels they looked for and did not find.
    said = rows.exclude(suggestion=Suggestion.PASS).order_by().values_list("category", "label")
    start, end = f"{finding}start_ms", f"{finding}end_ms"
    found = said.annotate(Count("pk"), Min(start), Max(start), Max(end), Max("score"))
    return [
        CardLine(bands.band_of(category, label), category, label, count, first, _latest(last, ends), score)
        for category, label, count, first, last, ends, score in found
    ]


def _merged_line(one: CardLine, other: CardLine) -> CardLine:
    """A finding and its detections under one label are the same sight: the larger number stands."""
    starts = [start for start in (one.start_ms, other.start_ms) if start is not None]
    return replace(
        one,
        count=max(one.count, other.count),
        start_ms=min(starts, default=None),
        end_ms=_latest(one.end_ms, other.end_ms),
        score=max((score for score in (one.score, other.score) if score is not None), default=None),
    )


def _latest(one: int | None, other: int | None) -> int | None:
    return max((ms for ms in (one, other) if ms is not None), default=None)


def _texts(findings: QuerySet[Finding], lines: list[CardLine]) -> list[str]:
    wanted = Q(pk__in=[])
    for line in lines:
        wanted |= Q(category=line.category, label=line.label)
    rows = findings.filter(wanted).exclude(text="").order_by("-score", "pk")
    return list(rows.values_list(Left("text", MAX_TEXT_LENGTH), flat=True)[:MAX_TEXTS])
