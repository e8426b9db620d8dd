"""An honest desk day for the tests of the trail, and the hands of somebody who owns the tables."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from reviews import audit
from reviews.decisions.claims import claim
from reviews.decisions.verdicts.reopen import reopen_job
from reviews.models import (
    AuditEntry,
    AuditHead,
    AuditSeal,
    AutoSettleRule,
    Decision,
    Job,
    Policy,
    Reviewer,
    append_only,
)
from reviews.queues import routing
from reviews.vocabulary import DecisionTarget, Suggestion
from tests.builders import NOON, a_detection, a_finding, a_job, a_policy
from tests.verdicts import add_manual_finding, record_batch, record_verdict, submit_verdict

LATER = NOON + timedelta(minutes=5)


@dataclass
class Story:
    """What the day left behind: one decision of each kind, the jobs and the policy that were used."""

    verdict: Decision
    undone: Decision
    on_box: Decision
    many: list[int]
    added: Decision
    settling: Decision
    other_settling: Decision
    by_rule: Decision
    policy: Policy
    job: Job
    other_job: Job
    waiting: Job


def an_honest_day(ana: Reviewer, ben: Reviewer, lea: Reviewer) -> Story:
    """Undo, supersede, a box, a batch, a missed finding, take over, settle, reopen, a rule, skip and release."""
    policy = a_policy(text_en="No weapons.", text_zh="禁止武器。")
    job, other_job, waiting = (a_job(external_id=name) for name in ("one", "two", "three"))
    findings = [a_finding(job) for _ in range(5)]
    box = a_detection(findings[4])
    fence = claim.claim(job.pk, by=ana, now=NOON).fence
    claim.take_over(job.pk, by=lea, reason="Frau Maier asked", now=NOON)
    fence += 1

    def one(target: DecisionTarget, pk: int, verdict: str, **more: object) -> Decision:
        return record_verdict(
            job.pk, by=lea, now=LATER, target=target, target_id=pk, verdict=verdict, version=_version(job), fence=fence,
            idempotency_key=f"lea-{_version(job)}", **more,
        ).decision  # fmt: skip

    undone = one(DecisionTarget.FINDING, findings[0].pk, "pass")
    verdict = one(DecisionTarget.FINDING, findings[0].pk, "block", note="Frau Maier", policy_id=policy.pk, took_ms=70)
    on_box = one(DecisionTarget.DETECTION, box.pk, "pass")
    asked: dict[str, Any] = {"by": lea, "now": LATER, "fence": fence}
    many = record_batch(
        job.pk, finding_ids=[row.pk for row in findings[1:4]], verdict="block", version=_version(job),
        idempotency_key="many", note="all alike", policy_id=policy.pk, **asked,
    ).decisions  # fmt: skip
    added = add_manual_finding(
        job.pk, kind="frame", start_ms=1, end_ms=2, category="weapon", verdict="block", version=_version(job),
        idempotency_key="added", box=(1, 1, 9, 9), **asked,
    ).decision  # fmt: skip
    settling = submit_verdict(
        job.pk,
        verdict="block",
        version=_version(job),
        policy_id=policy.pk,
        note="it is",
        idempotency_key="last",
        **asked,
    ).decision
    other_settling = settle(other_job, ben, "pass")
    reopen_job(other_job.pk, by=ben, now=LATER)
    other_settling = settle(other_job, ben, "pass")
    fence = claim.claim(waiting.pk, by=ana, now=NOON).fence
    claim.release(waiting.pk, by=ana, fence=fence, now=LATER)
    fence = claim.claim(waiting.pk, by=ana, now=LATER).fence
    claim.skip(waiting.pk, by=ana, fence=fence, now=LATER)
    by_rule = _settled_by_rule()
    return Story(
        verdict, undone, on_box, many, added, settling, other_settling, by_rule, policy, job, other_job, waiting
    )


def _version(job: Job) -> int:
    return Job.objects.values_list("version", flat=True).get(pk=job.pk)


def settle(job: Job, by: Reviewer, verdict: str, now: datetime = LATER) -> Decision:
    fence = claim.claim(job.pk, by=by, now=now).fence
    key = f"{by.username}-{job.external_id}-{_version(job)}"
    return submit_verdict(
        job.pk, by=by, now=now, verdict=verdict, version=_version(job), fence=fence, idempotency_key=key, note="so"
    ).decision


def _settled_by_rule() -> Decision:
    AutoSettleRule.objects.create(name="calm", verdict="pass", is_active=True, human_sample_rate=0.01)
    with transaction.atomic():
        routing.route_job(a_job(external_id="calm", suggestion=Suggestion.PASS, sampling_seed=1_000_002), now=LATER)
    return Decision.objects.get(auto_rule__isnull=False)


def seal_made(now: datetime = LATER, **more: bool) -> AuditSeal:
    """Seal the head of the chain, which must be due."""
    seal = audit.seal_head(now=now, **more)
    assert seal
    return seal


def with_triggers_off() -> None:
    """What only the owner of the tables can do."""
    connection.check_constraints()
    append_only.remove_triggers(connection)


def hash_anew(first_id: int) -> None:
    """Make the chain fit again from one entry on, head included, as an owner who knows the scheme would."""
    rows = list(AuditEntry.objects.filter(pk__gte=first_id).order_by("id"))
    before = AuditEntry.objects.filter(pk__lt=first_id).order_by("-id").first()
    previous = before.hash if before else audit.GENESIS
    for row in rows:
        AuditEntry.objects.filter(pk=row.pk).update(hash=f"old-{row.pk}")
    for row in rows:
        fresh = audit.chain_hash(previous, row.body)
        AuditEntry.objects.filter(pk=row.pk).update(previous_hash=previous, hash=fresh)
        previous = fresh
    AuditHead.objects.update(hash=previous, entries=AuditEntry.objects.count())


def append_entry(body: str, **columns: object) -> AuditEntry:
    """An entry put at the end by hand, rightly chained."""
    head = AuditHead.objects.get()
    entry = AuditEntry(**columns, body=body, previous_hash=head.hash, hash=audit.chain_hash(head.hash, body))
    entry.save(force_insert=True)
    AuditHead.objects.update(hash=entry.hash, entries=head.entries + 1)
    return entry


def differences() -> set[tuple[str, str, int | None, str]]:
    """What the whole check tells: (what, model, id of the row, field)."""
    return {(one.what, one.model, one.row_id, one.field) for one in audit.verify_trail().differences}


def edit(row: Model | None, **columns: object) -> None:
    """Change columns of a stored row behind the desk's back."""
    assert row
    assert type(row)._default_manager.filter(pk=row.pk).update(**columns) == 1
