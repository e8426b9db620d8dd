"""The summary by API."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.builders import NOON, a_job


def test_the_last_day_is_included(reader: Client) -> None:
    evening = datetime(2026, 11, 21, 23, 59, 59, 999999, tzinfo=UTC)
    a_job(external_id="in", provider_created_at=evening, ready_at=NOON, settled_at=evening, verdict="pass")
    a_job(external_id="out", provider_created_at=evening + timedelta(microseconds=1))
    told = reader.get("/api/v1/reports/summary/?from=2026-11-21&to=2026-11-21").json()
    assert (told["from"], told["to"]) == ("2026-11-21", "2026-11-21")
    assert told["jobs"] == {
        "total": 1,
        "rows": [{"provider": "huawei", "suggestion": "block", "verdict": "pass", "jobs": 1}],
    }
    assert told["overrides"]["job"] == {"decided": 0, "overridden": 0, "rate": None}
    assert told["turnaround"]["overall"] == {"settled": 1, "median_s": 43199.999999, "p90_s": 43199.999999}
    assert told["turnaround"]["by_provider"][0]["provider"] == "huawei"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "from"),
        ("from=2026-11-21", "to"),
        ("to=2026-11-21", "from"),
        ("from=2026-11-21&to=2026-11-20", "to"),
        ("from=2026-02-30&to=2026-11-20", "from"),
        ("from=2026-11-21&to=tomorrow", "to"),
        ("from=0001-01-01&to=2026-11-20", "from"),
        ("from=2026-11-21&to=9999-12-31", "to"),
        ("from=2000-01-01&to=2026-11-21", "to"),
        ("from=2026-11-21T00:00&to=2026-11-21", "from"),
        ("from=2026-11-21&to=2026-11-21&provider=huawei", "provider"),
    ],
)
def test_a_wrong_day_is_refused_by_name(reader: Client, query: str, field: str) -> None:
    answer = reader.get(f"/api/v1/reports/summary/?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == field
