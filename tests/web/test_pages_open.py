"""Every page opens for those who may, sends strangers to the sign-in page, and says what went wrong."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from reviews.models import Reviewer
from reviews.vocabulary import JobState, ReviewState
from reviews.web.account.sessions import SEEN_KEY
from tests import builders
from tests.conftest import person

pytestmark = pytest.mark.django_db

PAGES = ["queue", "me", "new-video", "new-jobs", "reports"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_for_a_lead(client: Client, lea: Reviewer, page: str) -> None:
    client.force_login(lea)
    assert client.get(reverse(page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_signs_in_first(client: Client, page: str) -> None:
    answer = client.get(reverse(page))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?next=")


def test_a_reviewer_may_neither_register_ids_nor_see_reports(client: Client, ana: Reviewer) -> None:
    client.force_login(ana)
    assert client.get(reverse("new-jobs")).status_code == 403
    answer = client.get(reverse("reports"))
    assert answer.status_code == 403
    assert "Your role does not allow this." in answer.content.decode()


def test_a_person_without_a_role_sees_no_job(client: Client, db: None) -> None:
    job = builders.a_job()
    client.force_login(person("nobody"))
    assert client.get(reverse("queue")).status_code == 403
    assert client.get(reverse("job", args=[job.pk])).status_code == 403


@pytest.mark.parametrize("address", ["/jobs/999/", "/jobs/99999999999999999999999/", "/nothing/"])
def test_what_is_not_there_is_a_designed_404(client: Client, ana: Reviewer, address: str) -> None:
    client.force_login(ana)
    answer = client.get(address)
    assert answer.status_code == 404
    assert "This page does not exist." in answer.content.decode()


def test_a_form_without_its_token_is_refused_with_a_page(ana: Reviewer) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    answer = client.post(reverse("claims"))
    assert answer.status_code == 403
    assert "Reload the page" in answer.content.decode()


def test_every_page_forbids_inline_code(client: Client, lea: Reviewer) -> None:
    client.force_login(lea)
    policy = client.get(reverse("queue"))["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy


def test_a_period_that_ends_before_it_begins_is_named(client: Client, lea: Reviewer) -> None:
    client.force_login(lea)
    answer = client.get(reverse("reports"), {"from": "2026-11-21", "to": "2026-11-20"})
    assert "This day is before the first day" in answer.content.decode()


def test_a_period_that_is_no_date_is_named(client: Client, lea: Reviewer) -> None:
    client.force_login(lea)
    assert "Enter a valid date" in client.get(reverse("reports"), {"from": "x", "to": "9999-12-31"}).content.decode()


def test_the_report_counts_jobs_and_shows_the_providers_name(client: Client, lea: Reviewer) -> None:
    builders.a_job()
    client.force_login(lea)
    page = client.get(reverse("reports")).content.decode()
    assert "Jobs created" in page
    assert "not settled" in page


def test_the_icon_that_browsers_ask_for_is_there(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"].endswith("reviews/icon.svg")


def test_a_pending_jobs_page_asks_how_far_it_is_until_there_is_more_to_see(client: Client, ana: Reviewer) -> None:
    job = builders.a_job(review_state=ReviewState.PENDING, state=JobState.RUNNING, state_raw="Censoring")
    client.force_login(ana)
    address = reverse("job-progress", args=[job.pk])
    assert f'hx-get="{address}"' in client.get(reverse("job", args=[job.pk])).content.decode()
    asked = client.get(address, headers={"HX-Request": "true"})
    assert "Censoring" in asked.content.decode()
    assert "HX-Refresh" not in asked
    job.review_state = ReviewState.WAITING
    job.save()
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_asking_how_far_a_job_is_keeps_no_idle_session_alive(client: Client, ana: Reviewer) -> None:
    job = builders.a_job(review_state=ReviewState.PENDING)
    client.force_login(ana)
    client.get(reverse("me"))
    session = client.session
    session[SEEN_KEY] = seen = int(time.time()) - 300
    session.save()
    client.get(reverse("job-progress", args=[job.pk]))
    assert client.session[SEEN_KEY] == seen
    client.get(reverse("me"))
    assert client.session[SEEN_KEY] > seen
