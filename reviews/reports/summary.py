"""One period in numbers: what came in, how often people disagreed with the machine, how long jobs waited.

Four queries, whatever the number of jobs; counting and sorting happen in the database.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber

from reviews.models import Decision, Job
from reviews.vocabulary import CloseReason, DecisionTarget, ReviewState

# Tenths: the rank of a percentile among n rows is (n - 1) * tenths / 10, and both databases divide whole numbers alike.
_MEDIAN, _P90 = 5, 9
_UNCHECKED = (ReviewState.UNCHECKED, ReviewState.CLOSED)
# A job that a rule matched and left to people has the rule as well, and is judged by people.
_BY_RULE = Q(auto_rule__isnull=False, is_sample=False)


def summarise_period(start: datetime, end: datetime) -> dict[str, Any]:
    """The period [start, end): jobs created in it, decisions made in it, turnaround of the jobs settled in it.

    jobs: {total, rows: [{provider, suggestion | None, verdict | None, jobs}]}; a job counts by the provider's creation
    time if known, else ours. unchecked: {open, sent_again, technical_problem}: jobs created in the period that could
    not be checked, which are in neither total nor rows: those that stand, and those closed without a verdict.
    auto_settled: jobs that a rule settled in the period, and that are in neither of what
    follows, which is about people. overrides: {job | finding | detection: {decided, overridden, rate | None}} over the
    verdicts that stand: not superseded, not taken back. turnaround: {overall: {settled, median_s, p90_s},
    by_provider: [{provider, ...}]}, seconds from ready for a person to settled; percentiles are exact
    (linear between neighbours), None without jobs.
    """
    overrides, auto_settled = _decisions(start, end)
    return {
        **_jobs(start, end),
        "auto_settled": auto_settled,
        "overrides": overrides,
        "turnaround": {"overall": _overall(start, end), "by_provider": _by_provider(start, end)},
    }


def _jobs(start: datetime, end: datetime) -> dict[str, Any]:
    """`jobs` and `unchecked`, from one query."""
    created = Job.objects.annotate(began=Coalesce("provider_created_at", "created_at"))
    groups = (
        created.filter(began__gte=start, began__lt=end)
        .values_list("account__provider", "suggestion", "verdict", "review_state", "close_reason")
        .annotate(jobs=Count("id"))
        .order_by("account__provider", "suggestion", "verdict")
    )
    counts: Counter[tuple[str, str, str]] = Counter()
    apart = {"open": 0} | {reason.value: 0 for reason in CloseReason}
    for provider, suggestion, verdict, review_state, close_reason, jobs in groups:
        if review_state in _UNCHECKED:
            apart[close_reason or "open"] += jobs
        else:
            counts[provider, suggestion, verdict] += jobs
    shown = [
        {"provider": provider, "suggestion": suggestion or None, "verdict": verdict or None, "jobs": jobs}
        for (provider, suggestion, verdict), jobs in counts.items()
    ]
    return {"jobs": {"total": counts.total(), "rows": shown}, "unchecked": apart}


def _decisions(start: datetime, end: datetime) -> tuple[dict[str, Any], int]:
    """The rates of people's decisions by target, and how many jobs rules settled."""
    disagrees = ~Q(machine_suggestion="") & ~Q(verdict=F("machine_suggestion"))
    by_people = Q(auto_rule__isnull=True)
    rows = list(
        Decision.objects.standing()
        .filter(decided_at__gte=start, decided_at__lt=end)
        .order_by()
        .values("target")
        .annotate(
            decided=Count("id", filter=by_people),
            overridden=Count("id", filter=by_people & disagrees),
            by_rules=Count("id", filter=~by_people),
        )
    )
    counts = {row["target"]: (row["decided"], row["overridden"]) for row in rows}
    rates = {target.value: _rate(*counts.get(target.value, (0, 0))) for target in DecisionTarget}
    return rates, sum(row["by_rules"] for row in rows)


def _rate(decided: int, overridden: int) -> dict[str, Any]:
    return {"decided": decided, "overridden": overridden, "rate": overridden / decided if decided else None}


def _settled(start: datetime, end: datetime) -> QuerySet[Any]:
    waited = ExpressionWrapper(F("settled_at") - F("ready_at"), output_field=DurationField())
    settled = Job.objects.filter(~_BY_RULE, settled_at__gte=start, settled_at__lt=end, ready_at__isnull=False)
    return settled.order_by().annotate(waited=waited, provider=F("account__provider"))


def _overall(start: datetime, end: datetime) -> dict[str, Any]:
    ranked = _rows_near_percentiles(_settled(start, end), [])
    return _percentiles(ranked.values_list("total", "place", "waited"))


def _by_provider(start: datetime, end: datetime) -> list[dict[str, Any]]:
    rows: dict[str, list[tuple[int, int, timedelta]]] = {}
    ranked = _rows_near_percentiles(_settled(start, end), [F("provider")])
    for provider, *row in ranked.values_list("provider", "total", "place", "waited"):
        rows.setdefault(provider, []).append((row[0], row[1], row[2]))
    return [{"provider": provider, **_percentiles(rows[provider])} for provider in sorted(rows)]


def _rows_near_percentiles(jobs: QuerySet[Any], parts: list[F]) -> Any:
    """Of each part only the rows next to its median and p90: at most four."""
    ranked = jobs.annotate(
        total=Window(Count("id"), partition_by=parts or None),
        place=Window(RowNumber(), partition_by=parts or None, order_by=[F("waited"), F("id")]) - 1,
    )
    near = Q()
    for tenths in (_MEDIAN, _P90):
        lower = (F("total") - 1) * tenths / 10
        near |= Q(place=lower) | Q(place=lower + 1)
    return ranked.filter(near)


def _percentiles(rows: Iterable[tuple[int, int, timedelta]]) -> dict[str, Any]:
    total, waited = 0, {}
    for total, place, seconds in rows:  # noqa: B007 - every row carries the same total
        waited[place] = seconds.total_seconds()
    if not total:
        return {"settled": 0, "median_s": None, "p90_s": None}
    return {
        "settled": total,
        "median_s": _percentile_at(waited, total, _MEDIAN),
        "p90_s": _percentile_at(waited, total, _P90),
    }


def _percentile_at(waited: dict[int, float], total: int, tenths: int) -> float:
    lower, rest = divmod((total - 1) * tenths, 10)
    if not rest:
        return waited[lower]
    return waited[lower] + (waited[lower + 1] - waited[lower]) * rest / 10
