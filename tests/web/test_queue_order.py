"""The queue page shows waiting jobs in the order in which they are handed out."""

import random
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from reviews import clock
from reviews.decisions.claims import claim
from reviews.decisions.claims.next_job_sql import candidates_sql, claim_sql
from reviews.models import Job, Reviewer
from reviews.models.job import NEVER_DUE
from reviews.models.job_indexes import CLAIM_ORDER
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting_jobs() -> None:
    """18 jobs of three queues whose due time and risk often tie, stored in an order that is none of theirs."""
    account, now = builders.an_account(), clock.now()
    queues = [builders.a_queue(name) for name in ("Live", "Ads", "Long")]
    buckets = (now - timedelta(hours=1), now + timedelta(hours=1), NEVER_DUE)
    places = [(queue, bucket, risk) for queue in queues for bucket in buckets for risk in (1, 7)]
    random.Random(7).shuffle(places)
    for number, (queue, bucket, risk) in enumerate(places):
        builders.a_finding(builders.a_job(account, f"job-{number}", queue=queue, due_bucket=bucket, risk=risk))


@pytest.mark.usefixtures("waiting_jobs")
@pytest.mark.parametrize("query", [{}, {"category": "porn"}], ids=["each queue apart", "of findings"])
def test_jobs_are_handed_out_in_the_order_of_the_page(client: Client, ana: Reviewer, query: dict[str, str]) -> None:
    client.force_login(ana)
    rows = client.get(reverse("queue"), {"review_state": "waiting", "order": "handed", **query}).context["lines"]
    shown = [row.job.external_id for row in rows]
    handed_out = []
    while review := claim.claim_next_job(by=ana, now=clock.now(), hold_another=True):
        handed_out.append(review.job.external_id)
    assert shown == handed_out
    assert len(shown) == 18


def test_the_index_and_both_statements_follow_the_one_declared_order() -> None:
    index = next(index for index in Job._meta.indexes if index.name == "job_queue_order")
    assert tuple(index.fields) == ("queue", "review_state", *CLAIM_ORDER)
    order = "ORDER BY j.due_bucket, j.risk DESC, j.id"
    assert order in candidates_sql(2)
    assert order in claim_sql(waits=False)
