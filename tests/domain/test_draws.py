"""Every draw of the random sample leaves a trace that nothing rewrites, with the version of the rule that drew."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from reviews import audit
from reviews.decisions.verdicts.reopen import reopen_job
from reviews.models import AuditEntry, AutoSettleRule, Draw, Job, Reviewer, RuleVersion, append_only
from reviews.queues import reroute, rule_versions, sampling
from reviews.vocabulary import ReviewState
from tests.builders import NOON, a_job, a_policy, an_account
from tests.domain.audit_story import settle
from tests.domain.test_queue_routing import a_rule, routed, seed_that_is

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def rule() -> AutoSettleRule:
    return a_rule("Clean", human_sample_rate=0.2)


def a_drawn_job(rule: AutoSettleRule, *, left: bool, external_id: str = "job-1") -> Job:
    return routed(a_job(external_id=external_id, suggestion="pass", sampling_seed=seed_that_is(left, rule)))


@pytest.mark.parametrize("left", [True, False])
def test_a_draw_leaves_a_row_and_an_entry_whoever_decides_then(rule: AutoSettleRule, left: bool) -> None:
    job = a_drawn_job(rule, left=left)
    draw = job.draws.get()
    assert (draw.rule, draw.rule_version.number, draw.rate, draw.drawn_at) == (rule, 1, 0.2, NOON)
    assert (draw.seed, draw.is_left_to_people) == (job.sampling_seed, left)
    assert sampling.is_in_share(draw.seed, sampling.rule_factor(rule), draw.rate) is left
    assert (job.review_state == ReviewState.SETTLED) is not left
    entry = AuditEntry.objects.get(action="job.left_to_people" if left else "job.settled_by_rule")
    assert f'"draw":{draw.pk},' in entry.body
    report = audit.verify_trail()
    assert (report.is_whole, report.checked["draws"]) == (True, 1)


def test_what_no_rule_takes_is_not_drawn(rule: AutoSettleRule) -> None:
    routed(a_job(suggestion="block"))
    assert not Draw.objects.exists()


@pytest.mark.parametrize("left", [True, False])
def test_reopening_changes_nothing_that_was_drawn(rule: AutoSettleRule, left: bool, lea: Reviewer) -> None:
    job = a_drawn_job(rule, left=left)
    drawn = Draw.objects.values().get()
    if left:
        settle(job, lea, "pass", NOON)
    reopen_job(job.pk, by=lea, now=LATER, reason="looked wrong")
    job.refresh_from_db()
    assert (job.is_sample, job.sampling_rate, job.auto_rule) == (left, 0.2, None)
    assert Draw.objects.values().get() == drawn
    reroute.reroute(Job.objects.all(), by=None, now=LATER)
    assert Draw.objects.values().get() == drawn


def test_a_change_of_what_a_rule_decides_makes_the_next_version_and_the_old_one_stays(rule: AutoSettleRule) -> None:
    a_drawn_job(rule, left=True, external_id="before")
    rule.human_sample_rate, rule.policy = 0.5, a_policy("PAS-1")
    rule.save()
    job = a_drawn_job(rule, left=False, external_id="after")
    assert job.draws.get().rule_version.number == 2
    first, second = RuleVersion.objects.order_by("number")
    assert (first.contents["human_sample_rate"], first.contents["policy"]) == (0.2, "")
    assert (second.contents["human_sample_rate"], second.contents["policy"]) == (0.5, "PAS-1 v1")
    assert Draw.objects.get(job__external_id="before").rule_version == first


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "block"}, {"human_sample_rate": 0.3}, {"category": "ad"}, {"label": "qr"}, {"provider": "huawei"},
        {"suggestion": "review"}, {"finding_kind": "text"}, {"finding_suggestion": "pass"}, {"min_score": 0.1},
        {"max_score": 0.1}, {"account": True}, {"policy": True},
    ],
    ids=str,
)  # fmt: skip
def test_everything_that_decides_grows_the_version(rule: AutoSettleRule, change: dict[str, Any]) -> None:
    made: dict[str, Callable[[], Any]] = {"account": an_account, "policy": a_policy}
    rule.policy = a_policy("BLO-1") if "verdict" in change else None
    rule.save()
    before = rule_versions.record_change(rule, now=NOON)
    for name, value in change.items():
        setattr(rule, name, made[name]() if name in made else value)
    rule.save()
    assert rule_versions.record_change(rule, now=NOON).number == before.number + 1


def test_a_name_or_a_place_decides_nothing_and_a_way_back_is_a_new_version(rule: AutoSettleRule) -> None:
    first = rule_versions.record_change(rule, now=NOON)
    rule.name, rule.position = "Renamed", 7
    rule.save()
    assert rule_versions.record_change(rule, now=NOON) == first
    for number, rate in enumerate((0.5, 0.2), start=2):
        rule.human_sample_rate = rate
        rule.save()
        assert rule_versions.record_change(rule, now=NOON).number == number
    assert rule_versions.version_in_force(rule, now=NOON).number == 3


def test_a_draw_names_what_was_decided_with_although_the_rule_was_changed_meanwhile(rule: AutoSettleRule) -> None:
    read_before = AutoSettleRule.objects.get()
    rule_versions.record_change(rule, now=NOON)
    rule.human_sample_rate = 0.9
    rule.save()
    rule_versions.record_change(rule, now=NOON)
    assert rule_versions.version_in_force(read_before, now=NOON).number == 1
    assert RuleVersion.objects.count() == 2


@pytest.mark.parametrize("table", ["reviews_draw", "reviews_ruleversion"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_draws_and_versions_refuse_changes(rule: AutoSettleRule, table: str, statement: str) -> None:
    a_drawn_job(rule, left=True)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE reviews_draw SET rate = 0.9", "changed"),
        ("UPDATE reviews_draw SET is_left_to_people = NOT is_left_to_people", "changed"),
        ("UPDATE reviews_ruleversion SET contents = '{}'", "changed"),
        ("DELETE FROM reviews_draw", "absent"),
        (
            "INSERT INTO reviews_draw (job_id, rule_id, rule_version_id, rate, seed, is_left_to_people, drawn_at) "
            "SELECT job_id, rule_id, rule_version_id, rate, seed, is_left_to_people, drawn_at FROM reviews_draw",
            "untold",
        ),
    ],
)
def test_a_draw_that_other_hands_changed_is_found(rule: AutoSettleRule, sql: str, what: str) -> None:
    a_drawn_job(rule, left=True)
    connection.check_constraints()
    append_only.remove_triggers(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    found = audit.verify_trail()
    assert [one.what for one in found.differences] == [what]


@pytest.mark.django_db(transaction=True)
def test_a_trial_of_rerouting_draws_nothing(rule: AutoSettleRule) -> None:
    a_job(suggestion="pass", sampling_seed=seed_that_is(True, rule))
    reroute.reroute(Job.objects.all(), by=None, now=NOON, is_trial=True)
    assert not Draw.objects.exists()
    reroute.reroute(Job.objects.all(), by=None, now=NOON)
    assert Draw.objects.get().is_left_to_people
