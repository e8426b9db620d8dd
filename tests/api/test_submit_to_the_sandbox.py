"""A video sent to a provider through the API, and the admin's connection test: real signed calls to the sandbox."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from reviews.models import Job, ProviderAccount, Reviewer
from reviews.sandbox import server
from tests.api.conftest import Caller
from tests.builders import an_account


@pytest.fixture
def sandbox() -> Iterator[server.Sandbox]:
    running = server.start()
    yield running
    running.stop()


@pytest.fixture
def account(db: None, sandbox: server.Sandbox, monkeypatch: pytest.MonkeyPatch) -> ProviderAccount:
    monkeypatch.setenv("DESK_KEY_SANDBOX_ID", "sandbox-ak")
    monkeypatch.setenv("DESK_KEY_SANDBOX_SECRET", "sandbox-sk")
    return an_account(endpoint=sandbox.url, identity_endpoint=sandbox.url, object_endpoint=sandbox.url)


def test_a_video_is_submitted_and_comes_back_as_a_job(
    by_token: Caller, ana: Reviewer, account: ProviderAccount, sandbox: server.Sandbox
) -> None:
    client = by_token(ana, "submit", "read")
    body = {"account": "hw", "source_url": f"{sandbox.url}/media/nightclub.mp4", "frame_interval_s": 5, "title": "Clip"}
    answer = client.post("/api/v1/jobs/", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    told = answer.json()
    job = Job.objects.get()
    assert (told["id"], told["external_id"], told["title"]) == (job.pk, job.external_id, "Clip")
    assert job.next_poll_at
    assert client.get(f"/api/v1/jobs/?external_id={job.external_id}").json()["results"][0]["id"] == job.pk


@pytest.mark.parametrize("source", ["ftp://h/a.mp4", "oss://bucket/a.mp4", "javascript:alert(1)", "http://", "nothing"])
def test_an_address_that_does_not_fit_is_a_400(
    by_token: Caller, ana: Reviewer, account: ProviderAccount, source: str
) -> None:
    body = {"account": "hw", "source_url": source}
    answer = by_token(ana, "submit").post("/api/v1/jobs/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "refused_by_provider")
    assert answer.json()["error"]["field"] == "source_url"
    assert not Job.objects.exists()


def test_a_pasted_address_is_submitted_without_the_blanks_around_it(
    by_token: Caller, ana: Reviewer, account: ProviderAccount, sandbox: server.Sandbox
) -> None:
    body = {"account": "hw", "source_url": f"\u200b {sandbox.url}/media/nightclub.mp4?part=a b\u3000"}
    answer = by_token(ana, "submit").post("/api/v1/jobs/", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert Job.objects.get().source_url == f"{sandbox.url}/media/nightclub.mp4?part=a%20b"


def test_a_wrong_key_is_told_without_the_key(
    by_token: Caller, ana: Reviewer, account: ProviderAccount, sandbox: server.Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_KEY_SANDBOX_SECRET", "not-the-right-one")
    body = {"account": "hw", "source_url": f"{sandbox.url}/media/nightclub.mp4"}
    answer = by_token(ana, "submit").post("/api/v1/jobs/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "provider_failed")
    assert b"not-the-right-one" not in answer.content
    assert not Job.objects.exists()


def test_the_connection_test_calls_the_provider(ada: Reviewer, account: ProviderAccount) -> None:
    client = Client()
    client.force_login(ada)
    body = {"action": "test_connection", "_selected_action": [account.pk]}
    page = client.post(reverse("admin:reviews_provideraccount_changelist"), body, follow=True).content.decode()
    assert '<li class="success">Account hw: Huawei Cloud accepts the access keys' in page
