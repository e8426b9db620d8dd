"""How long a person looked at what, by harm band and day. The person's own; others get sums over several people."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, QuerySet, Sum

from reviews.labels import harm_band_label as band_word
from reviews.models import Exposure, Reviewer
from reviews.vocabulary import HarmBand

RETENTION_DAYS = 90
SHOWN_DAYS = 14
MIN_PEOPLE = 3
PURGE_BATCH_SIZE = 1000


@transaction.atomic
def add_exposure(person: Reviewer, *, active: Mapping[str, int], revealed: Mapping[str, int], now: datetime) -> None:
    """Add ms per harm band to the person's day (UTC)."""
    bands = sorted(band for band in HarmBand if active.get(band) or revealed.get(band))
    if not bands:
        return
    day = now.date()
    Exposure.objects.bulk_create(
        [Exposure(reviewer=person, seen_on=day, band=band) for band in bands], ignore_conflicts=True
    )
    for band in bands:
        Exposure.objects.filter(reviewer=person, seen_on=day, band=band).update(
            active_ms=F("active_ms") + active.get(band, 0), revealed_ms=F("revealed_ms") + revealed.get(band, 0)
        )


def exposure_of_person(person: Reviewer, now: datetime) -> dict[str, Any]:
    """For the person's own page: ``{"days", "shown_days", "kept_days", "fewest_people"}``. Two weeks; one query.

    ``days``, newest first: ``{"on", "bands": [{"band", "active_s", "revealed_s"}]}``, bands mildest first, in words.
    """
    since = now.date() - timedelta(days=SHOWN_DAYS - 1)
    order = list(HarmBand)
    rows = sorted(
        Exposure.objects.filter(reviewer=person, seen_on__gte=since), key=lambda row: order.index(HarmBand(row.band))
    )
    days: dict[date, list[dict[str, Any]]] = {}
    for row in rows:
        seconds = {"active_s": row.active_ms / 1000, "revealed_s": row.revealed_ms / 1000}
        days.setdefault(row.seen_on, []).append({"band": band_word(row.band), **seconds})
    return {
        "days": [{"on": on, "bands": days[on]} for on in sorted(days, reverse=True)],
        "shown_days": SHOWN_DAYS,
        "kept_days": RETENTION_DAYS,
        "fewest_people": MIN_PEOPLE,
    }


def exposure_by_band(days: int, now: datetime) -> list[dict[str, Any]]:
    """``[{"band", "people", "active_s", "revealed_s"}]`` over the last days, mildest first.

    A band that fewer than three people saw is left out: a sum of two tells each of them about the other.
    """
    since = now.date() - timedelta(days=days - 1)
    rows = (
        Exposure.objects.filter(seen_on__gte=since)
        .values("band")
        .annotate(people=Count("reviewer", distinct=True), active=Sum("active_ms"), revealed=Sum("revealed_ms"))
    )
    found = {row["band"]: row for row in rows if row["people"] >= MIN_PEOPLE}
    return [
        {
            "band": str(band),
            "people": found[band]["people"],
            "active_s": found[band]["active"] / 1000,
            "revealed_s": found[band]["revealed"] / 1000,
        }
        for band in HarmBand
        if band in found
    ]


def expired_exposure(now: datetime) -> QuerySet[Exposure]:
    """Days that are kept no longer."""
    return Exposure.objects.filter(seen_on__lte=now.date() - timedelta(days=RETENTION_DAYS))


def purge_expired(now: datetime) -> int:
    """Delete up to 1,000 of the old days; how many."""
    ids = list(expired_exposure(now).order_by("seen_on").values_list("pk", flat=True)[:PURGE_BATCH_SIZE])
    return Exposure.objects.filter(pk__in=ids).delete()[0] if ids else 0
