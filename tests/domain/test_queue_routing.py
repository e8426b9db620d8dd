"""Which queue a job goes to, and what settles without a person."""

from itertools import combinations
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from reviews import audit
from reviews.models import AutoSettleRule, Job, RoutingRule, WorkCalendar
from reviews.models.audit_entry import AuditEntry
from reviews.models.job import NEVER_DUE, SAMPLING_MODULUS
from reviews.models.work_calendar import WEEKDAYS
from reviews.queues import routing, sampling
from reviews.queues.routing import escalation_queue
from reviews.vocabulary import JobState, ReviewState
from tests.builders import NOON, a_job, a_policy, a_queue

pytestmark = pytest.mark.django_db


def routed(job: Job) -> Job:
    routing.route_job(Job.objects.get(pk=job.pk), now=NOON)
    job.refresh_from_db()
    return job


def a_rule(name: str = "Rule", **fields: object) -> AutoSettleRule:
    defaults: dict[str, object] = {
        "verdict": "pass",
        "is_active": True,
        "human_sample_rate": 0.05,
        "suggestion": "pass",
    }
    return AutoSettleRule.objects.create(name=name, **{**defaults, **fields})


def seed_that_is(drawn: bool, rule: AutoSettleRule) -> int:
    return next(
        seed
        for seed in range(1, SAMPLING_MODULUS)
        if sampling.is_in_share(seed, sampling.rule_factor(rule), rule.human_sample_rate) is drawn
    )


def test_the_first_rule_in_order_takes_the_job() -> None:
    late, early = a_queue("Late", position=20), a_queue("Early", position=10)
    RoutingRule.objects.create(queue=late, suggestion="block")
    RoutingRule.objects.create(queue=early, suggestion="pass", position=1)
    RoutingRule.objects.create(queue=early, suggestion="block", position=2)
    assert routed(a_job()).queue == early


def test_what_no_active_rule_takes_goes_to_the_fallback() -> None:
    RoutingRule.objects.create(queue=a_queue("Off", is_active=False), suggestion="block")
    RoutingRule.objects.create(queue=a_queue("Second", stage="second"), suggestion="block")
    RoutingRule.objects.create(queue=a_queue("On"), suggestion="block", is_active=False)
    job = routed(a_job())
    assert job.queue
    assert job.queue.is_fallback
    assert job.due_bucket == NEVER_DUE


def test_a_queue_gives_its_due_time_in_working_hours() -> None:
    office = WorkCalendar.objects.create(name="Office", hours={day: [["09:00", "18:00"]] for day in WEEKDAYS[:5]})
    RoutingRule.objects.create(queue=a_queue("Urgent", due_minutes=61, calendar=office))
    job = routed(a_job())
    assert job.due_at
    assert job.due_at.isoformat() == "2026-11-23T10:01:00+00:00"
    assert job.due_bucket.isoformat() == "2026-11-23T10:15:00+00:00"
    assert job.queued_at == NOON


def test_shares_are_right_and_rules_draw_independently() -> None:
    rules = [RoutingRule(pk=pk) for pk in range(1, 6)] + [AutoSettleRule(pk=pk) for pk in range(1, 6)]
    seeds = [seed * 49 + 7 for seed in range(1, 20_001)]
    drawn = [{seed for seed in seeds if sampling.is_in_share(seed, sampling.rule_factor(rule), 0.1)} for rule in rules]
    for mine in drawn:
        assert len(mine) == pytest.approx(2000, rel=0.1)
    for mine, other in combinations(drawn, 2):
        assert len(mine & other) == pytest.approx(200, rel=0.35)


def test_a_rule_settles_a_certain_job_and_says_so() -> None:
    rule = a_rule(verdict="block", policy=a_policy(), suggestion="block")
    job = routed(a_job(sampling_seed=seed_that_is(False, rule)))
    assert (job.review_state, job.verdict, job.settled_at) == (ReviewState.SETTLED, "block", NOON)
    assert (job.sampling_rate, job.auto_rule, job.is_sample) == (0.05, rule, False)
    decision = job.decisions.get()
    assert (decision.auto_rule, decision.decided_by, decision.decided_by_name) == (rule, None, "Rule")
    assert (decision.machine_suggestion, decision.payload_sha256, decision.policy) == ("block", "a" * 64, rule.policy)
    assert AuditEntry.objects.get(action="job.settled_by_rule").job_id == job.pk
    assert audit.verify_trail().is_whole


def test_the_share_left_to_people_waits_as_a_sample() -> None:
    rule = a_rule(suggestion="block")
    job = routed(a_job(sampling_seed=seed_that_is(True, rule)))
    assert (job.review_state, job.is_sample, job.sampling_rate, job.auto_rule) == ("waiting", True, 0.05, rule)
    assert not job.decisions.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": JobState.FAILED},
        {"state": JobState.LOST},
        {"state": JobState.UNKNOWN},
        {"warnings": [{"code": "unknown_label", "path": "x", "count": 1}]},
        {"suggestion": ""},
        {"claim_fence": 1},
        {"is_sample": True},
        {"version": 2},
    ],
)
def test_whatever_is_not_certain_goes_to_people(fields: dict[str, Any]) -> None:
    rule = a_rule(suggestion="")
    assert routed(a_job(sampling_seed=seed_that_is(False, rule), **fields)).review_state == ReviewState.WAITING


def test_an_auto_settle_rule_is_off_until_switched_on() -> None:
    AutoSettleRule.objects.create(name="New", verdict="pass")
    assert routed(a_job()).review_state == ReviewState.WAITING


def test_routing_costs_the_same_for_one_rule_and_for_ten(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    queue = a_queue("Ads")
    for number in range(10):
        RoutingRule.objects.create(queue=queue, category=f"c{number}")
    job = Job.objects.get(pk=a_job().pk)
    with django_assert_max_num_queries(5):
        routing.route_job(job, now=NOON)


def test_without_rules_no_finding_is_asked_for(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    job = Job.objects.get(pk=a_job().pk)
    with django_assert_num_queries(4) as asked:
        routing.route_job(job, now=NOON)
    assert not any("reviews_finding" in query["sql"] for query in asked.captured_queries)


def test_an_escalation_goes_to_the_queues_own_second_queue_or_the_first_there_is() -> None:
    own = a_queue("Own second", stage="second", position=999)
    first = a_queue("First", escalates_to=own)
    assert escalation_queue(first) == own
    found = escalation_queue(a_queue("Plain"))
    assert found
    assert found.name == "Second look"
    assert escalation_queue(found) is None
    own.is_active = False
    own.save()
    first.refresh_from_db()
    assert escalation_queue(first) == found
