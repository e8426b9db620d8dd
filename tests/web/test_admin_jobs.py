"""The job list of the admin: filters, search, and acts on many jobs that say first what they will do."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reviews.admin import job_filters
from reviews.decisions.claims import claim
from reviews.models import AuditEntry, Job, Review, Reviewer, RoutingRule
from tests.builders import a_finding, a_job, a_queue, an_account

LIST = "admin:reviews_job_changelist"
FINDINGS = "admin:reviews_finding_changelist"


@pytest.fixture
def desk(ada: Reviewer) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def listed_ids(desk: Client, query: str) -> set[str]:
    answer = desk.get(f"{reverse(LIST)}?{query}")
    assert answer.status_code == 200
    return {job.external_id for job in answer.context["cl"].result_list}


def confirm(desk: Client, act: str, *jobs: Job, **more: str) -> Any:
    body = {"action": act, "_selected_action": [job.pk for job in jobs], **more}
    return desk.post(reverse(LIST), body, follow=True)


def do(desk: Client, action: str, ids: str) -> str:
    return desk.post(reverse("admin:reviews_job_bulk", args=[action]), {"ids": ids}, follow=True).content.decode()


def facts(action: str) -> dict[str, Any]:
    return dict(json.loads(AuditEntry.objects.get(action=action).body)["facts"])


def test_each_filter_finds_its_jobs(desk: Client) -> None:
    other, queue = an_account("ali", "alibaba"), a_queue("Other")
    wanted: dict[str, Any] = {
        "account": other, "queue": queue, "stage": "second", "review_state": "settled", "state": "failed",
        "suggestion": "pass", "verdict": "pass", "ready_at": timezone.now(),
    }  # fmt: skip
    a_job(external_id="plain", ready_at=timezone.now() - timedelta(days=90))
    a_job(external_id="wanted", **wanted)
    queries = [
        f"account__id__exact={other.pk}", "provider=alibaba", f"queue__id__exact={queue.pk}", "stage__exact=second",
        "review_state__exact=settled", "state__exact=failed", "suggestion__exact=pass", "verdict__exact=pass",
        "ready=1h", "ready=30d",
    ]  # fmt: skip
    assert {query: listed_ids(desk, query) for query in queries} == {query: {"wanted"} for query in queries}
    assert listed_ids(desk, "") == listed_ids(desk, "ready=nonsense") == {"plain", "wanted"}


def test_a_job_is_found_by_its_id_its_beginning_and_our_number(desk: Client) -> None:
    for external_id in ("ab-1", "ab_2", "ab", "AB-3", "abzzz", "b", "a"):
        a_job(external_id=external_id)
    assert listed_ids(desk, "q=ab-1") == {"ab-1"}
    assert listed_ids(desk, "q=ab") == {"ab", "ab-1", "ab_2", "abzzz"}
    assert listed_ids(desk, "q=ab_") == {"ab_2"}
    assert listed_ids(desk, "q=zz") == set()
    job = Job.objects.get(external_id="b")
    assert "b" in listed_ids(desk, f"q={job.pk}")


def test_filters_look_at_the_newest_jobs_unless_all_are_asked_for(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_filters, "MAX_ROWS_FILTERED", 1)
    a_job(external_id="old")
    a_job(external_id="new")
    assert listed_ids(desk, "") == {"old", "new"}
    assert listed_ids(desk, "state__exact=succeeded") == {"new"}
    assert listed_ids(desk, "state__exact=succeeded&reach=all") == {"old", "new"}
    assert "the newest 1 rows" in desk.get(reverse(LIST)).content.decode()


@pytest.mark.parametrize("query", ["", "q=job", "state__exact=succeeded", "provider=huawei&ready=30d"])
def test_the_list_asks_the_same_number_of_queries_however_many_jobs(desk: Client, query: str) -> None:
    def grow(start: int, end: int) -> None:
        for number in range(start, end):
            a_job(an_account(f"a{number}"), f"job-{number}", queue=a_queue(f"q{number}"), ready_at=timezone.now())

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            listed_ids(desk, query)
        return len(queries)

    grow(0, 3)
    asked()
    few = asked()
    grow(3, 12)
    assert asked() == few <= 14


def test_no_list_counts_the_table_or_makes_it_distinct(desk: Client) -> None:
    a_job()
    for query in ("", "q=job", "verdict__exact=pass"):
        with CaptureQueriesContext(connection) as queries:
            listed_ids(desk, query)
        asked = [query["sql"] for query in queries if '"reviews_job"' in query["sql"]]
        assert not [sql for sql in asked if "DISTINCT" in sql]
        assert not [sql for sql in asked if "COUNT(*)" in sql and "LIMIT" not in sql]


@pytest.mark.parametrize(
    ("jobs", "index"),
    [
        (lambda: job_filters.search_jobs(Job.objects.all(), "job-1"), "job_by_external_id"),
        (lambda: Job.objects.filter(queue_id=1).order_by("-id")[:50], "job_queue"),
        (lambda: Job.objects.filter(review_state="claimed", ready_at__gte=timezone.now()), "job_state_ready"),
    ],
    ids=["search", "queue", "ready since"],
)
def test_search_and_filters_have_an_index(db: None, jobs: Any, index: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as queries:
        list(jobs())
    with connection.cursor() as cursor:
        plan = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
        cursor.execute(plan + queries[0]["sql"])
        assert index in str(cursor.fetchall())


def test_asking_again_says_what_it_will_do_and_does_it(desk: Client, ada: Reviewer) -> None:
    parked = a_job(external_id="parked", state="lost", sync_attempts=8, sync_failures=8)
    off = a_job(an_account("off", is_active=False), "off")
    busy = a_job(external_id="busy", sync_lease_until=timezone.now() + timedelta(minutes=1))
    answer = confirm(desk, "repoll", parked, off, busy)
    page = answer.content.decode()
    assert "1 of 3 selected jobs qualify." in page
    assert "1: Its account is not active." in page
    assert "1: A worker is querying it right now." in page
    assert Job.objects.get(pk=parked.pk).next_poll_at is None
    assert answer.context["ids"] == str(parked.pk)
    assert "Jobs queued for a new query: 1." in do(desk, "repoll", f"{parked.pk},{off.pk},{busy.pk}")
    parked.refresh_from_db()
    assert parked.next_poll_at
    assert (parked.sync_attempts, parked.sync_failures) == (0, 0)
    assert facts("jobs.repolled") == {"count": 1, "jobs": [parked.pk]}


def test_ending_claims_names_who_loses_what(desk: Client, ana: Reviewer) -> None:
    held, waits = a_job(external_id="held"), a_job(external_id="waits")
    review = claim.claim(held.pk, by=ana, now=timezone.now())
    page = confirm(desk, "release", held, waits).content.decode()
    assert "Ana loses the claim on 1 of them." in page
    assert "1: The job is unclaimed." in page
    assert "Claims released: 1. Ana (1)" in do(desk, "release", f"{held.pk},{waits.pk}")
    assert Review.objects.get().outcome == "released"
    assert Job.objects.get(pk=held.pk).review_state == "waiting"
    assert facts("claim.freed") == {"fence": review.fence, "holder": ana.pk}


@pytest.mark.django_db(transaction=True)
def test_routing_anew_tells_the_trial_and_then_moves(desk: Client, ana: Reviewer) -> None:
    queue = a_queue("Other")
    waits, held = a_job(an_account("other"), "waits"), a_job(external_id="held")
    RoutingRule.objects.create(queue=queue, account=waits.account)
    claim.claim(held.pk, by=ana, now=timezone.now())
    page = confirm(desk, "reroute", waits, held).content.decode()
    assert "Moved to another queue: 1." in page
    assert "1: The job is not waiting" in page
    assert Job.objects.get(pk=waits.pk).queue != queue
    assert "Moved: 1, not moved: 0" in do(desk, "reroute", str(waits.pk))
    assert Job.objects.get(pk=waits.pk).queue == queue


def test_too_many_at_once_are_refused_with_nothing_done(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviews.admin.job_bulk_pages.MAX_JOBS", 2)
    jobs = [a_job(external_id=f"job-{number}") for number in range(3)]
    page = confirm(desk, "repoll", jobs[0], select_across="1").content.decode()
    assert "Select at most 2 jobs at once" in page
    assert "list of jobs from the confirmation page is not valid" in do(desk, "repoll", "1,2,3")


@pytest.mark.parametrize("ids", ["", "x", "1,", "1 OR 1=1", "9" * 30, "-1"])
def test_hostile_ids_do_nothing(desk: Client, ids: str) -> None:
    assert "list of jobs from the confirmation page is not valid" in do(desk, "repoll", ids)


def test_the_bulk_address_is_for_managers_and_for_posts(desk: Client, lea: Reviewer) -> None:
    address = reverse("admin:reviews_job_bulk", args=["repoll"])
    assert desk.get(address).status_code == 405
    assert desk.post(reverse("admin:reviews_job_bulk", args=["burn"])).status_code == 404
    Reviewer.objects.filter(pk=lea.pk).update(is_staff=True)
    client = Client()
    client.force_login(lea)
    assert client.post(address, {"ids": "1"}, follow=True).status_code == 403


def test_findings_of_older_jobs_are_found_by_job_id(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviews.admin.findings.MAX_NEWEST_JOBS", 1)
    a_finding(a_job(external_id="old"), key="old-frame")
    a_finding(a_job(external_id="new"), key="new-frame")
    page = desk.get(reverse(FINDINGS)).content.decode()
    assert ("new-frame" in page, "old-frame" in page) == (True, False)
    page = desk.get(reverse(FINDINGS) + "?q=old").content.decode()
    assert ("new-frame" in page, "old-frame" in page) == (False, True)
