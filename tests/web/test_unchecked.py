"""Pages about jobs that could not be checked: what they say, offer and do."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reviews.models import Job, ProviderAccount, Queue, Reviewer
from reviews.sandbox import server
from reviews.vocabulary import JobState, ReviewState
from tests import builders
from tests.web.test_admin_queues import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, ana: Reviewer) -> Client:
    client.force_login(ana)
    return client


def a_failed_job(**fields: Any) -> Job:
    given = {"error_code": "X.Gone", "error_message": "It is <b>gone</b>", "request_id": "r-7", **fields}
    return builders.a_failed_job(**given)


def shown(client: Client, job: Job) -> str:
    return re.sub(r"\s+", " ", client.get(reverse("job", args=[job.pk])).content.decode())


def test_the_page_says_code_reason_and_request_and_offers_no_verdict(desk: Client) -> None:
    job = a_failed_job()
    page = shown(desk, job)
    assert "This video could not be checked." in page
    assert "X.Gone" in page
    assert "It is &lt;b&gt;gone&lt;/b&gt;" in page
    assert "r-7" in page
    assert reverse("send-again", args=[job.pk]) in page
    assert reverse("technical-problem", args=[job.pk]) in page
    assert "verdict-form" not in page
    assert "Claim this job" not in page


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"suggestion": "pass"}, "nothing"),
        ({"suggestion": "review"}, "no_findings"),
        ({"suggestion": ""}, "no_findings"),
        ({"state": JobState.UNKNOWN, "suggestion": "pass"}, "no_findings"),
        ({"state": JobState.FAILED, "suggestion": "", "is_unchecked": True}, "not_checked"),
        ({"state": JobState.RUNNING, "suggestion": "", "review_state": "pending"}, "not_finished"),
    ],
)
def test_nothing_found_is_said_only_when_a_machine_looked_and_said_pass(
    desk: Client, fields: dict[str, Any], key: str
) -> None:
    job = builders.a_job(**fields)
    assert desk.get(reverse("job", args=[job.pk])).context["desk"]["no_findings"] == key


def test_a_closed_job_says_why_and_comes_back(desk: Client) -> None:
    job = a_failed_job()
    page = desk.post(reverse("technical-problem", args=[job.pk]), follow=True).content.decode()
    assert "Closed without a verdict." in page
    assert "technical problem" in page
    assert "Ana" in page
    listed = desk.get(reverse("queue"), {"review_state": "closed"}).content.decode()
    assert "closed without a verdict" in listed
    again = desk.post(reverse("put-back", args=[job.pk]), follow=True).content.decode()
    assert "The job is back in its queue." in again
    assert "This video could not be checked." in again


def test_a_refusal_is_told_on_the_page(desk: Client) -> None:
    job = a_failed_job(source_url="")
    assert "The address of the video is not known" in shown(desk, job)
    answer = desk.post(reverse("send-again", args=[job.pk]), follow=True).content.decode()
    assert "The address of the video is not known" in answer


def test_the_queue_counts_them_on_its_card_and_says_that_they_need_a_decision(desk: Client) -> None:
    job = a_failed_job()
    page = re.sub(r"\s+", " ", desk.get(reverse("queue")).content.decode())
    assert "1 could not be checked" in page
    assert page.count("1 job could not be checked by its provider and needs a decision.") == 1
    assert "Everything in your queues is settled" not in page
    listed = desk.get(reverse("queue"), {"queue": str(job.queue_id), "review_state": "unchecked"}).content.decode()
    assert "X.Gone" in listed


def test_an_admin_switches_the_offer_on_and_off(client: Client, ada: Reviewer, ana: Reviewer) -> None:
    client.force_login(ada)
    job, queue = a_failed_job(), Queue.objects.get(is_fallback=True)
    address = reverse("admin:reviews_queue_change", args=[queue.pk])
    assert client.post(address, posted(queue, offers_unchecked="on")).status_code == 302
    job.refresh_from_db()
    assert (job.review_state, job.is_unchecked) == (ReviewState.WAITING, True)
    queue.refresh_from_db()
    assert client.post(address, posted(queue)).status_code == 302
    job.refresh_from_db()
    assert job.review_state == ReviewState.UNCHECKED


def test_the_report_counts_them_apart(client: Client, lea: Reviewer) -> None:
    a_failed_job(provider_created_at=builders.NOON)
    client.force_login(lea)
    page = client.get(reverse("reports"), {"from": "2026-11-21", "to": "2026-11-21"}).content.decode()
    assert "Could not be checked, counted apart" in page


@pytest.fixture
def sandbox() -> Iterator[server.Sandbox]:
    running = server.start()
    yield running
    running.stop()


@pytest.fixture
def account(sandbox: server.Sandbox, monkeypatch: pytest.MonkeyPatch) -> ProviderAccount:
    monkeypatch.setenv("DESK_KEY_SANDBOX_ID", "sandbox-ak")
    monkeypatch.setenv("DESK_KEY_SANDBOX_SECRET", "sandbox-sk")
    return builders.an_account(endpoint=sandbox.url, identity_endpoint=sandbox.url, object_endpoint=sandbox.url)


def test_a_video_is_sent_again_with_real_signed_calls(
    desk: Client, account: ProviderAccount, sandbox: server.Sandbox
) -> None:
    job = a_failed_job(account=account, source_url=f"{sandbox.url}/media/nightclub.mp4", title="Clip")
    page = desk.post(reverse("send-again", args=[job.pk]), follow=True).content.decode()
    again = Job.objects.get(sent_again_from=job)
    assert "The video was sent again. This is the new job." in page
    assert "The same video was sent before and could not be checked:" in page
    assert (again.title, again.source_url, again.review_state) == ("Clip", job.source_url, ReviewState.PENDING)
    assert reverse("job", args=[again.pk]) in shown(desk, job)
