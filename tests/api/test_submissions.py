"""Submissions by API: a lost answer names its row; look for it, send it again."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from reviews.models import Job, ProviderAccount, Reviewer, Submission
from reviews.sandbox import server
from tests.api.conftest import Caller
from tests.builders import an_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def sandbox() -> Iterator[server.Sandbox]:
    running = server.start()
    yield running
    running.stop()


@pytest.fixture
def account(sandbox: server.Sandbox, monkeypatch: pytest.MonkeyPatch) -> ProviderAccount:
    monkeypatch.setenv("DESK_KEY_SANDBOX_ID", "sandbox-ak")
    monkeypatch.setenv("DESK_KEY_SANDBOX_SECRET", "sandbox-sk")
    return an_account(endpoint=sandbox.url, identity_endpoint=sandbox.url, object_endpoint=sandbox.url)


@pytest.fixture
def desk(by_token: Caller, ana: Reviewer) -> Client:
    return by_token(ana, "read", "submit")


def post(client: Client, address: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1/{address}", body, content_type="application/json")


def test_a_lost_answer_names_its_submission_which_is_looked_for_and_sent_again(
    desk: Client, account: ProviderAccount, sandbox: server.Sandbox
) -> None:
    sandbox.faults.next(cut_at=3)
    answer = post(desk, "jobs/", {"account": "hw", "source_url": f"{sandbox.url}/media/nightclub.mp4"})
    error = answer.json()["error"]
    row = Submission.objects.get()
    assert (answer.status_code, error["provider_code"], error["submission_id"]) == (502, "answer_lost", row.pk)
    assert error["retryable"] is False
    [told] = desk.get("/api/v1/submissions/").json()["results"]
    assert told == desk.get(f"/api/v1/submissions/{row.pk}/").json()
    assert (told["state"], told["job_id"], told["reference"]) == ("answer_lost", None, row.reference)
    looked = post(desk, f"submissions/{row.pk}/look/", {}).json()
    assert (looked["job_id"], looked["asked_provider"]) == (None, False)
    assert "cannot list jobs" in looked["message"]
    unwarned = post(desk, f"submissions/{row.pk}/send-again/", {})
    assert (unwarned.status_code, unwarned.json()["error"]["code"]) == (400, "twice_not_accepted")
    again = post(desk, f"submissions/{row.pk}/send-again/", {"accepts_twice": True})
    assert (again.status_code, again.json()["id"]) == (201, Job.objects.get().pk)
    twice = post(desk, f"submissions/{row.pk}/send-again/", {"accepts_twice": True})
    assert (twice.status_code, twice.json()["error"]["code"]) == (409, "already_sent_again")


def test_a_redirect_of_the_endpoint_names_no_field(
    desk: Client, account: ProviderAccount, sandbox: server.Sandbox
) -> None:
    sandbox.faults.next(status=307, headers={"Location": "http://127.0.0.1/"})
    answer = post(desk, "jobs/", {"account": "hw", "source_url": f"{sandbox.url}/media/nightclub.mp4"})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (503, "redirect")
    assert "field" not in error
    assert "refused" not in error["message"]


def test_another_persons_submission_is_not_found(
    by_token: Caller, desk: Client, ben: Reviewer, account: ProviderAccount, sandbox: server.Sandbox
) -> None:
    post(desk, "jobs/", {"account": "hw", "source_url": f"{sandbox.url}/media/nightclub.mp4"})
    row = Submission.objects.get()
    client = by_token(ben, "read", "submit")
    assert client.get("/api/v1/submissions/").json()["results"] == []
    assert client.get(f"/api/v1/submissions/{row.pk}/").status_code == 404
    assert post(client, f"submissions/{row.pk}/look/", {}).status_code == 404
    assert post(client, f"submissions/{row.pk}/send-again/", {}).status_code == 404
