"""The queue's tasks: due rows become short wake-ups, once each."""

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from reviews import tasks
from reviews.models import Job, WorkerPulse
from tests.builders import an_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def due() -> list[int]:
    account = an_account()
    now = timezone.now()
    return [Job.objects.create(account=account, external_id=f"j{n}", next_poll_at=now).pk for n in range(50)]


def test_a_tick_queues_what_fits_and_nothing_twice(due: list[int]) -> None:
    tasks.tick()
    queued = OrmQ.objects.count()
    assert 0 < queued < 50
    tasks.tick()
    assert OrmQ.objects.count() == queued
    OrmQ.objects.all().delete()  # they were done
    tasks.tick()
    assert Job.objects.filter(next_poll_at__lte=timezone.now()).count() == 50 - queued - OrmQ.objects.count()


def test_a_task_of_a_job_that_ended_meanwhile_calls_nobody(due: list[int]) -> None:
    Job.objects.update(next_poll_at=None)
    tasks.pull_job(due[0])
    assert Job.objects.get(pk=due[0]).sync_fence == 0


def test_a_canary_leaves_its_mark() -> None:
    pulse = WorkerPulse.objects.create(sent_at=timezone.now())
    tasks.pulse(pulse.pk)
    pulse.refresh_from_db()
    assert pulse.ran_at is not None
