"""What a rule settled comes back to people when its evidence no longer fits the rule."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from reviews import audit
from reviews.decisions.claims import claim
from reviews.models import AutoSettleRule, Decision, Job, Reviewer, RoutingRule
from reviews.models.audit_entry import AuditEntry
from reviews.providers.results import FindingResult, JobResult, Warning
from reviews.queues import sampling
from reviews.vocabulary import JobState, ReviewState, Suggestion
from tests.builders import a_policy, a_queue, an_account
from tests.domain.result_builders import a_frame_result, a_result, store_as_a_step
from tests.verdicts import submit_verdict

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)


def passing(*findings: FindingResult, **fields: Any) -> JobResult:
    return a_result(*findings, **{"suggestion": Suggestion.PASS, **fields})


@pytest.fixture
def rule() -> AutoSettleRule:
    return AutoSettleRule.objects.create(name="Clean", verdict="pass", is_active=True, suggestion="pass", max_score=0.8)


@pytest.fixture
def settled(rule: AutoSettleRule, noon: datetime) -> Job:
    seed = next(
        seed
        for seed in range(1, 999)
        if not sampling.is_in_share(seed, sampling.rule_factor(rule), rule.human_sample_rate)
    )
    job = Job.objects.create(account=an_account(), external_id="job-1", sampling_seed=seed)
    store_as_a_step(job, passing(a_frame_result(1000)), noon)
    assert (job.review_state, job.verdict) == (ReviewState.SETTLED, "pass")
    return job


@pytest.mark.parametrize(
    "answer",
    [
        passing(a_frame_result(1000), suggestion=Suggestion.BLOCK),
        passing(a_frame_result(1000), a_frame_result(2000, score=0.95)),
        passing(a_frame_result(1000), warnings=(Warning("unknown_label", "x", 1),)),
        passing(a_frame_result(1000), state=JobState.FAILED),
    ],
    ids=["another suggestion", "a higher score", "a warning", "failed"],
)
def test_evidence_that_the_rule_would_not_take_brings_the_job_to_people(
    settled: Job, answer: JobResult, noon: datetime
) -> None:
    night = a_queue("Night")
    RoutingRule.objects.create(queue=night)
    store_as_a_step(settled, answer, noon + LATER)
    assert (settled.review_state, settled.verdict, settled.settled_at) == (ReviewState.WAITING, "", None)
    assert (settled.queue, settled.queued_at, settled.ready_at) == (night, noon + LATER, noon + LATER)
    assert (settled.version, settled.auto_rule, settled.sampling_rate, settled.is_sample) == (3, None, 0.05, False)
    assert settled.decisions.get().decided_by_name == "Clean"
    assert AuditEntry.objects.get(action="job.reopened").job_id == settled.pk
    assert audit.verify_trail().is_whole


def test_the_same_evidence_or_one_that_still_fits_stays_settled(settled: Job, noon: datetime) -> None:
    store_as_a_step(settled, passing(a_frame_result(1000)), noon + LATER)
    store_as_a_step(settled, passing(a_frame_result(1000), a_frame_result(2000)), noon + LATER)
    assert (settled.review_state, settled.version) == (ReviewState.SETTLED, 2)
    assert not AuditEntry.objects.filter(action="job.reopened").exists()


def test_no_rule_settles_it_again_and_the_same_answer_reopens_it_once(settled: Job, noon: datetime) -> None:
    store_as_a_step(settled, passing(a_frame_result(1000), suggestion=Suggestion.BLOCK), noon + LATER)
    store_as_a_step(settled, passing(a_frame_result(1000)), noon + 2 * LATER)
    assert (settled.review_state, settled.version) == (ReviewState.WAITING, 3)
    assert AuditEntry.objects.filter(action="job.reopened").count() == 1


def test_the_verdict_of_a_person_supersedes_that_of_the_rule(settled: Job, ana: Reviewer, noon: datetime) -> None:
    store_as_a_step(settled, passing(a_frame_result(1000), suggestion=Suggestion.BLOCK), noon + LATER)
    held = claim.claim(settled.pk, by=ana, now=noon + LATER)
    policy = a_policy()
    said = submit_verdict(
        settled.pk, by=ana, now=noon + LATER, verdict="block", version=settled.version, fence=held.fence,
        idempotency_key="k1", policy_id=policy.pk,
    )  # fmt: skip
    assert said.decision.supersedes == Decision.objects.get(auto_rule__isnull=False)
    settled.refresh_from_db()
    assert (settled.review_state, settled.verdict, settled.auto_rule) == (ReviewState.SETTLED, "block", None)
    store_as_a_step(settled, passing(a_frame_result(1000)), noon + 2 * LATER)
    assert settled.verdict == "block"


def test_what_people_judged_as_a_sample_stays_theirs(rule: AutoSettleRule, ana: Reviewer, noon: datetime) -> None:
    seed = next(
        seed
        for seed in range(1, 9999)
        if sampling.is_in_share(seed, sampling.rule_factor(rule), rule.human_sample_rate)
    )
    job = Job.objects.create(account=an_account(), external_id="job-1", sampling_seed=seed)
    store_as_a_step(job, passing(a_frame_result(1000)), noon)
    assert job.is_sample
    Job.objects.filter(pk=job.pk).update(review_state=ReviewState.SETTLED, verdict="pass", settled_at=noon)
    store_as_a_step(job, passing(a_frame_result(1000), suggestion=Suggestion.BLOCK), noon + LATER)
    assert job.review_state == ReviewState.SETTLED


@pytest.mark.parametrize(
    "fields", [{"is_active": False}, {"allowed_verdicts": ["block"]}, {"note_required": True}], ids=str
)
def test_a_rule_whose_policy_no_longer_explains_its_verdict_settles_nothing(
    rule: AutoSettleRule, noon: datetime, fields: dict[str, Any]
) -> None:
    rule.policy = a_policy(**fields)
    rule.save()
    job = Job.objects.create(account=an_account(), external_id="job-1")
    store_as_a_step(job, passing(a_frame_result(1000)), noon)
    assert (job.review_state, job.is_sample) == (ReviewState.WAITING, False)
    assert not job.decisions.exists()
