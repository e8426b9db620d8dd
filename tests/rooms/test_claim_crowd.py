"""Sixteen real processes empty a queue: nothing twice, nothing forgotten, nobody told "empty" too early."""

import pytest

from reviews import audit
from reviews.models import Review
from tests.rooms import claim_crowd
from tests.rooms.desk_process import environment

pytestmark = pytest.mark.process

PEOPLE = 16
JOBS = 320


@pytest.mark.django_db(transaction=True)
def test_sixteen_processes_empty_the_queues():
    tale = claim_crowd.crowd(claim_crowd.fill(JOBS, PEOPLE), environment())
    assert (tale.doubles, tale.false_empties, len(tale.handed_out)) == (0, 0, JOBS)
    assert Review.objects.active().count() == JOBS
    assert audit.verify_trail().is_whole
