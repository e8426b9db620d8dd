"""Reading decisions is an export: the trail tells who read them, with the filters' names and no values."""

import json

from django.test import Client

from reviews.models import AuditEntry, Reviewer
from tests.builders import a_job


def facts() -> list[tuple[str, object]]:
    entries = AuditEntry.objects.filter(action="export.read").order_by("id")
    return [(entry.actor_name, json.loads(entry.body)["facts"]) for entry in entries]


def test_reading_decisions_is_told_with_the_names_of_the_filters(reader: Client, ana: Reviewer) -> None:
    assert reader.get(f"/api/v1/decisions/?by={ana.username}&verdict=block&page_size=5").status_code == 200
    assert facts() == [("lea", {"what": "decisions", "filters": ["by", "verdict"]})]


def test_reading_one_jobs_decisions_is_told_too(reader: Client) -> None:
    job = a_job()
    assert reader.get(f"/api/v1/jobs/{job.pk}/decisions/").status_code == 200
    assert facts() == [("lea", {"what": "decisions", "filters": ["job"]})]


def test_a_list_that_was_refused_was_not_read(reader: Client) -> None:
    assert reader.get("/api/v1/decisions/?verdict=perhaps").status_code == 400
    assert reader.get("/api/v1/jobs/4711/decisions/").status_code == 404
    assert facts() == []
