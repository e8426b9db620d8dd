"""A verdict on one finding or detection: a fixed handful of queries, however many frames the job has."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from reviews.decisions import counters, grounds, ledger, rollup, rules
from reviews.decisions.act import act
from reviews.decisions.errors import Invalid, NotFound
from reviews.decisions.lease import LARGEST_ID
from reviews.decisions.ledger import Evidence, Recorded, Words
from reviews.models import Job, Reviewer
from reviews.vocabulary import DecisionTarget
from reviews.wording import word

__all__ = ["Recorded", "record"]


@act
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
    job = ledger.locked(job_id, words, by=by)
    if stored := ledger.replayed(job, words, by=by):
        return stored
    review = ledger.check_current(job, by=by, version=version, fence=fence, now=now)
    policy = grounds.chosen(policy_id, verdict, note)
    said = _target(job, target, target_id)
    evidence = Evidence(said.suggestion, said.score, {"finding_id": said.finding_id, "detection_id": said.detection_id})
    decision = ledger.append(
        job, words, evidence, review=review, policy=policy, supersedes_id=said.current_id, by=by, now=now
    )
    counted = said.detection_id is None and not said.is_withdrawn
    before, was_decided = said.current_verdict or said.suggestion, said.current_id is not None
    steps = counters.moved(before, verdict, was_decided=was_decided, source=said.source)
    counters.move(job, steps if counted else Counter())
    ledger.tell(decision, words, by=by)
    return Recorded(decision, job.version, rollup.of(job))


class _Target(NamedTuple):
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


def _target(job: Job, target: DecisionTarget, target_id: int) -> _Target:
    """The finding or detection as it stands: one query, the same for every job. Errors: Invalid, NotFound."""
    if target not in (DecisionTarget.FINDING, DecisionTarget.DETECTION):
        raise Invalid("bad_target", _("A verdict here is about a finding or a detection."), field="target")
    row = None
    if 0 < target_id <= LARGEST_ID:
        with connection.cursor() as cursor:
            cursor.execute(_FINDING if target == DecisionTarget.FINDING else _DETECTION, [target_id, job.pk])
            row = cursor.fetchone()
    if row is None:
        raise NotFound(
            "not_found", _("There is no such %(target)s in this job. Reload the page.") % {"target": word(target)}
        )
    return _Target(*row)
