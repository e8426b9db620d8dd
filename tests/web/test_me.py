"""My work: what a person held, reviewed and decided, and the way back into a job."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reviews.decisions.claims import claim
from reviews.models import Job, Review, Reviewer
from reviews.vocabulary import ReviewOutcome, ReviewState
from tests.builders import a_finding, a_job
from tests.verdicts import submit_verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, ana: Reviewer) -> Client:
    client.force_login(ana)
    return client


def page(desk: Client, **query: str) -> str:
    return desk.get(reverse("me"), query).content.decode()


def settled(by: Reviewer, external_id: str = "job-1", verdict: str = "pass") -> Job:
    job, now = a_job(external_id=external_id), timezone.now()
    a_finding(job)
    review = claim.claim(job.pk, by=by, now=now)
    fence = {"version": job.version, "fence": review.fence, "idempotency_key": external_id}
    submit_verdict(job.pk, by=by, now=now, verdict=verdict, note="because of the end", **fence)
    return job


def test_without_any_work_the_page_says_where_to_begin(desk: Client) -> None:
    shown = page(desk)
    assert "You have not reviewed anything yet." in shown
    assert "Go to the queue" in shown


def test_a_job_that_i_hold_is_one_press_away(desk: Client, ana: Reviewer) -> None:
    job = a_job()
    claim.claim(job.pk, by=ana, now=timezone.now())
    shown = page(desk)
    assert "You have claimed" in shown
    assert f'href="{reverse("job", args=[job.pk])}"' in shown


def test_reviews_and_decisions_are_mine_alone(desk: Client, ana: Reviewer, ben: Reviewer) -> None:
    settled(ana, "of-ana")
    settled(ben, "of-ben")
    for tab in ("reviews", "decisions"):
        shown = page(desk, show=tab)
        assert "of-ana" in shown
        assert "of-ben" not in shown


def test_a_day_and_a_verdict_narrow_the_list(desk: Client, ana: Reviewer) -> None:
    settled(ana)
    today = timezone.now().date()
    for tab in ("reviews", "decisions"):
        assert "job-1" in page(desk, show=tab, day=today.isoformat(), verdict="pass")
        assert "None of your work matches the filter." in page(
            desk, show=tab, day=(today - timedelta(days=1)).isoformat()
        )
        assert "None of your work matches the filter." in page(desk, show=tab, verdict="block")


@pytest.mark.parametrize("query", [{"day": "x"}, {"verdict": "x"}, {"before": "9" * 30}, {"show": "x"}, {"day": "\0"}])
def test_a_filter_that_cannot_be_used_leaves_the_rest(desk: Client, ana: Reviewer, query: dict[str, str]) -> None:
    settled(ana)
    answer = desk.get(reverse("me"), query)
    assert answer.status_code == 200
    assert "job-1" in answer.content.decode()


def test_reopening_from_my_work_leads_to_the_job_held_by_me(desk: Client, ana: Reviewer) -> None:
    job = settled(ana)
    assert f'action="{reverse("reopen-job", args=[job.pk])}"' in page(desk)
    answer = desk.post(reverse("reopen-job", args=[job.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("job", args=[job.pk])
    assert "Reopened. You have claimed the job" in answer.content.decode()
    assert Review.objects.active().get().reviewer == ana
    assert "submitted, later reopened" in page(desk)
    assert f'action="{reverse("reopen-job", args=[job.pk])}"' not in page(desk)


def test_what_is_too_old_to_reopen_has_no_button_and_is_refused_with_words(desk: Client, ana: Reviewer) -> None:
    job = settled(ana)
    Job.objects.update(settled_at=timezone.now() - timedelta(hours=25))
    assert reverse("reopen-job", args=[job.pk]) not in page(desk)
    shown = desk.post(reverse("reopen-job", args=[job.pk]), follow=True).content.decode()
    assert "can be reopened for 24 hours" in shown
    job.refresh_from_db()
    assert job.review_state == ReviewState.SETTLED


def test_a_lead_finds_the_button_on_the_settled_job(
    client: Client, ana: Reviewer, ben: Reviewer, lea: Reviewer
) -> None:
    job = settled(ana)
    for somebody, sees in ((lea, True), (ana, True), (ben, False)):
        client.force_login(somebody)
        shown = client.get(reverse("job", args=[job.pk])).content.decode()
        assert (reverse("reopen-job", args=[job.pk]) in shown) is sees


def test_the_page_asks_the_same_number_of_questions_for_any_amount_of_work(desk: Client, ana: Reviewer) -> None:
    settled(ana)
    page(desk)
    counts = []
    for more in (range(1, 3), range(3, 20)):
        for number in more:
            settled(ana, f"job-{number + 1}")
        for tab in ("reviews", "decisions"):
            with CaptureQueriesContext(connection) as asked:
                page(desk, show=tab)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_older_work_is_pages_away(desk: Client, ana: Reviewer) -> None:
    job, now = a_job(), timezone.now()
    lapsed = {"claimed_at": now, "lease_until": now, "ended_at": now, "outcome": ReviewOutcome.RELEASED}
    Review.objects.bulk_create(Review(job=job, reviewer=ana, fence=fence, **lapsed) for fence in range(60))
    first = desk.get(reverse("me")).context["page"]
    second = desk.get(reverse("me"), {"before": str(first.older)}).context["page"]
    assert (len(first.rows), len(second.rows), second.older) == (50, 10, None)


@pytest.mark.parametrize("tab", ["reviews", "decisions"])
def test_the_last_day_of_the_calendar_is_named_and_the_list_stays_whole(desk: Client, ana: Reviewer, tab: str) -> None:
    job = settled(ana)
    shown = page(desk, show=tab, day="9999-12-31")
    assert "Choose an earlier day." in shown
    assert job.external_id in shown
    assert job.external_id not in page(desk, show=tab, day="9998-12-31")
