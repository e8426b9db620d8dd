"""A verdict on one finding or detection: a fixed handful of queries, however many frames the job has."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from reviews.access.errors import Invalid, NotFound
from reviews.decisions.claims.lease import MAX_ID
from reviews.decisions.verdicts import counters, rollup, take_back, verdict_base
from reviews.decisions.verdicts.idempotency import idempotent_transaction
from reviews.decisions.verdicts.target_state import TargetState, check_not_removed
from reviews.decisions.verdicts.verdict_base import MachineEvidence, RecordedVerdict
from reviews.decisions.verdicts.verdict_request import VerdictRequest
from reviews.labels import value_label
from reviews.models import Job, Reviewer
from reviews.vocabulary import DecisionTarget

__all__ = ["RecordedVerdict", "VerdictRequest", "record_verdict"]


@idempotent_transaction
def record_verdict(request: VerdictRequest, *, by: Reviewer, now: datetime) -> RecordedVerdict:
    """Append a verdict on a FINDING or DETECTION of the job that `by` holds, superseding the current one.

    With `take_back` what stood before the person's own verdict stands again; a finding that was only added by them is
    then off the page. The same key with the same request answers the stored decision again, whatever happened since. A
    verdict on a detection does not change its finding's verdict.

    Errors: those of `open_verdict` and `find_restored`; Invalid ``bad_target``, NotFound (the target); Conflict
    ``finding_taken_back``.
    """
    context = verdict_base.open_verdict(request, by=by, now=now)
    if isinstance(context, RecordedVerdict):
        return context
    job = context.job
    said = _current_state(job, request.target, request.target_id)
    restored = (
        take_back.find_restored([said.current_id], by=by, undoes=request.undoes)[said.current_id or 0]
        if request.take_back
        else None
    )
    verdict = restored.verdict if restored else request.verdict
    evidence = MachineEvidence(
        said.suggestion, said.score, {"finding_id": said.finding_id, "detection_id": said.detection_id}
    )
    steps = said.steps_to(verdict)
    if said.is_finding and said.is_added and not verdict:
        steps.update(take_back.remove_added_findings(job, [said.finding_id], now=now))
    decision = verdict_base.append_decision(context, evidence, supersedes_id=said.current_id, restored=restored)
    counters.apply_delta(job, steps)
    verdict_base.audit_decision(context, decision)
    return RecordedVerdict(decision, job.version, rollup.rollup_of_job(job))


# The newest decision, and the verdict that counts with it: its own, or that of the decision which it restores.
_NOW = "d.id, COALESCE(NULLIF(d.verdict, ''), r.verdict)"
_RESTORED = "LEFT JOIN reviews_decision r ON r.id = d.restores_id"
_FINDING = f"""SELECT f.id, NULL, f.suggestion, f.score, f.source, f.withdrawn_at IS NOT NULL, {_NOW}
    FROM reviews_finding f LEFT JOIN reviews_decision d ON d.id = (
        SELECT MAX(one.id) FROM reviews_decision one WHERE one.finding_id = f.id AND one.detection_id IS NULL)
    {_RESTORED} WHERE f.id = %s AND f.job_id = %s"""  # noqa: S608 - only the two constants above
_DETECTION = f"""SELECT f.id, t.id, t.suggestion, t.score, f.source, f.withdrawn_at IS NOT NULL, {_NOW}
    FROM reviews_detection t JOIN reviews_finding f ON f.id = t.finding_id LEFT JOIN reviews_decision d ON d.id = (
        SELECT MAX(one.id) FROM reviews_decision one WHERE one.detection_id = t.id)
    {_RESTORED} WHERE t.id = %s AND f.job_id = %s"""  # noqa: S608 - only the two constants above


def _current_state(job: Job, target: DecisionTarget, target_id: int) -> TargetState:
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
    found = TargetState(*row)
    check_not_removed([found])
    return found
