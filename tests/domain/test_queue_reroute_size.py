"""Rerouting many jobs: what moves alike is written together."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.models import Job, RoutingRule
from reviews.models.job_queryset import JobQuerySet
from reviews.queues.reroute import reroute
from tests.benchmarks import bulk
from tests.builders import NOON, a_finding, a_job, a_queue

pytestmark = pytest.mark.django_db(transaction=True)


def statements(jobs: JobQuerySet) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as captured:
        done = reroute(jobs, by=None, now=NOON)
    return len(captured), done.moved


def test_a_batch_of_jobs_asks_no_more_than_a_few_of_them() -> None:
    frames, shorts = a_queue("Frames"), a_queue("Shorts")
    first = a_job(external_id="first")
    a_finding(first)
    bulk.copies(first, 149, external_id="'copy-' || n")
    RoutingRule.objects.create(queue=frames, finding_kind="frame")
    RoutingRule.objects.create(queue=shorts, account=first.account)
    few, moved_few = statements(Job.objects.filter(pk__lte=first.pk + 4))
    many, moved_many = statements(Job.objects.filter(pk__gt=first.pk + 4))
    assert (moved_few, moved_many) == (5, 145)
    assert many <= few
    assert list(Job.objects.filter(queue=frames).values_list("external_id", flat=True)) == ["first"]
    assert Job.objects.filter(queue=shorts, queued_at=NOON).count() == 149


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite compiles nothing.")
def test_the_conditions_of_many_rules_are_not_compiled_for_every_batch() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
