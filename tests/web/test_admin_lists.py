"""Lists of the admin: their queries do not grow with the rows, and what no row can have is the list's own error."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.decisions.claims import claim
from reviews.models import ApiToken, AuditEntry, Decision, Detection, Finding, Job, Payload, Reviewer
from tests.builders import NOON, a_detection, a_finding, a_job, a_policy, an_account


@pytest.fixture
def ada_client(ada: Reviewer) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def address(model: type[models.Model], page: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


@pytest.fixture
def many(ana: Reviewer) -> Callable[[type[models.Model], int], None]:
    def grow(model: type[models.Model], number: int) -> None:
        job = a_job(an_account(f"acc-{number}"), f"job-{number}")
        finding = a_finding(job)
        detection = a_detection(finding)
        Decision.objects.create(
            job=job, target="detection", finding=finding, detection=detection, verdict="pass", decided_by=ana,
            decided_by_name="Ana", decided_at=NOON, idempotency_key=f"k{number}", request_digest="0" * 64,
            policy=a_policy(f"P-{number}"),
        )  # fmt: skip
        Payload.objects.create(job=job, run=1, body_gzip=b"", size=0, sha256="", fetched_at=NOON)
        claim.claim(job.pk, by=ana, now=NOON, hold_another=True)

    return grow


@pytest.mark.parametrize("model", [Job, Finding, Detection, Decision, Payload, AuditEntry])
def test_a_list_asks_the_same_number_of_queries_for_twice_the_rows(
    ada_client: Client, many: Any, model: type[models.Model]
) -> None:
    for number in range(3):
        many(model, number)
    ada_client.get(address(model, "changelist"))
    with CaptureQueriesContext(connection) as few:
        ada_client.get(address(model, "changelist"))
    for number in range(3, 9):
        many(model, number)
    with CaptureQueriesContext(connection) as more:
        ada_client.get(address(model, "changelist"))
    # Savepoints are there because a test runs inside a transaction.
    asked = [[one["sql"] for one in queries if "SAVEPOINT" not in one["sql"]] for queries in (few, more)]
    assert len(asked[1]) == len(asked[0]) <= 10


def test_large_tables_are_not_counted(ada_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviews.admin.paginator.MAX_COUNTED", 3)
    for number in range(5):
        a_job(external_id=f"job-{number}", provider_created_at=NOON + timedelta(days=1))
    assert "3 jobs" in ada_client.get(address(Job, "changelist")).content.decode()


@pytest.mark.parametrize(
    "lookup", ["token_hash__startswith=a", "prefix__regex=(a%2B)%2B$", "owner__password__startswith=p"]
)
def test_a_list_is_filtered_by_its_declared_filters_only(ada_client: Client, lookup: str) -> None:
    assert ada_client.get(f"{address(ApiToken, 'changelist')}?{lookup}").status_code == 400


@pytest.mark.parametrize("query", [f"account__id__exact={'9' * 20}", "account__id__exact=%00", "queue__id__exact=1e5"])
def test_a_filter_that_no_row_can_have_is_the_lists_own_error(ada_client: Client, query: str) -> None:
    answer = ada_client.get(f"{address(Job, 'changelist')}?{query}")
    assert answer.status_code in (200, 302)
    assert answer.status_code == 200 or answer["Location"].endswith("?e=1")


@pytest.mark.parametrize("row_id", ["9" * 20, "x", "1e5", "a\0b", ""])
def test_an_act_on_an_id_that_is_none_leads_back_to_the_list(ada_client: Client, row_id: str) -> None:
    body = {"action": "repoll", "_selected_action": [row_id], "index": "0"}
    answer = ada_client.post(address(Job, "changelist"), body)
    assert (answer.status_code, answer["Location"]) == (302, f"{address(Job, 'changelist')}?e=1")
