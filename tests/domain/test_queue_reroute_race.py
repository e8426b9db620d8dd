"""Jobs are sent to their queues again while people claim them: nothing is lost, moved under a hand, or stuck."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from reviews import audit
from reviews.decisions.claims import claim
from reviews.models import Job, Review, Reviewer, RoutingRule
from reviews.queues import reroute
from reviews.vocabulary import ReviewState, Role
from tests.builders import NOON, a_job, a_queue
from tests.conftest import person

JOBS = 60


def run_together(*works: Callable[[], Any]) -> list[Any]:
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.mark.django_db(transaction=True)
def test_claims_go_on_while_jobs_are_rerouted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reroute, "BATCH_SIZE", 7)
    left, right = a_queue("Left"), a_queue("Right")
    for number in range(JOBS):
        a_job(external_id=f"job-{number}", risk=number % 3, queue=left)
    rule = RoutingRule.objects.create(queue=right)
    people = [person(f"person-{number}", Role.REVIEWER) for number in range(3)]

    def take(somebody: Reviewer) -> dict[int, int]:
        taken = {}
        while review := claim.claim_next_job(by=somebody, now=NOON, hold_another=True):
            taken[review.job_id] = Job.objects.values_list("queue_id", flat=True).get(pk=review.job_id)
        return taken

    def move() -> int:
        moved = 0
        for queue in (right, left, right):
            RoutingRule.objects.filter(pk=rule.pk).update(queue=queue)
            moved += reroute.reroute(Job.objects.waiting(), by=None, now=NOON).moved
        return moved

    *claims, _ = run_together(*(lambda somebody=somebody: take(somebody) for somebody in people), move)
    where = {job_id: queue_id for taken in claims for job_id, queue_id in taken.items()}
    assert sum(len(taken) for taken in claims) == len(where) == JOBS
    # A job that somebody held stayed in the queue that it was claimed in.
    assert dict(Job.objects.values_list("pk", "queue_id")) == where
    assert Review.objects.active().count() == JOBS
    assert not Job.objects.filter(review_state=ReviewState.WAITING).exists()
    assert audit.verify_trail().is_whole
