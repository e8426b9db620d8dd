"""Counts and states by API: of this moment, and of the caller."""

from datetime import timedelta

import pytest
from django.test import Client

from reviews import clock
from reviews.decisions.claims import claim
from reviews.models import Job, Review, Reviewer
from tests.api.conftest import Caller
from tests.builders import a_job

pytestmark = pytest.mark.django_db


def lapse(job: Job) -> None:
    Review.objects.filter(job=job).update(lease_until=clock.now() - timedelta(seconds=1))


def states(client: Client, query: str = "") -> list[tuple[str, str]]:
    found = client.get(f"/api/v1/jobs/{query}").json()["results"]
    return [(job["external_id"], job["review_state"]) for job in found]


def test_a_lapsed_claim_waits_in_rows_filters_and_counts(by_token: Caller, ana: Reviewer, ben: Reviewer) -> None:
    job, client = a_job(), by_token(ana, "read")
    claim.claim(job.pk, by=ben, now=clock.now())
    assert states(client, "?review_state=claimed") == [("job-1", "claimed")]
    lapse(job)
    assert states(client) == [("job-1", "waiting")]
    assert states(client, "?review_state=claimed") == []
    assert states(client, "?review_state=waiting") == [("job-1", "waiting")]
    assert states(client, f"?review_state=waiting&queue={job.queue_id}") == [("job-1", "waiting")]
    assert client.get(f"/api/v1/jobs/{job.pk}/").json()["review_state"] == "waiting"
    queue = client.get(f"/api/v1/queues/{job.queue_id}/").json()
    assert (queue["waiting"], queue["offered"], queue["claimed"]) == (1, 1, 0)


def test_a_queue_says_how_many_of_its_jobs_the_caller_may_take(by_token: Caller, ana: Reviewer, ben: Reviewer) -> None:
    job, now = a_job(), clock.now()
    claim.skip(job.pk, by=ana, fence=claim.claim(job.pk, by=ana, now=now).fence, now=now)
    address = f"/api/v1/queues/{job.queue_id}/"
    for who, offered in ((ana, 0), (ben, 1)):
        queue = by_token(who, "read", "decide").get(address).json()
        assert (queue["waiting"], queue["offered"]) == (1, offered)
    assert by_token(ana, "read", "decide").post(f"{address}claim/", content_type="application/json").status_code == 204


def test_pages_of_waiting_jobs_hold_lapsed_ones_in_their_place(by_token: Caller, ana: Reviewer, ben: Reviewer) -> None:
    jobs = [a_job(external_id=f"j{number}") for number in range(5)]
    for job in (jobs[1], jobs[3]):
        claim.claim(job.pk, by=ben, now=clock.now())
        lapse(job)
    client, seen, address = by_token(ana, "read"), [], "/api/v1/jobs/?review_state=waiting&page_size=2"
    while address:
        page = client.get(address).json()
        seen += [job["external_id"] for job in page["results"]]
        address = page["next"]
    assert seen == ["j4", "j3", "j2", "j1", "j0"]
