"""A finding that the machine missed, added by the person who judges the job, with its verdict."""

import secrets
from collections import Counter
from datetime import datetime

from django.utils.translation import gettext as _

from reviews import audit
from reviews.decisions import counters, grounds, ledger, rollup, rules
from reviews.decisions.act import act
from reviews.decisions.errors import Invalid
from reviews.decisions.ledger import LARGEST_INTEGER, Evidence, Recorded, Words
from reviews.models import Detection, Finding, Job, Reviewer
from reviews.vocabulary import BoxKind, DecisionTarget, FindingKind, FindingSource, Suggestion

Box = tuple[int, int, int, int]

KINDS = (FindingKind.FRAME, FindingKind.AUDIO, FindingKind.TEXT)
CATEGORY_LENGTH = 100
LABEL_LENGTH = 200


@act
def add_finding(
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
) -> Recorded:
    """Add a finding (kind frame, audio or text) at `start_ms`..`end_ms` to the job that `by` holds, with its verdict.

    `box`: (x1, y1, x2, y2) in source pixels, becomes one detection. The same key with the same words answers the stored
    decision again. A later verdict pass cancels the finding; it is never deleted.

    Errors: those of `record`; Invalid ``bad_kind``, ``bad_time``, ``bad_category``, ``bad_label``, ``bad_box``,
    ``pass_on_own_finding``.
    """
    rules.check(by, rules.Act.REVIEW)
    category, label = category.strip(), label.strip()
    about = ("missed", kind, start_ms, end_ms, category, label, *(box or ()))
    words = Words(DecisionTarget.FINDING, 0, verdict, idempotency_key, policy_id, note, took_ms, about)
    ledger.check_words(words)
    _check_words(kind, category, label, verdict)
    job = ledger.locked(job_id, words, by=by)
    if stored := ledger.replayed(job, words, by=by):
        return stored
    review = ledger.check_current(job, by=by, version=version, fence=fence, now=now)
    policy = grounds.chosen(policy_id, verdict, note)
    _check_time(job, kind, start_ms, end_ms)
    _check_box(job, box)
    job.evidence_version += 1  # the timeline is drawn anew with it
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
        _mark(finding, box)
    decision = ledger.append(
        job, words, Evidence("", links={"finding": finding}), review=review, policy=policy, supersedes_id=None, by=by,
        now=now,
    )  # fmt: skip
    Job.objects.filter(pk=job.pk).update(evidence_version=job.evidence_version)
    steps = counters.moved("", verdict, was_decided=False)
    counters.move(job, steps + Counter(findings_count=1, detections_count=1 if box else 0))
    ledger.tell(decision, words, by=by)
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
    return Recorded(decision, job.version, rollup.of(job))


def _mark(finding: Finding, box: Box) -> Detection:
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


def _check_words(kind: str, category: str, label: str, verdict: str) -> None:
    if kind not in KINDS:
        raise Invalid("bad_kind", _("Choose frame, audio or text as the kind of the finding."), field="kind")
    if not category or not ledger.is_storable(category, CATEGORY_LENGTH):
        raise Invalid(
            "bad_category",
            _("Name a category of 1 to %(n)d characters of plain text.") % {"n": CATEGORY_LENGTH},
            field="category",
        )
    if not ledger.is_storable(label, LABEL_LENGTH):
        raise Invalid(
            "bad_label", _("Use at most %(n)d characters of plain text.") % {"n": LABEL_LENGTH}, field="label"
        )
    if verdict == Suggestion.PASS:
        raise Invalid(
            "pass_on_own_finding",
            _("A finding that you add is for review or block. Leave it out if it should pass."),
            field="verdict",
        )


def _check_time(job: Job, kind: str, start_ms: int | None, end_ms: int | None) -> None:
    if kind == FindingKind.TEXT and start_ms is None and end_ms is None:
        return
    end = LARGEST_INTEGER if job.duration_ms is None else job.duration_ms
    if not (_is_number(start_ms) and _is_number(end_ms) and 0 <= start_ms <= end_ms <= end):  # type: ignore[operator]
        raise Invalid(
            "bad_time",
            _("Choose a start and an end inside the video: 0 to %(end)d ms, the start first.") % {"end": end},
            field="start_ms",
        )


def _check_box(job: Job, box: Box | None) -> None:
    if box is None:
        return
    width, height = job.width or LARGEST_INTEGER, job.height or LARGEST_INTEGER
    if len(box) == 4 and all(map(_is_number, box)):
        x1, y1, x2, y2 = box
        if 0 <= x1 < x2 <= width and 0 <= y1 < y2 <= height:
            return
    raise Invalid("bad_box", _("Draw the box inside the picture, at least one pixel wide and high."), field="box")


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
