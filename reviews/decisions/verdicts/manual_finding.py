"""A finding that the machine missed, added by the person who judges the job, with its verdict."""

import secrets
from collections import Counter
from datetime import datetime

from django.utils.translation import gettext as _

from reviews import audit
from reviews.access import permissions
from reviews.access.errors import Invalid
from reviews.decisions.verdicts import counters, policy_check, rollup, verdict_base
from reviews.decisions.verdicts.idempotency import idempotent_transaction
from reviews.decisions.verdicts.verdict_base import MAX_INTEGER, MachineEvidence, RecordedVerdict, VerdictRequest
from reviews.models import Detection, Finding, Job, Reviewer
from reviews.vocabulary import BoxKind, DecisionTarget, FindingKind, FindingSource, Suggestion

Box = tuple[int, int, int, int]

MANUAL_KINDS = (FindingKind.FRAME, FindingKind.AUDIO, FindingKind.TEXT)
MAX_CATEGORY_LENGTH = 100
MAX_LABEL_LENGTH = 200


@idempotent_transaction
def add_manual_finding(
    job_id: int,
    *,
    by: Reviewer,
    now: datetime,
    kind: str,
    start_ms: int | None,
    end_ms: int | None,
    category: str,
    verdict: str,
    version: int,
    fence: int,
    idempotency_key: str,
    label: str = "",
    box: Box | None = None,
    policy_id: int | None = None,
    note: str = "",
    took_ms: int | None = None,
) -> RecordedVerdict:
    """Add a finding (kind frame, audio or text) at `start_ms`..`end_ms` to the job that `by` holds, with its verdict.

    `box`: (x1, y1, x2, y2) in source pixels, becomes one detection. The same key with the same words answers the stored
    decision again. A later verdict pass cancels the finding; it is never deleted.

    Errors: those of `record`; Invalid ``bad_kind``, ``bad_time``, ``bad_category``, ``bad_label``, ``bad_box``,
    ``pass_on_own_finding``.
    """
    permissions.require(by, permissions.Permission.REVIEW)
    category, label = category.strip(), label.strip()
    about = ("missed", kind, start_ms, end_ms, category, label, *(box or ()))
    words = VerdictRequest(DecisionTarget.FINDING, 0, verdict, idempotency_key, policy_id, note, took_ms, about)
    verdict_base.validate_request(words)
    _check_labels(kind, category, label, verdict)
    job = verdict_base.lock_job_for_verdict(job_id, words, by=by)
    if stored := verdict_base.find_replay(job, words, by=by):
        return stored
    review = verdict_base.check_current(job, by=by, version=version, fence=fence, now=now)
    policy = policy_check.require_policy(policy_id, verdict, note)
    _check_time(job, kind, start_ms, end_ms)
    _check_box(job, box)
    job.evidence_version += 1  # the timeline is built again with it
    finding = Finding.objects.create(
        job=job,
        key=f"person:{secrets.token_hex(16)}",
        kind=kind,
        start_ms=start_ms,
        end_ms=end_ms,
        category=category,
        label=label,
        source=FindingSource.PERSON,
        added_by=by,
        first_seen_at=now,
        changed_at=now,
    )
    if box:
        _store_box(finding, box)
    decision = verdict_base.append_decision(
        job, words, MachineEvidence("", links={"finding": finding}), review=review, policy=policy,
        supersedes_id=None, by=by, now=now,
    )  # fmt: skip
    Job.objects.filter(pk=job.pk).update(evidence_version=job.evidence_version)
    steps = counters.verdict_delta("", verdict, was_decided=False)
    counters.apply_delta(job, steps + Counter(findings_count=1, detections_count=1 if box else 0))
    verdict_base.audit_decision(decision, words, by=by)
    audit.record(
        "finding.added",
        by=by,
        now=now,
        subject=finding,
        job_id=job.pk,
        kind=kind,
        start_ms=start_ms,
        end_ms=end_ms,
        box=list(box) if box else None,
        verdict=verdict,
        decision=decision.pk,
    )
    return RecordedVerdict(decision, job.version, rollup.rollup_of_job(job))


def _store_box(finding: Finding, box: Box) -> Detection:
    x1, y1, x2, y2 = box
    return Detection.objects.create(
        finding=finding,
        key=finding.key,
        position=0,
        category=finding.category,
        label=finding.label,
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        box_kind=BoxKind.OTHER,
    )


def _check_labels(kind: str, category: str, label: str, verdict: str) -> None:
    if kind not in MANUAL_KINDS:
        raise Invalid("bad_kind", _("Choose frame, audio or text as the finding type."), field="kind")
    if not category or not verdict_base.is_storable(category, MAX_CATEGORY_LENGTH):
        raise Invalid(
            "bad_category",
            _("Enter a category of 1 to %(n)d characters of plain text.") % {"n": MAX_CATEGORY_LENGTH},
            field="category",
        )
    if not verdict_base.is_storable(label, MAX_LABEL_LENGTH):
        raise Invalid(
            "bad_label", _("Use at most %(n)d characters of plain text.") % {"n": MAX_LABEL_LENGTH}, field="label"
        )
    if verdict == Suggestion.PASS:
        raise Invalid(
            "pass_on_own_finding",
            _("A finding that you add must be review or block. If it should pass, do not add it."),
            field="verdict",
        )


def _check_time(job: Job, kind: str, start_ms: int | None, end_ms: int | None) -> None:
    if kind == FindingKind.TEXT and start_ms is None and end_ms is None:
        return
    end = MAX_INTEGER if job.duration_ms is None else job.duration_ms
    if not (_is_number(start_ms) and _is_number(end_ms) and 0 <= start_ms <= end_ms <= end):  # type: ignore[operator]
        raise Invalid(
            "bad_time",
            _("Choose a start and an end within the video: 0 to %(end)d ms, start before end.") % {"end": end},
            field="start_ms",
        )


def _check_box(job: Job, box: Box | None) -> None:
    if box is None:
        return
    width, height = job.width or MAX_INTEGER, job.height or MAX_INTEGER
    if len(box) == 4 and all(map(_is_number, box)):
        x1, y1, x2, y2 = box
        if 0 <= x1 < x2 <= width and 0 <= y1 < y2 <= height:
            return
    raise Invalid(
        "bad_box", _("Draw the box inside the picture, at least one pixel wide and one pixel high."), field="box"
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
