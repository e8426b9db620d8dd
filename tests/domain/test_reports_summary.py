"""The report's numbers against a recount in Python."""

import random
import statistics
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.models import Decision, Job, Reviewer
from reviews.reports.summary import summarise_period
from tests.builders import NOON, a_finding, a_job, an_account

START = datetime(2026, 11, 1, tzinfo=UTC)
END = datetime(2026, 12, 1, tzinfo=UTC)


def settled_jobs(count: int, seed: int = 7) -> list[Job]:
    """Jobs of two providers, created and settled inside and outside of the period."""
    dice = random.Random(seed)
    accounts = [an_account("hw", "huawei"), an_account("ali", "alibaba")]
    jobs = []
    for number in range(count):
        ready = START + timedelta(seconds=dice.randint(-400_000, 3_200_000))
        is_settled = dice.random() < 0.8
        jobs.append(
            a_job(
                dice.choice(accounts),
                f"job-{number}",
                suggestion=dice.choice(["pass", "review", "block", ""]),
                verdict=dice.choice(["pass", "block"]) if is_settled else "",
                provider_created_at=ready - timedelta(seconds=60) if dice.random() < 0.9 else None,
                ready_at=ready,
                settled_at=ready + timedelta(milliseconds=dice.randint(0, 90_000_000)) if is_settled else None,
            )
        )
    return jobs


def percentile(values: list[float], tenths: int) -> float:
    ordered = sorted(values)
    place = (len(ordered) - 1) * tenths / 10
    lower = int(place)
    upper = min(lower + 1, len(ordered) - 1)
    return ordered[lower] + (ordered[upper] - ordered[lower]) * (place - lower)


def waits(jobs: list[Job]) -> list[float]:
    return [
        (job.settled_at - job.ready_at).total_seconds()
        for job in jobs
        if job.settled_at and job.ready_at and START <= job.settled_at < END
    ]


@pytest.mark.django_db
def test_jobs_are_counted_by_provider_suggestion_and_verdict() -> None:
    jobs = settled_jobs(120)
    began = {job.pk: job.provider_created_at or job.created_at for job in jobs}
    expected = Counter(
        (job.account.provider, job.suggestion or None, job.verdict or None)
        for job in jobs
        if START <= began[job.pk] < END
    )
    told = summarise_period(START, END)["jobs"]
    assert {(row["provider"], row["suggestion"], row["verdict"]): row["jobs"] for row in told["rows"]} == expected
    assert told["total"] == sum(expected.values())


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 2, 3, 10, 11, 90])
def test_percentiles_equal_those_counted_in_python(count: int) -> None:
    jobs = settled_jobs(count, seed=count)
    told = summarise_period(START, END)["turnaround"]
    expected = waits(jobs)
    assert told["overall"]["settled"] == len(expected)
    if expected:
        assert told["overall"]["median_s"] == pytest.approx(statistics.median(expected), abs=1e-6)
        assert told["overall"]["p90_s"] == pytest.approx(percentile(expected, 9), abs=1e-6)
    else:
        assert told["overall"]["median_s"] is None
    for row in told["by_provider"]:
        own = waits([job for job in jobs if job.account.provider == row["provider"]])
        assert row["settled"] == len(own)
        assert row["median_s"] == pytest.approx(percentile(own, 5), abs=1e-6)
        assert row["p90_s"] == pytest.approx(percentile(own, 9), abs=1e-6)


@pytest.mark.django_db
def test_equal_waits_have_that_wait_as_median() -> None:
    for number in range(4):
        a_job(external_id=f"job-{number}", ready_at=NOON, settled_at=NOON + timedelta(seconds=30))
    assert summarise_period(START, END)["turnaround"]["overall"] == {"settled": 4, "median_s": 30.0, "p90_s": 30.0}


def decided(by: Reviewer, job: Job, target: str, verdict: str, machine: str, **fields: object) -> Decision:
    count = Decision.objects.count()
    return Decision.objects.create(
        job=job, target=target, verdict=verdict, machine_suggestion=machine, decided_by=by, decided_by_name="Ana",
        idempotency_key=f"key-{count}", request_digest="0" * 64, **{"decided_at": NOON, **fields},
    )  # fmt: skip


@pytest.mark.django_db
def test_overrides_count_the_decisions_that_stand(ana: Reviewer) -> None:
    job = a_job()
    finding = a_finding(job)
    decided(ana, job, "job", "block", "block")
    decided(ana, job, "job", "pass", "block")
    decided(ana, job, "job", "pass", "")
    first = decided(ana, job, "finding", "pass", "block", finding=finding)
    decided(ana, job, "finding", "block", "block", finding=finding, supersedes=first)
    decided(ana, job, "job", "pass", "block", decided_at=END)
    told = summarise_period(START, END)["overrides"]
    assert told["job"] == {"decided": 3, "overridden": 1, "rate": pytest.approx(1 / 3)}
    assert told["finding"] == {"decided": 1, "overridden": 0, "rate": 0.0}
    assert told["detection"] == {"decided": 0, "overridden": 0, "rate": None}


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow() -> None:
    settled_jobs(10)
    with CaptureQueriesContext(
        connection,
    ) as few:
        summarise_period(START, END)
    accounts = an_account("third", "mts")
    for number in range(20):
        a_job(accounts, f"more-{number}", settled_at=NOON)
    with CaptureQueriesContext(connection) as many:
        summarise_period(START, END)
    assert len(many) == len(few) == 4
