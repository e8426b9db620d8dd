"""What rules settle is no part of the numbers about people."""

from datetime import timedelta

import pytest

from reviews.models import AutoSettleRule, Job
from reviews.queues import routing
from reviews.reports.summary import summarise_period
from tests.builders import NOON, a_job


@pytest.mark.django_db
def test_jobs_that_a_rule_settled_are_counted_apart() -> None:
    AutoSettleRule.objects.create(name="Ok", verdict="pass", is_active=True, human_sample_rate=0.01)
    jobs = [a_job(external_id=f"j{number}", sampling_seed=number + 1) for number in range(20)]
    for job in jobs:
        routing.route_job(job, now=NOON)
    numbers = summarise_period(NOON - timedelta(days=1), NOON + timedelta(days=1))
    assert numbers["auto_settled"] == Job.objects.settled().count() > 0
    assert numbers["overrides"]["job"] == {"decided": 0, "overridden": 0, "rate": None}
    assert numbers["turnaround"]["overall"]["settled"] == 0
