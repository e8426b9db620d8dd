"""Twice the rows, the same number of queries."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews.decisions.claims import claim
from reviews.models import Decision, Job, Reviewer
from tests.api.conftest import Caller
from tests.builders import a_detection, a_finding, a_job, a_policy, a_queue, an_account

AUDIT_ENTRY = 5  # reading decisions is an export: savepoint, head, entry, head, release (PostgreSQL: one less)


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
    assert after <= 7 + (AUDIT_ENTRY if "decisions" in address else 0)


def test_queues_policies_the_trail_and_the_chain_ask_the_same_number_of_queries_for_more_rows(
    by_token: Caller, ada: Reviewer, noon: datetime
) -> None:
    admin, job = by_token(ada, "read"), a_job()
    counted: dict[str, list[tuple[int, int]]] = {}

    def ask(address: str) -> None:
        sizes: list[int] = []
        asked = queries(lambda: sizes.append(len(admin.get(address).json()["results"])))
        counted.setdefault(address, []).append((sizes[0], asked))

    for number in range(3):
        for more in range(3):
            place = 3 * number + more
            a_policy(f"G-{place}")
            a_job(queue=a_queue(f"Queue {place}"), external_id=f"growth-{place}")
            review = claim.claim(job.pk, by=ada, now=noon)
            claim.release(job.pk, by=ada, fence=review.fence, now=noon)
        for name in ("queues/", "policies/", "audit/", f"jobs/{job.pk}/reviews/"):
            ask(f"/api/v1/{name}")
    for address, (_, (fewer, before), (more, after)) in counted.items():
        assert more > fewer, address
        assert after == before, address
