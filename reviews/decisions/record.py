"""A verdict on one finding or detection: a fixed handful of queries, however many frames the job has."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from reviews.decisions import claim, ledger, rollup, rules
from reviews.decisions.errors import Invalid, NotFound
from reviews.decisions.ledger import Evidence, Recorded, Words
from reviews.models import Decision, Detection, Finding, Job, Reviewer
from reviews.vocabulary import DecisionTarget
from reviews.wording import word

__all__ = ["Recorded", "record"]


@transaction.atomic
def record(
    job_id: int,
    *,
    by: Reviewer,
    now: datetime,
    target: DecisionTarget,
    target_id: int,
    verdict: str,
    version: int,
    fence: int,
    idempotency_key: str,
    policy_id: int | None = None,
    note: str = "",
    took_ms: int | None = None,
) -> Recorded:
    """Append a verdict on a FINDING or DETECTION of the job that `by` holds, superseding the current one.

    `version` is the job's version the person saw, `fence` that of the claim. The same key with the same words answers
    the stored decision again, whatever happened since. A verdict on a detection does not change its finding's verdict.

    Errors: NotAllowed, NotFound, Invalid; Conflict ``stale_version``, ``claim_lost``, ``key_reused``,
    ``already_settled``.
    """
    rules.check(by, rules.Act.REVIEW)
    words = Words(target, target_id, verdict, idempotency_key, policy_id, note, took_ms)
    ledger.check_words(words)
    job = claim.locked(job_id, by=by)
    if stored := ledger.replayed(job, words, by=by):
        return stored
    review = ledger.check_current(job, by=by, version=version, fence=fence, now=now)
    finding, detection = _target(job, target, target_id)
    policy = ledger.policy_for(words)
    current = _current(finding, detection)
    said = detection or finding
    evidence = Evidence(said.suggestion, said.score, {"finding": finding, "detection": detection})
    decision = ledger.append(job, words, evidence, review=review, policy=policy, supersedes=current, by=by, now=now)
    _count(job, None if detection or finding.is_withdrawn else finding, current, verdict)
    return Recorded(decision, job.version, rollup.of(job))


def _target(job: Job, target: DecisionTarget, target_id: int) -> tuple[Finding, Detection | None]:
    if target == DecisionTarget.FINDING:
        finding = Finding.objects.filter(pk=target_id, job_id=job.pk).first()
        if finding:
            return finding, None
    elif target == DecisionTarget.DETECTION:
        detection = Detection.objects.select_related("finding").filter(pk=target_id, finding__job_id=job.pk).first()
        if detection:
            return detection.finding, detection
    else:
        raise Invalid("bad_target", _("A verdict here is about a finding or a detection."), field="target")
    raise NotFound(
        "not_found", _("There is no such %(target)s in this job. Reload the page.") % {"target": word(target)}
    )


def _current(finding: Finding, detection: Detection | None) -> Decision | None:
    decisions = Decision.objects.filter(finding_id=finding.pk, detection=detection)
    return decisions.order_by("-id").first()


def _count(job: Job, finding: Finding | None, current: Decision | None, verdict: str) -> None:
    """Move the job's counters by what changed and its version by one; `job` is brought up to date as well."""
    deltas = {"version": 1}
    if finding:
        before = current.verdict if current else finding.suggestion
        for word, step in ((before, -1), (verdict, 1)):
            deltas[f"{word}_count"] = deltas.get(f"{word}_count", 0) + step
        deltas["decided_count"] = 0 if current else 1
    changed = {name: step for name, step in deltas.items() if step}
    Job.objects.filter(pk=job.pk).update(**{name: F(name) + step for name, step in changed.items()})
    for name, step in changed.items():
        setattr(job, name, getattr(job, name) + step)
