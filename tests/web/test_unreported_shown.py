"""What the provider no longer reports is told on the job's page, in the API and in the admin."""

import gzip
import json
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from reviews.models import Job, Reviewer
from reviews.timeline.timeline_data import timeline_columns
from reviews.vocabulary import JobState, Suggestion
from tests.builders import an_account
from tests.domain.result_builders import a_frame_result, a_result, store_as_a_step

pytestmark = pytest.mark.django_db
BLOCK = a_result(a_frame_result(1000), a_frame_result(2000))
AGAIN = a_result(state=JobState.RUNNING, suggestion=None)
FEWER = a_result(a_frame_result(1000), suggestion=Suggestion.REVIEW)


@pytest.fixture
def job(noon: datetime) -> Job:
    job = Job.objects.create(account=an_account(), external_id="job-1")
    store_as_a_step(job, BLOCK, noon)
    store_as_a_step(job, AGAIN, noon + timedelta(hours=1))
    return job


def page_of(client: Client, job: Job) -> str:
    return " ".join(client.get(reverse("job", args=[job.pk])).content.decode().split())


def test_the_page_tells_since_when_and_whether_it_still_counts(
    client: Client, ana: Reviewer, job: Job, noon: datetime
) -> None:
    client.force_login(ana)
    page = page_of(client, job)
    assert "2 findings or detections are no longer reported since 2026-11-21 13:00 UTC." in page
    assert "They still count: the provider's newest answer is not final." in page
    assert "Machine suggests block" in page
    store_as_a_step(job, FEWER, noon + timedelta(hours=2))
    page = page_of(client, job)
    assert "1 finding or detection is no longer reported since 2026-11-21 13:00 UTC." in page
    assert "final answer leaves out what it reported before" in page
    store_as_a_step(job, BLOCK, noon + timedelta(hours=3))
    assert "no longer reported since 2" not in page_of(client, job)


def test_each_finding_in_the_list_has_its_time(job: Job, noon: datetime) -> None:
    at = int((noon + timedelta(hours=1)).timestamp())
    found = json.loads(gzip.decompress(timeline_columns(job).body_gzip))["findings"]
    assert (found["gone_at"], found["is_withdrawn"]) == ({"same": at}, {"same": 0})
    store_as_a_step(job, FEWER, noon + timedelta(hours=2))
    found = json.loads(gzip.decompress(timeline_columns(job).body_gzip))["findings"]
    assert (found["gone_at"], found["is_withdrawn"]) == ([0, at], [0, 1])


def test_the_api_and_the_admin_tell_it(client: Client, ana: Reviewer, ada: Reviewer, job: Job) -> None:
    client.force_login(ana)
    shown = client.get(f"/api/v1/jobs/{job.pk}/").json()
    assert (shown["suggestion"], shown["unreported_count"]) == ("block", 2)
    assert shown["unreported_since"] == "2026-11-21T13:00:00Z"
    rows = client.get(f"/api/v1/jobs/{job.pk}/findings/").json()["results"]
    assert {(row["withdrawn"], row["unreported_since"]) for row in rows} == {(False, "2026-11-21T13:00:00Z")}
    client.force_login(ada)
    page = client.get(reverse("admin:reviews_job_change", args=[job.pk])).content.decode()
    assert "no_longer_reported" in page
    assert "No longer reported since" in page
    finding = job.findings.first()
    assert finding
    page = client.get(reverse("admin:reviews_finding_change", args=[finding.pk])).content.decode()
    assert "No longer reported since" in page
