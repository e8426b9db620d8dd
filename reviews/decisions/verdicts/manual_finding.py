"""A finding that the machine missed, added by the person who judges the job, with its verdict."""

import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from reviews import audit
from reviews.access.errors import Invalid
from reviews.decisions.verdicts import counters, rollup, verdict_base
from reviews.decisions.verdicts.idempotency import idempotent_transaction
from reviews.decisions.verdicts.verdict_base import MAX_INTEGER, MachineEvidence, RecordedVerdict
from reviews.decisions.verdicts.verdict_request import VerdictRequest, is_storable
from reviews.models import Detection, Finding, Job, Reviewer
from reviews.vocabulary import BoxKind, DecisionTarget, FindingKind, FindingSource, Suggestion

Box = tuple[int, int, int, int]

MANUAL_KINDS = (FindingKind.FRAME, FindingKind.AUDIO, FindingKind.TEXT)
MAX_CATEGORY_LENGTH = 100
MAX_LABEL_LENGTH = 200


@dataclass(frozen=True, kw_only=True)
class ManualFindingRequest(VerdictRequest):
    """A finding (kind frame, audio or text) at `start_ms`..`end_ms` with its verdict.

    `box`: (x1, y1, x2, y2) in source pixels, becomes one detection. Blanks around category and label do not count.
    """

    kind: str
    start_ms: int | None
    end_ms: int | None
    category: str
    label: str = ""
    box: Box | None = None
    target: DecisionTarget = DecisionTarget.FINDING

    def __post_init__(self) -> None:
        object.__setattr__(self, "category", self.category.strip())
        object.__setattr__(self, "label", self.label.strip())

    @property
    def about(self) -> tuple[str | int | None, ...]:
        return ("missed", self.kind, self.start_ms, self.end_ms, self.category, self.label, *(self.box or ()))

    def validate(self) -> None:
        """Check what needs no job; time and box are checked against the job when it is locked.

        Errors: those of every verdict; Invalid ``bad_kind``, ``bad_category``, ``bad_label``, ``pass_on_own_finding``.
        """
        if self.take_back:
            raise Invalid("bad_take_back", _("Choose review or block for the finding you add."), field="verdict")
        super().validate()
        _check_labels(self)


@idempotent_transaction
def add_manual_finding(request: ManualFindingRequest, *, by: Reviewer, now: datetime) -> RecordedVerdict:
    """Add the finding to the job that `by` holds, with its verdict.

    The same key with the same request answers the stored decision again. A later verdict pass cancels the finding; who
    takes the verdict back takes the finding off the page; it is never deleted.

    Errors: those of `open_verdict` and of the request; Invalid ``bad_time``, ``bad_box``.
    """
    context = verdict_base.open_verdict(request, by=by, now=now)
    if isinstance(context, RecordedVerdict):
        return context
    job, kind, box, verdict = context.job, request.kind, request.box, request.verdict
    start_ms, end_ms = request.start_ms, request.end_ms
    _check_time(job, kind, start_ms, end_ms)
    _check_box(job, box)
    job.evidence_version += 1  # the timeline is built again with it
    finding = Finding.objects.create(
        job=job,
        key=f"person:{secrets.token_hex(16)}",
        kind=kind,
        start_ms=start_ms,
        end_ms=end_ms,
        category=request.category,
        label=request.label,
        source=FindingSource.PERSON,
        added_by=by,
        first_seen_at=now,
        changed_at=now,
    )
    if box:
        _store_box(finding, box)
    decision = verdict_base.append_decision(context, MachineEvidence("", links={"finding": finding}))
    Job.objects.filter(pk=job.pk).update(evidence_version=job.evidence_version)
    steps = counters.verdict_delta("", verdict, was_decided=False)
    counters.apply_delta(job, steps + Counter(findings_count=1, detections_count=1 if box else 0))
    verdict_base.audit_decision(context, decision)
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


def _check_labels(request: ManualFindingRequest) -> None:
    if request.kind not in MANUAL_KINDS:
        raise Invalid("bad_kind", _("Choose frame, audio or text as the finding type."), field="kind")
    if not request.category or not is_storable(request.category, MAX_CATEGORY_LENGTH):
        raise Invalid(
            "bad_category",
            _("Enter a category of 1 to %(n)d characters of plain text.") % {"n": MAX_CATEGORY_LENGTH},
            field="category",
        )
    if not is_storable(request.label, MAX_LABEL_LENGTH):
        raise Invalid(
            "bad_label", _("Use at most %(n)d characters of plain text.") % {"n": MAX_LABEL_LENGTH}, field="label"
        )
    if request.verdict == Suggestion.PASS:
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
