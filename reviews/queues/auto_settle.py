"""Jobs that a rule settles without a person, but for a random share. Closed wherever something is not certain."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from reviews import audit
from reviews.models import AutoSettleRule, Decision, Draw, Job, Reviewer, RuleVersion
from reviews.queues import draws, matching, rule_versions, sampling
from reviews.vocabulary import DecisionTarget, JobState, ReviewStage, ReviewState, Suggestion


def settle_by_rules(jobs: Sequence[Job], *, now: datetime) -> list[Job]:
    """Settle those of the WAITING `jobs`, whose rows the caller holds, that an active rule takes; the settled ones.

    Each matched job is drawn, which leaves a `Draw` row: one that the draw leaves to people becomes a sample and keeps
    waiting, a rule settles the others. One whose rule has a policy
    that was retired or does not allow the verdict goes to people too. One query without rules.
    """
    rules = list(AutoSettleRule.objects.filter(is_active=True).select_related("policy", "account"))
    candidates = {job.pk: job for job in jobs if is_certain(job)} if rules else {}
    found = matching.first_matches(Job.objects.filter(pk__in=candidates), rules) if candidates else {}
    versions: dict[int, RuleVersion] = {}
    settled = []
    for pk, rule in found.items():
        if not _explains_verdict(rule):
            continue
        job = candidates[pk]
        if rule.pk not in versions:
            versions[rule.pk] = rule_versions.version_in_force(rule, now=now)
        draw = draws.record_draw(job, rule, versions[rule.pk], is_left_to_people=_is_human_sample(job, rule), now=now)
        if draw.is_left_to_people:
            _leave_to_people(job, draw, now)
        else:
            _settle(job, rule, draw, now)
            settled.append(job)
    return settled


def is_certain(job: Job) -> bool:
    """Whether a rule may settle it at all.

    Only what the provider finished and we understood whole (no warning, a known suggestion, nothing left out that was
    reported before), that no person has touched and no rule has left to people before.
    """
    return (
        is_finished(job)
        and job.review_state == ReviewState.WAITING
        and job.stage == ReviewStage.FIRST
        and not job.warnings
        and not job.unreported_count
        and not job.is_sample
        and job.claim_fence == 0
        and job.version == 1
    )


def is_finished(job: Job) -> bool:
    """Whether the provider brought it to its end and said what it thinks."""
    return job.state == JobState.SUCCEEDED and bool(job.suggestion) and not job.is_unchecked


def _explains_verdict(rule: AutoSettleRule) -> bool:
    """Whether its policy still explains the verdict. A rule writes no note, so a policy that asks for one is none."""
    policy = rule.policy
    if policy is None:
        return rule.verdict != Suggestion.BLOCK
    is_allowed = not policy.allowed_verdicts or rule.verdict in policy.allowed_verdicts
    return policy.is_active and is_allowed and not policy.note_required


def _is_human_sample(job: Job, rule: AutoSettleRule) -> bool:
    return sampling.is_in_share(job.sampling_seed, sampling.rule_factor(rule), rule.human_sample_rate)


def _leave_to_people(job: Job, draw: Draw, now: datetime) -> None:
    job.save(update_fields=["is_sample", "sampling_rate", "auto_rule"])
    audit.record(
        "job.left_to_people",
        by=None,
        now=now,
        subject=job,
        job_id=job.pk,
        rule=draw.rule_id,
        rule_name=draw.rule.name,
        **draws.draw_facts(draw),
    )


def _settle(job: Job, rule: AutoSettleRule, draw: Draw, now: datetime) -> None:
    decision = _store_decision(job, rule, now)
    job.review_state, job.verdict, job.settled_at = ReviewState.SETTLED, rule.verdict, now
    job.version += 1
    job.save(
        update_fields=["review_state", "verdict", "settled_at", "version", "is_sample", "sampling_rate", "auto_rule"]
    )
    audit.record(
        "job.settled_by_rule",
        by=None,
        now=now,
        subject=job,
        job_id=job.pk,
        rule=rule.pk,
        rule_name=rule.name,
        decision=decision.pk,
        verdict=rule.verdict,
        machine=job.suggestion,
        policy_id=rule.policy_id,
        policy_digest=audit.digest_policy(rule.policy),
        row_digest=audit.digest_decision(decision),
        **draws.draw_facts(draw),
    )


def _store_decision(job: Job, rule: AutoSettleRule, now: datetime) -> Decision:
    key = f"rule:{rule.pk}:job:{job.pk}"
    return Decision.objects.create(
        job=job,
        target=DecisionTarget.JOB,
        verdict=rule.verdict,
        machine_suggestion=job.suggestion,
        payload_sha256=job.payload_sha256,
        evidence_version=job.evidence_version,
        policy=rule.policy,
        auto_rule=rule,
        decided_by_name=rule.name,
        decided_at=now,
        idempotency_key=key,
        request_digest=hashlib.sha256(key.encode()).hexdigest(),
    )


@transaction.atomic
def set_active(rule: AutoSettleRule, *, is_active: bool, by: Reviewer, now: datetime) -> bool:
    """Switch the rule on or off; whether that changed anything. Jobs that wait are looked at when they are re-routed.

    Audit: ``autosettlerule.switched_on`` or ``autosettlerule.switched_off`` with what the rule does.
    """
    changed = AutoSettleRule.objects.filter(pk=rule.pk).exclude(is_active=is_active).update(is_active=is_active)
    rule.is_active = is_active
    if changed:
        audit.record(
            f"autosettlerule.switched_{'on' if is_active else 'off'}",
            by=by,
            now=now,
            subject=rule,
            name=rule.name,
            verdict=str(rule.verdict),
            left_to_people=rule.human_sample_rate,
        )
    return bool(changed)
