"""A verdict on one finding or detection: a fixed handful of queries, however many frames the job has."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from reviews.access.errors import Invalid, NotFound
from reviews.decisions.claims.lease import MAX_ID
from reviews.decisions.verdicts import counters, rollup, verdict_base
from reviews.decisions.verdicts.idempotency import idempotent_transaction
from reviews.decisions.verdicts.verdict_base import MachineEvidence, RecordedVerdict
from reviews.decisions.verdicts.verdict_request import VerdictRequest
from reviews.labels import value_label
from reviews.models import Job, Reviewer
from reviews.vocabulary import DecisionTarget

__all__ = ["RecordedVerdict", "VerdictRequest", "record_verdict"]


@idempotent_transaction
def record_verdict(request: VerdictRequest, *, by: Reviewer, now: datetime) -> RecordedVerdict:
    """Append a verdict on a FINDING or DETECTION of the job that `by` holds, superseding the current one.

    The same key with the same request answers the stored decision again, whatever happened since. A verdict on a
    detection does not change its finding's verdict.

    Errors: those of `open_verdict`; Invalid ``bad_target``, NotFound (the target).
    """
    context = verdict_base.open_verdict(request, by=by, now=now)
    if isinstance(context, RecordedVerdict):
        return context
    job = context.job
    said = _current_state(job, request.target, request.target_id)
    evidence = MachineEvidence(
        said.suggestion, said.score, {"finding_id": said.finding_id, "detection_id": said.detection_id}
    )
    decision = verdict_base.append_decision(context, evidence, supersedes_id=said.current_id)
    counted = said.detection_id is None and not said.is_withdrawn
    before, was_decided = said.current_verdict or said.suggestion, said.current_id is not None
    steps = counters.verdict_delta(before, request.verdict, was_decided=was_decided, source=said.source)
    counters.apply_delta(job, steps if counted else Counter())
    verdict_base.audit_decision(context, decision)
    return RecordedVerdict(decision, job.version, rollup.rollup_of_job(job))


class _CurrentState(NamedTuple):
    """What is judged, and the decision on it that stands."""

    finding_id: int
    detection_id: int | None
    suggestion: str
    score: float | None
    source: str
    is_withdrawn: bool
    current_id: int | None
    current_verdict: str | None


_FINDING = """SELECT f.id, NULL, f.suggestion, f.score, f.source, f.withdrawn_at IS NOT NULL, d.id, d.verdict
    FROM reviews_finding f LEFT JOIN reviews_decision d ON d.id = (
        SELECT MAX(one.id) FROM reviews_decision one WHERE one.finding_id = f.id AND one.detection_id IS NULL)
    WHERE f.id = %s AND f.job_id = %s"""
_DETECTION = """SELECT f.id, t.id, t.suggestion, t.score, f.source, f.withdrawn_at IS NOT NULL, d.id, d.verdict
    FROM reviews_detection t JOIN reviews_finding f ON f.id = t.finding_id LEFT JOIN reviews_decision d ON d.id = (
        SELECT MAX(one.id) FROM reviews_decision one WHERE one.detection_id = t.id)
    WHERE t.id = %s AND f.job_id = %s"""


def _current_state(job: Job, target: DecisionTarget, target_id: int) -> _CurrentState:
    """The finding or detection as it stands: one query, the same for every job. Errors: Invalid, NotFound."""
    if target not in (DecisionTarget.FINDING, DecisionTarget.DETECTION):
        raise Invalid("bad_target", _("The target of this verdict must be a finding or a detection."), field="target")
    row = None
    if 0 < target_id <= MAX_ID:
        with connection.cursor() as cursor:
            cursor.execute(_FINDING if target == DecisionTarget.FINDING else _DETECTION, [target_id, job.pk])
            row = cursor.fetchone()
    if row is None:
        raise NotFound(
            "not_found",
            _("This %(target)s does not exist in this job. Reload the page.") % {"target": value_label(target)},
        )
    return _CurrentState(*row)
