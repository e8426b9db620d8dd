"""The queue's filters: what each finds, what is kept by name, what the list says about who holds what."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reviews.decisions.claims import claim
from reviews.models import DeskSettings, Reviewer
from reviews.vocabulary import HarmBand, ReviewState
from reviews.web.queue import filters, saved_filters
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, ana: Reviewer) -> Client:
    client.force_login(ana)
    return client


def page(desk: Client, **query: str) -> str:
    return desk.get(reverse("queue"), query).content.decode()


def found_ids(desk: Client, **query: str) -> list[str]:
    return [job.external_id for job in desk.get(reverse("queue"), query).context["page"].rows]


def hours(count: int) -> dict[str, Any]:
    return {"due_at": timezone.now() + timedelta(hours=count), "ready_at": timezone.now() + timedelta(hours=count)}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"due": "overdue"}, ["old"]),
        ({"due": "today"}, ["old", "fresh"]),
        ({"age": "4"}, ["old"]),
        ({"age": "24"}, []),
        ({"due": "nonsense", "age": "-1"}, ["done", "old", "fresh"]),
    ],
)
def test_what_is_late_or_waits_long(desk: Client, query: dict[str, str], names: list[str]) -> None:
    builders.a_job(external_id="fresh", due_at=timezone.now() + timedelta(hours=3), ready_at=timezone.now())
    builders.a_job(external_id="old", **hours(-5))
    builders.a_job(external_id="done", review_state=ReviewState.SETTLED, **hours(-50))
    assert found_ids(desk, **query) == names


def test_a_job_is_found_by_what_is_in_it(desk: Client) -> None:
    job = builders.a_job(external_id="speaks")
    builders.a_finding(job, category="ad", label="qr_code", text="扫码 SCAN me 100%")
    builders.a_finding(builders.a_job(external_id="gone"), text="scan me", withdrawn_at=timezone.now())
    builders.a_job(external_id="empty")
    for query in ({"category": "AD"}, {"label": "qr"}, {"text": "scan"}, {"text": "扫码"}, {"text": "100%"}):
        assert found_ids(desk, **query) == ["speaks"]
    assert found_ids(desk, text="%_%") == []
    assert found_ids(desk, category="ad", label="other") == []
    builders.a_finding(builders.a_job(external_id="clean"), category="ad", label="normal", suggestion="pass")
    assert found_ids(desk, category="ad") == ["speaks"]  # a category that was only looked for is not in it
    assert found_ids(desk, category="ad", label="normal") == ["clean"]


def test_findings_are_searched_in_the_newest_jobs_only(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "MAX_JOBS_SEARCHED", 1)
    for name in ("older", "newest"):
        builders.a_finding(builders.a_job(external_id=name), text="scan")
    assert found_ids(desk, text="scan") == ["newest"]
    assert "Findings are searched in the newest" in page(desk, text="scan")
    assert "Findings are searched" not in page(desk)


def test_each_filter_that_is_set_can_be_dropped_alone(desk: Client) -> None:
    builders.a_job()
    shown = page(desk, suggestion="block", review_state="waiting", before="99")
    assert 'href="?suggestion=block"' in shown
    assert 'href="?review_state=waiting"' in shown


def test_a_kept_filter_comes_back_by_name_and_goes(desk: Client, ana: Reviewer) -> None:
    query = "suggestion=block&due=overdue"
    answer = desk.post(reverse("keep-filter"), {"name": "  late   blocks ", "query": f"{query}&next=//evil&after=3"})
    assert answer["Location"] == f"/?{query}"
    assert saved_filters.saved_filters_of_person(ana, query) == [saved_filters.SavedFilter("late blocks", query, True)]
    assert "late blocks" in page(desk)
    desk.post(reverse("remove-filter"), {"name": "late blocks"})
    assert saved_filters.saved_filters_of_person(ana, "") == []


def test_a_filter_without_name_or_content_is_refused_with_words(desk: Client) -> None:
    for said in ({"name": "\0", "query": "suggestion=block"}, {"name": "x", "query": "evil=1"}):
        shown = desk.post(reverse("keep-filter"), said, follow=True).content.decode()
        assert "Give the filter a name" in shown
    assert not DeskSettings.objects.exists()


def test_the_same_name_replaces_and_the_twenty_first_is_refused(desk: Client, ana: Reviewer) -> None:
    for number in range(20):
        desk.post(reverse("keep-filter"), {"name": f"f{number}", "query": "q=a"})
    desk.post(reverse("keep-filter"), {"name": "f3", "query": "q=b"})
    assert {one.name: one.query for one in saved_filters.saved_filters_of_person(ana, "")}["f3"] == "q=b"
    shown = desk.post(reverse("keep-filter"), {"name": "f20", "query": "q=a"}, follow=True).content.decode()
    assert "You already have 20 saved filters" in shown
    assert len(saved_filters.saved_filters_of_person(ana, "")) == 20


def test_kept_filters_are_a_persons_own(desk: Client, ben: Reviewer) -> None:
    desk.post(reverse("keep-filter"), {"name": "mine", "query": "q=a"})
    assert saved_filters.saved_filters_of_person(ben, "") == []


def test_the_list_says_who_has_claimed_a_job_and_how_harmful_it_is(desk: Client, ben: Reviewer) -> None:
    job = builders.a_job(harm_band=HarmBand.EXTREME)
    claim.claim(job.pk, by=ben, now=timezone.now())
    shown = page(desk)
    assert "claimed by Ben" in shown
    assert "extreme" in shown


def test_when_others_hold_everything_it_says_how_many(desk: Client, ben: Reviewer) -> None:
    for name in ("a", "b"):
        claim.claim(builders.a_job(external_id=name).pk, by=ben, now=timezone.now(), hold_another=True)
    assert "2 jobs are claimed by other reviewers." in page(desk)


def test_when_everything_is_pending_or_settled_it_says_so(desk: Client) -> None:
    job = builders.a_job(review_state=ReviewState.SETTLED)
    assert "Everything in your queues is settled." in page(desk)
    job.review_state = ReviewState.PENDING
    job.save()
    assert "1 job is still at its provider" in page(desk)


def test_claimed_rows_cost_one_question_however_many(desk: Client, ana: Reviewer) -> None:
    counts = []
    for names in ("a", "bcdefg"):
        for name in names:
            claim.claim(builders.a_job(external_id=name).pk, by=ana, now=timezone.now(), hold_another=True)
        page(desk)
        with CaptureQueriesContext(connection) as asked:
            page(desk)
        counts.append(len(asked))
    assert counts[0] == counts[1]
