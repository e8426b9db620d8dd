"""The first jobs of each queue, in one question."""

from collections.abc import Iterable

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from reviews.models import Job, Queue
from reviews.queues import queue_tops
from tests.benchmarks import bulk
from tests.builders import a_job, a_queue

pytestmark = pytest.mark.django_db


def names(ids: Iterable[int]) -> list[str]:
    return sorted(Job.objects.filter(pk__in=ids).values_list("external_id", flat=True))


def three_each() -> list[Queue]:
    queues = [a_queue("Live"), a_queue("Shorts")]
    for queue in queues:
        for number in range(3):
            a_job(external_id=f"{queue.name}-{number}", queue=queue)
    return queues


def test_each_queue_gives_its_first_ones_and_no_others(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    live, shorts = three_each()
    a_job(external_id="elsewhere")
    with django_assert_num_queries(1):
        ids = queue_tops.top_of_each_queue(Job.objects.all(), [live.pk, shorts.pk], order=["-id"], limit=2)
    assert names(ids) == ["Live-1", "Live-2", "Shorts-1", "Shorts-2"]


def test_the_jobs_are_sifted_before_they_are_counted() -> None:
    live, _ = three_each()
    ids = queue_tops.top_of_each_queue(Job.objects.exclude(external_id="Live-2"), [live.pk], order=["-id"], limit=2)
    assert names(ids) == ["Live-0", "Live-1"]


def test_jobs_apart_come_with_them(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    live, _ = three_each()
    Job.objects.filter(pk=a_job(external_id="no queue yet").pk).update(queue=None)
    with django_assert_num_queries(1):
        ids = queue_tops.top_of_each_queue(
            Job.objects.all(), [live.pk], order=["id"], limit=1, apart=Job.objects.filter(queue__isnull=True)
        )
    assert names(ids) == ["Live-0", "no queue yet"]


def test_jobs_named_by_their_ids_are_asked_once_and_only_in_the_queues(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    live, shorts = three_each()
    named = Job.objects.filter(external_id__in=["Live-0", "Shorts-0"])
    rest = Job.objects.exclude(pk__in=named)
    with django_assert_num_queries(1):
        ids = queue_tops.top_of_each_queue(rest, [live.pk], order=["-id"], limit=1, few=[named])
    assert names(ids) == ["Live-0", "Live-2"]
    assert shorts.pk != live.pk


def test_no_queue_is_no_question(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert queue_tops.top_of_each_queue(Job.objects.all(), [], order=["id"], limit=5) == []


@pytest.mark.parametrize(
    ("field", "value", "index"),
    [
        ("stage", "second", "job_queue_stage"),
        ("state", "failed", "job_queue_state"),
        ("verdict", "block", "job_queue_verdict"),
        ("suggestion", "pass", "job_queue_suggestion"),
    ],
)
def test_a_word_that_no_job_has_is_found_missing_without_reading_the_queue(field: str, value: str, index: str) -> None:
    queue = a_queue("Live")
    job = a_job(queue=queue, suggestion="block", verdict="")
    bulk.copies(job, 5000, external_id="'copy-' || n")
    bulk.analyze()
    rare = Job.objects.filter(queue=queue, **{field: value}).order_by("-id").values_list("pk")[:50]
    told = rare.explain()
    assert index in told
    if connection.vendor == "sqlite":
        assert "TEMP B-TREE" not in told
