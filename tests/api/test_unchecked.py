"""Jobs that could not be checked, by API: fields, filters, acts, numbers."""

from typing import Any

import pytest
from django.test import Client

from reviews.models import Job, Reviewer
from tests.api.conftest import Caller
from tests.builders import NOON, a_failed_job, a_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def job() -> Job:
    return a_failed_job(
        error_code="X.Gone", error_message="It is gone", request_id="r-1", source_url="", provider_created_at=NOON
    )


@pytest.fixture
def ana_client(by_token: Caller, ana: Reviewer) -> Client:
    return by_token(ana, "read", "decide", "submit")


def post(client: Client, address: str) -> Any:
    return client.post(f"/api/v1/{address}", {}, content_type="application/json")


def test_a_job_tells_that_it_could_not_be_checked_and_why(ana_client: Client, job: Job) -> None:
    a_job(external_id="clean")
    [told] = ana_client.get("/api/v1/jobs/?review_state=unchecked").json()["results"]
    assert (told["id"], told["is_unchecked"], told["close_reason"], told["closed_at"]) == (job.pk, True, None, None)
    assert (told["error_code"], told["error_message"], told["request_id"]) == ("X.Gone", "It is gone", "r-1")
    assert told["sent_again_from_id"] is None


def test_it_is_not_claimed(ana_client: Client, job: Job) -> None:
    answer = post(ana_client, f"jobs/{job.pk}/claim/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_checked")
    assert post(ana_client, "claims/").status_code == 204


def test_a_technical_problem_is_reported_found_and_put_back(ana_client: Client, job: Job) -> None:
    told = post(ana_client, f"jobs/{job.pk}/technical-problem/").json()
    assert (told["review_state"], told["close_reason"], told["verdict"]) == ("closed", "technical_problem", None)
    found = ana_client.get("/api/v1/jobs/?close_reason=technical_problem").json()["results"]
    assert [row["id"] for row in found] == [job.pk]
    assert ana_client.get("/api/v1/jobs/?close_reason=sent_again").json()["results"] == []
    again = post(ana_client, f"jobs/{job.pk}/technical-problem/")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "already_closed")
    claim = post(ana_client, f"jobs/{job.pk}/claim/")
    assert (claim.status_code, claim.json()["error"]["code"]) == (409, "job_closed")
    assert post(ana_client, f"jobs/{job.pk}/put-back/").json()["review_state"] == "unchecked"
    assert post(ana_client, f"jobs/{job.pk}/put-back/").json()["error"]["code"] == "not_closed"


def test_a_video_without_an_address_is_not_sent_again(ana_client: Client, job: Job) -> None:
    answer = post(ana_client, f"jobs/{job.pk}/send-again/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "no_source")


@pytest.mark.parametrize(
    ("act", "scope"), [("send-again", "submit"), ("technical-problem", "decide"), ("put-back", "decide")]
)
def test_each_act_asks_for_its_scope_and_no_body(
    by_token: Caller, ana: Reviewer, job: Job, act: str, scope: str
) -> None:
    missing = post(by_token(ana, "read"), f"jobs/{job.pk}/{act}/")
    assert (missing.status_code, missing.json()["error"]["code"]) == (403, "missing_scope")
    full = by_token(ana, scope).post(f"/api/v1/jobs/{job.pk}/{act}/", {"a": 1}, content_type="application/json")
    assert (full.status_code, full.json()["error"]["code"]) == (400, "unknown_field")


def test_queues_and_reports_count_them_apart(reader: Client, job: Job) -> None:
    [queue] = [row for row in reader.get("/api/v1/queues/").json()["results"] if row["id"] == job.queue_id]
    assert (queue["waiting"], queue["unchecked"], queue["offers_unchecked"]) == (0, 1, False)
    told = reader.get("/api/v1/reports/summary/?from=2026-11-21&to=2026-11-21").json()
    assert told["unchecked"] == {"open": 1, "sent_again": 0, "technical_problem": 0}
    assert told["jobs"] == {"total": 0, "rows": []}
