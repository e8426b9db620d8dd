"""Claiming is a step into an index, however long the queue: the plan, the work done, the number of statements."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.access import permissions
from reviews.decisions.claims import claim, next_job, next_job_sql
from reviews.models import Review, Reviewer
from tests.benchmarks import bulk
from tests.builders import NOON, a_job
from tests.claims import claim_next

pytestmark = pytest.mark.django_db
LONG = 3000


@pytest.fixture
def long_queue(ana: Reviewer) -> dict[str, Any]:
    """A queue of 3,000 with statistics fresh, as after a quiet night, and what its statements ask with."""
    job = a_job(risk=1)
    bulk.copies(job, LONG - 1, external_id="'long-' || n", risk="n % 100")
    bulk.analyze()
    wanted = next_job.NextJobQuery(ana, NOON, permissions.worked_queue_ids(ana))
    return {**wanted.parameters, "queue": job.queue_id, "queue_0": job.queue_id}


def plan(statement: str, values: dict[str, Any]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + statement, values)
        return "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())


@pytest.mark.parametrize(
    "statement",
    [next_job_sql.candidates_sql(1), next_job_sql.claim_sql(waits=False), next_job_sql.claim_sql(waits=True)],
)
def test_the_best_of_a_long_queue_is_found_by_its_index(long_queue: dict[str, Any], statement: str) -> None:
    told = plan(statement, long_queue)
    assert "job_queue_order" in told
    assert "SCAN j" not in told.split("job_queue_order")[0]
    assert "Seq Scan on reviews_job" not in told


def test_lapsed_claims_are_looked_for_among_leases_however_many_jobs_are_claimed(long_queue: dict[str, Any]) -> None:
    told = plan(next_job_sql.candidates_sql(1), long_queue)
    assert "job_state_ready" not in told  # statistics from a quiet night say that no job is claimed: a bet that is lost
    assert "job_queue_state" not in told


def test_taking_the_best_sorts_nothing(long_queue: dict[str, Any]) -> None:
    told = plan(next_job_sql.claim_sql(waits=False), long_queue)
    assert "TEMP B-TREE" not in told
    assert "Sort" not in told


def statements(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def test_a_claim_among_three_hundred_asks_as_much_as_one_among_thirty(ana: Reviewer, ben: Reviewer) -> None:
    job = a_job(risk=1)
    bulk.copies(job, 29, external_id="'few-' || n", risk="n % 10")
    claim.claim_next_job(by=ben, now=NOON)  # the first entry of an empty audit trail makes its head
    few = statements(lambda: claim.claim_next_job(by=type(ana).objects.get(pk=ana.pk), now=NOON))
    Review.objects.filter(reviewer=ana).delete()  # else she would go on with the job that she holds
    bulk.copies(job, 270, external_id="'many-' || n", risk="n % 10")
    many = statements(lambda: claim.claim_next_job(by=type(ana).objects.get(pk=ana.pk), now=NOON))
    assert few == many
    assert few <= 11  # one of them asks whether the person holds a job, with which they would go on


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Counts the steps of SQLite's own machine.")
def test_a_claim_among_thousands_is_as_much_work_for_the_database_as_one_among_thirty(
    ana: Reviewer, ben: Reviewer
) -> None:
    def steps() -> int:
        ticks = 0

        def tick() -> None:
            nonlocal ticks
            ticks += 1

        connection.connection.set_progress_handler(tick, 10)
        claim.claim_next_job(by=type(ana).objects.get(pk=ana.pk), now=NOON)
        connection.connection.set_progress_handler(None, 0)
        return ticks

    job = a_job(risk=1)
    bulk.copies(job, 29, external_id="'few-' || n", risk="n % 10")
    bulk.analyze()
    few = steps()
    Review.objects.filter(reviewer=ana).delete()  # else she would go on with the job that she holds
    bulk.copies(job, LONG, external_id="'many-' || n", risk="n % 10")
    bulk.analyze()
    assert steps() < few * 2


def test_a_lapsed_job_never_starves_while_others_keep_coming(ana: Reviewer, ben: Reviewer) -> None:
    lapsed = a_job(external_id="lapsed", risk=1)
    claim.claim(lapsed.pk, by=ana, now=NOON)
    later = NOON + claim.LEASE_LENGTH + timedelta(seconds=1)
    taken = []
    for number in range(20):  # less risky ones arrive faster than they are taken
        a_job(external_id=f"new-{number}-a", risk=0.5)
        a_job(external_id=f"new-{number}-b", risk=0.5)
        taken.append(claim_next(ben, later).job_id)
    assert taken[0] == lapsed.pk


def test_a_lapsed_job_waits_its_turn_behind_riskier_ones_and_then_comes(ana: Reviewer, ben: Reviewer) -> None:
    lapsed = a_job(external_id="lapsed", risk=1)
    claim.claim(lapsed.pk, by=ana, now=NOON)
    risky = [a_job(external_id=f"risky-{number}", risk=2).pk for number in range(3)]
    later = NOON + claim.LEASE_LENGTH + timedelta(seconds=1)
    assert [claim_next(ben, later).job_id for _ in range(4)] == [*risky, lapsed.pk]
