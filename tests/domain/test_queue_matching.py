"""Which jobs a rule asks for: every condition, and only what the machine did not pass."""

from pathlib import Path

import pytest

from reviews.models import Job, RoutingRule
from reviews.models.job import SAMPLING_MODULUS
from reviews.providers import registry
from reviews.queues import matching, sampling
from reviews.vocabulary import FindingKind
from tests.builders import NOON, a_detection, a_finding, a_job, a_queue, an_account
from tests.domain.result_builders import store_as_a_step

pytestmark = pytest.mark.django_db
PAYLOADS = Path(__file__).resolve().parents[1] / "payloads"


@pytest.mark.parametrize(
    ("conditions", "matches"),
    [
        ({}, True),
        ({"provider": "huawei"}, True),
        ({"provider": "alibaba"}, False),
        ({"suggestion": "block"}, True),
        ({"suggestion": "pass"}, False),
        ({"category": "ad"}, True),
        ({"label": "qr"}, True),
        ({"category": "ad", "label": "qr"}, True),
        ({"category": "porn", "label": "qr"}, False),
        ({"category": "porn", "finding_kind": "text"}, False),
        ({"category": "ad", "finding_kind": "text"}, True),
        ({"min_score": 0.9}, True),
        ({"min_score": 0.91}, False),
        ({"max_score": 0.9}, True),
        ({"max_score": 0.89}, False),
        ({"category": "ad", "max_score": 0.4}, True),
        ({"category": "ad", "max_score": 0.39}, False),
        ({"category": "terror"}, False),
        ({"category": "terror", "max_score": 1.0}, False),
        ({"label": "withdrawn"}, False),
        ({"category": "violence"}, False),
        ({"label": "normal"}, False),
        ({"label": "normal", "category": "politics"}, False),
        ({"finding_kind": "cover"}, False),
        ({"category": "violence", "finding_suggestion": "pass"}, True),
        ({"label": "normal", "category": "politics", "finding_suggestion": "pass"}, True),
        ({"finding_kind": "cover", "finding_suggestion": "pass"}, True),
        ({"category": "violence", "finding_suggestion": "block"}, False),
        ({"category": "porn", "finding_suggestion": "review"}, False),
        ({"category": "porn", "finding_suggestion": "block"}, True),
        ({"finding_suggestion": "review"}, False),
        ({"finding_suggestion": "pass", "min_score": 1.0}, True),
    ],
)
def test_every_condition_that_is_set_must_hold(conditions: dict[str, object], matches: bool) -> None:
    job = a_job()
    a_finding(job, score=0.9)
    text = a_finding(job, FindingKind.TEXT, category="text", label="", score=0.2)
    a_detection(text, category="ad", label="qr", score=0.4)
    a_detection(text, category="ad", label="withdrawn", score=1.0, is_withdrawn=True)
    a_detection(a_finding(job, withdrawn_at=NOON, score=1.0), label="withdrawn", score=1.0)
    # As clouds answer: each category that was looked for, also where nothing is.
    a_finding(job, FindingKind.COVER, category="violence", label="normal", suggestion="pass", score=1.0)
    a_detection(text, category="politics", label="normal", suggestion="pass", score=1.0)
    rule = RoutingRule(queue=a_queue("Any"), **conditions)
    assert matching.matching_jobs(Job.objects.all(), rule).exists() is matches
    assert matching.count_waiting(rule) == matches


def test_a_cooking_class_is_no_terrorism_because_it_was_looked_for() -> None:
    terrorism = a_queue("Terrorism")
    RoutingRule.objects.create(queue=terrorism, category="terrorism")
    body = (PAYLOADS / "alibaba" / "query-mts-job.json").read_bytes()  # its only terrorism rows are normal, pass
    job = Job.objects.create(account=an_account("mts", "mts"), external_id="job-1")
    store_as_a_step(job, registry.get("mts").normalise([body]), NOON)
    assert job.findings.filter(category="terrorism").exists()
    assert job.queue
    assert job.queue.is_fallback
    assert matching.count_waiting(RoutingRule(category="terrorism")) == 0
    assert matching.count_waiting(RoutingRule(category="terrorism", finding_suggestion="pass")) == 1


@pytest.mark.parametrize(
    ("evidence", "matches"),
    [
        ([], True),
        ([("pass", 1.0)], True),
        ([("pass", 1.0), ("review", 0.5)], True),
        ([("pass", 0.1), ("review", 0.9)], False),
        ([("pass", 0.1), ("review", None)], False),
    ],
    ids=str,
)
def test_a_highest_score_is_about_what_was_not_passed(evidence: list[tuple[str, float | None]], matches: bool) -> None:
    job = a_job(suggestion="pass")
    for suggestion, score in evidence:
        a_finding(job, suggestion=suggestion, score=score)
    assert matching.matching_jobs(Job.objects.all(), RoutingRule(max_score=0.8)).exists() is matches
    blocked = a_job(external_id="blocked", suggestion="block")
    assert blocked not in matching.matching_jobs(Job.objects.all(), RoutingRule(max_score=0.8))


def test_a_rule_for_an_account_asks_for_that_account() -> None:
    job, other = a_job(), an_account("other")
    assert not matching.matching_jobs(Job.objects.all(), RoutingRule(account=other)).exists()
    assert matching.matching_jobs(Job.objects.all(), RoutingRule(account=job.account)).get() == job


def test_a_share_is_drawn_alike_in_the_database_and_here() -> None:
    rule = RoutingRule.objects.create(queue=a_queue("Some"), random_share=0.3)
    jobs = [a_job(external_id=f"j{seed}", sampling_seed=seed * 99_991 % SAMPLING_MODULUS) for seed in range(1, 41)]
    found = matching.first_matches(Job.objects.all(), [rule])
    assert set(found) == {
        job.pk for job in jobs if sampling.is_in_share(job.sampling_seed, sampling.rule_factor(rule), 0.3)
    }
    assert 0 < len(found) < 40
