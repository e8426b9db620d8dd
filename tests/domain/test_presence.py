"""Who else looks at a job now."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from reviews.access.errors import NotFound
from reviews.decisions.claims import presence
from reviews.models import AuditEntry, Presence, Reviewer
from reviews.models.presence import GONE_AFTER
from tests.builders import NOON, a_job, a_queue, a_team

pytestmark = pytest.mark.django_db


def test_each_sees_the_other_and_not_themselves(ana: Reviewer, ben: Reviewer) -> None:
    job = a_job()
    assert presence.record_presence(job.pk, by=ana, now=NOON) == []
    assert presence.record_presence(job.pk, by=ben, now=NOON) == [ana]
    assert presence.record_presence(job.pk, by=ana, now=NOON) == [ben]
    assert (Presence.objects.count(), AuditEntry.objects.count()) == (2, 0)


def test_who_left_or_fell_silent_is_gone(ana: Reviewer, ben: Reviewer, cy: Reviewer) -> None:
    job = a_job()
    presence.record_presence(job.pk, by=ana, now=NOON)
    presence.record_presence(job.pk, by=cy, now=NOON + GONE_AFTER)
    presence.end_presence(job.pk, by=cy)
    presence.end_presence(job.pk, by=cy)
    assert presence.record_presence(job.pk, by=ben, now=NOON + GONE_AFTER) == []
    assert Presence.objects.get().person == ben


def test_another_teams_job_is_not_there(cy: Reviewer, ana: Reviewer) -> None:
    job = a_job(queue=a_queue("Live", a_team("Live team", ana)))
    with pytest.raises(NotFound):
        presence.record_presence(job.pk, by=cy, now=NOON)


def test_a_heartbeat_costs_three_queries(ana: Reviewer, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    job = a_job()
    presence.record_presence(job.pk, by=ana, now=NOON)
    with django_assert_num_queries(3):
        presence.record_presence(job.pk, by=ana, now=NOON + timedelta(microseconds=1))
