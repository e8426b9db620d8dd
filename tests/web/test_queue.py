"""The queue page: counts, filters in the address, pages by key, and a cost that does not grow."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reviews.models import Job, Queue, Reviewer
from reviews.vocabulary import JobState, ReviewState, Suggestion
from reviews.web.base import paging
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, ana: Reviewer) -> Client:
    client.force_login(ana)
    return client


def page(desk: Client, **query: str) -> str:
    return desk.get(reverse("queue"), query).content.decode()


def test_without_an_account_the_queue_says_who_adds_one(desk: Client) -> None:
    shown = page(desk)
    assert "There is no active provider account." in shown
    assert "No jobs yet." not in shown


def test_an_empty_queue_says_what_to_do_next(desk: Client) -> None:
    builders.an_account()
    shown = page(desk)
    assert "No jobs yet." in shown
    assert reverse("new-video") in shown


def test_a_job_stands_with_its_account_suggestion_and_state(desk: Client) -> None:
    job = builders.a_job(external_id="job-7", title="Summer stream")
    shown = page(desk)
    assert reverse("job", args=[job.pk]) in shown
    assert 'data-suggestion="block"' in shown
    assert "Summer stream" in shown


def test_the_oldest_age_and_the_counts_are_told(desk: Client) -> None:
    builders.a_job(ready_at=timezone.now() - timedelta(hours=3))
    builders.a_job(external_id="b", review_state=ReviewState.PENDING, state=JobState.RUNNING)
    context = desk.get(reverse("queue")).context
    assert (context["tiles"]["waiting"], context["tiles"]["pending"]) == (1, 1)
    assert "3 h" in page(desk)


def test_a_failed_job_shows_its_code_and_message(desk: Client) -> None:
    builders.a_job(state=JobState.FAILED, error_code="ResourceNotFound", error_message="The object is gone")
    shown = page(desk)
    assert "ResourceNotFound" in shown
    assert "The object is gone" in shown


def test_a_fetch_problem_is_visible(desk: Client) -> None:
    builders.a_job(sync_error_code="http_503", sync_error="The provider is busy")
    assert "http_503" in page(desk)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "alp"}, ["alpha"]),
        ({"provider": "huawei"}, ["alpha"]),
        ({"account": "ice"}, ["beta"]),
        ({"suggestion": "pass"}, ["beta"]),
        ({"review_state": "settled"}, ["beta"]),
        ({"state": "lost"}, ["beta"]),
        ({"q": "%%"}, ["beta", "alpha"]),
        ({"q": "a"}, ["beta", "alpha"]),
        ({"q": "100%"}, []),
        ({"suggestion": "nonsense"}, ["beta", "alpha"]),
        ({"before": "99999999999999999999999"}, ["beta", "alpha"]),
        ({"q": "\x00"}, ["beta", "alpha"]),
    ],
)
def test_filters_stand_in_the_address(desk: Client, query: dict[str, str], found: list[str]) -> None:
    builders.a_job(external_id="alpha")
    ice = builders.an_account("ice", "alibaba")
    fields = {"suggestion": Suggestion.PASS, "review_state": ReviewState.SETTLED, "state": JobState.LOST}
    builders.a_job(ice, external_id="beta", **fields)
    answer = desk.get(reverse("queue"), query)
    assert answer.status_code == 200
    assert [job.external_id for job in answer.context["page"].rows] == found


def test_no_match_offers_the_way_back(desk: Client) -> None:
    builders.a_job()
    assert "Show all jobs" in page(desk, q="nothing-like-it")


def many(count: int) -> None:
    account = builders.an_account()
    queue = Queue.objects.get(is_fallback=True)
    Job.objects.bulk_create(Job(account=account, queue=queue, external_id=f"n{number}") for number in range(count))


def test_pages_lead_to_every_job_once_and_back(desk: Client) -> None:
    many(120)
    seen: list[str] = []
    query: dict[str, str] = {}
    for _ in range(3):
        found = desk.get(reverse("queue"), query).context["page"]
        seen += [job.external_id for job in found.rows]
        query = {"before": str(found.older)}
    assert seen == [f"n{number}" for number in reversed(range(120))]
    assert found.older is None
    back = desk.get(reverse("queue"), {"after": str(found.newer)}).context["page"]
    assert [job.external_id for job in back.rows] == [f"n{number}" for number in reversed(range(20, 70))]


def test_the_page_asks_the_same_number_of_questions_for_any_number_of_jobs(desk: Client) -> None:
    many(paging.PAGE_SIZE // 2)
    page(desk)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(desk)
    one = Job.objects.get(external_id="n0")
    fields = {"account_id": one.account_id, "queue_id": one.queue_id}
    Job.objects.bulk_create(Job(external_id=f"m{number}", **fields) for number in range(200))
    with CaptureQueriesContext(connection) as more:
        page(desk)
    assert len(few) == len(more)
    assert not any("reviews_finding" in query["sql"] or "reviews_detection" in query["sql"] for query in more)


def test_htmx_gets_the_live_part_alone(desk: Client) -> None:
    builders.a_job()
    shown = desk.get(reverse("queue"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in shown
    assert "job-1" in shown


def test_review_next_claims_and_opens_the_workspace(desk: Client) -> None:
    job = builders.a_job()
    assert desk.post(reverse("claims"))["Location"] == reverse("job", args=[job.pk])
    job.refresh_from_db()
    assert job.review_state == ReviewState.CLAIMED


def test_review_next_with_nothing_waiting_says_so(desk: Client) -> None:
    shown = desk.post(reverse("claims"), follow=True).content.decode()
    assert "No job can be offered to you now. Everything in your queues is settled." in shown


def test_leads_are_shown_jobs_in_states_that_nobody_knows(client: Client, desk: Client, lea: Reviewer) -> None:
    fields: dict[str, Any] = {
        "state": JobState.UNKNOWN,
        "state_raw": "Hovering",
        "review_state": ReviewState.PENDING,
        "suggestion": "",
    }
    builders.a_job(**fields)
    assert "this program does not know" not in page(desk)
    client.force_login(lea)
    shown = page(client)
    assert "1 job is in a state at its provider that this program does not know." in shown
    assert "Hovering" in page(client, state="unknown", review_state="pending")


def test_leads_of_other_teams_are_told_nothing_of_jobs_in_unknown_states(client: Client, lea: Reviewer) -> None:
    queue = builders.a_queue("Elsewhere", builders.a_team("Other"))
    builders.a_job(queue=queue, state=JobState.UNKNOWN, review_state=ReviewState.PENDING, suggestion="")
    client.force_login(lea)
    assert client.get(reverse("queue")).context["not_understood"] == 0
