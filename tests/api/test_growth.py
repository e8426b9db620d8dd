"""Twice the rows, the same number of queries."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews.models import Decision, Job, Reviewer
from tests.builders import a_detection, a_finding, a_job, a_policy, an_account


def a_full_job(number: int, by: Reviewer, rows: int) -> Job:
    """A job of its own account with findings, detections and decisions."""
    job = a_job(an_account(f"account-{number}"), f"job-{number}")
    policy = a_policy(f"P-{number}")
    for _ in range(rows):
        finding = a_finding(job)
        a_detection(finding)
        detection = a_detection(finding)
        for target, said in (("finding", None), ("detection", detection)):
            Decision.objects.create(
                job=job, target=target, finding=finding, detection=said, verdict="pass", machine_suggestion="block",
                decided_by=by, decided_by_name="x", decided_at=timezone.now(), policy=policy, request_digest="0" * 64,
                idempotency_key=f"{finding.pk}-{target}",
            )  # fmt: skip
    return job


def queries(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


@pytest.mark.parametrize("address", ["jobs/", "decisions/", "jobs/{id}/findings/", "jobs/{id}/decisions/"])
def test_a_list_asks_the_same_number_of_queries_for_twice_the_rows(
    reader: Client, ana: Reviewer, ben: Reviewer, address: str
) -> None:
    small, large = a_full_job(1, ana, 2), a_full_job(2, ben, 8)

    def ask(job: Job) -> int:
        answer = reader.get("/api/v1/" + address.format(id=job.pk))
        assert answer.status_code == 200
        return len(answer.json()["results"])

    ask(small)
    sizes: list[int] = []
    before = queries(lambda: sizes.append(ask(small)))
    for number in range(3, 6):
        a_full_job(number, ben, 3)
    after = queries(lambda: sizes.append(ask(large)))
    assert sizes[1] > sizes[0]
    assert after == before
    assert after <= 6
