"""Sixteen real processes empty a queue: nothing twice, nothing forgotten, nobody told "empty" too early."""

import pytest

from reviews import audit
from reviews.models import Review
from tests.domain import claim_crowd
from tests.domain.manage_process import command_environment

pytestmark = pytest.mark.process

PEOPLE = 16
JOBS = 320


@pytest.mark.django_db(transaction=True)
def test_sixteen_processes_empty_the_queues() -> None:
    tale = claim_crowd.run_crowd(claim_crowd.fill_queues(JOBS, PEOPLE), command_environment())
    assert (tale.doubles, tale.false_empties, len(tale.handed_out)) == (0, 0, JOBS)
    assert Review.objects.active().count() == JOBS
    assert audit.verify_trail().is_whole
