"""Many people at once: no job is ever claimed twice, none is forgotten."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from reviews import audit
from reviews.access.errors import Conflict
from reviews.decisions.claims import claim
from reviews.models import Job, Review, Reviewer
from reviews.vocabulary import ReviewState, Role
from tests.builders import NOON, a_job
from tests.conftest import person

PEOPLE = 8
JOBS = 40


def run_together[Argument, Answer](work: Callable[[Argument], Answer], arguments: Sequence[Argument]) -> list[Answer]:
    """Run `work(argument)` in one thread each, all starting together; what each returned."""
    start = Barrier(len(arguments))

    def run(argument: Argument) -> Answer:
        try:
            start.wait()
            return work(argument)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(run, arguments))


@pytest.fixture
def people(transactional_db: None) -> list[Reviewer]:
    return [person(f"person-{number}", Role.REVIEWER) for number in range(PEOPLE)]


def test_eight_people_empty_the_queue_without_a_double_claim(people: list[Reviewer]) -> None:
    for number in range(JOBS):
        a_job(external_id=f"job-{number}", risk=number % 3)

    def take_all(somebody: Reviewer) -> list[int]:
        taken = []
        while review := claim.claim_next_job(by=somebody, now=NOON, hold_another=True):
            taken.append(review.job_id)
        return taken

    taken = Counter(job_id for jobs in run_together(take_all, people) for job_id in jobs)
    # SKIP LOCKED may answer "nothing left" while another holds the last row; nothing may be taken twice.
    assert set(taken.values()) == {1}
    assert len(taken) == JOBS
    assert Review.objects.active().count() == JOBS
    assert not Job.objects.filter(review_state=ReviewState.WAITING).exists()
    assert audit.verify_trail().is_whole


def test_eight_people_after_one_lapsed_lease(people: list[Reviewer], ana: Reviewer) -> None:
    job = a_job()
    claim.claim(job.pk, by=ana, now=NOON)
    later = NOON + claim.LEASE_LENGTH + timedelta(seconds=1)

    def take(somebody: Reviewer) -> int | None:
        review = claim.claim_next_job(by=somebody, now=later)
        return review.fence if review else None

    fences = [fence for fence in run_together(take, people) if fence]
    assert fences == [2]
    assert Review.objects.active().count() == 1


def test_eight_people_on_one_job(people: list[Reviewer]) -> None:
    job = a_job()

    def take(somebody: Reviewer) -> int | str:
        try:
            return claim.claim(job.pk, by=somebody, now=NOON).fence
        except Conflict as error:
            return error.code

    assert Counter(run_together(take, people)) == {1: 1, "claim_held": PEOPLE - 1}
