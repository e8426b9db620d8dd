"""Reads of reports are in the audit trail, with the names of filters and none of their values."""

import pytest
from django.test import Client

from reviews.models import AuditEntry, Reviewer

pytestmark = pytest.mark.django_db


def test_reading_a_report_is_told(client: Client, lea: Reviewer) -> None:
    client.force_login(lea)
    client.get("/reports/?from=2026-11-01&to=2026-11-21")
    entry = AuditEntry.objects.get(action="export.read")
    assert entry.actor_id == lea.pk
    assert '"facts":{"filters":["from","to"],"what":"report"}' in entry.body


def test_a_wrong_period_reads_nothing(client: Client, lea: Reviewer) -> None:
    client.force_login(lea)
    client.get("/reports/?from=x&to=2026-11-21")
    assert not AuditEntry.objects.filter(action="export.read").exists()
