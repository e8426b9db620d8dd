"""One verdict on many findings and detections: one act, one transaction, one audit entry, one decision for each."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import batched

from django.utils.translation import gettext as _

from reviews import audit
from reviews.access.errors import Invalid
from reviews.decisions.verdicts import counters, rollup, take_back, verdict_base
from reviews.decisions.verdicts.idempotency import idempotent_transaction
from reviews.decisions.verdicts.take_back import Restored
from reviews.decisions.verdicts.target_state import BATCH_SIZE, TargetState, read_states
from reviews.decisions.verdicts.verdict_base import RecordedVerdict
from reviews.decisions.verdicts.verdict_request import VerdictRequest
from reviews.models import Decision, Reviewer
from reviews.vocabulary import DecisionTarget

MAX_FINDINGS = 20_000


@dataclass(frozen=True)
class RecordedBatch:
    """Ids of the stored decisions in the order of their findings' ids, then of detections', and the job after the act.

    Of an act of taking back `verdict` is empty, `undecided` findings have no verdict now and `restored` an earlier one.
    """

    decisions: list[int]
    verdict: str
    job_version: int
    rollup: rollup.Rollup
    undecided: int = 0
    restored: int = 0


@dataclass(frozen=True, kw_only=True)
class BatchVerdictRequest(VerdictRequest):
    """One verdict on these findings and detections of the job; ids that come twice count once."""

    finding_ids: Collection[int] = ()
    detection_ids: Collection[int] = ()
    target: DecisionTarget = DecisionTarget.FINDING

    @cached_property
    def unique_ids(self) -> list[int]:
        return sorted(set(self.finding_ids))

    @cached_property
    def unique_detection_ids(self) -> list[int]:
        return sorted(set(self.detection_ids))

    @property
    def about(self) -> tuple[str | int | None, ...]:
        about: list[str | int | None] = ["many", *self.unique_ids]
        if self.unique_detection_ids:
            about += ["detections", *self.unique_detection_ids]
        return tuple(about)

    def validate(self) -> None:
        """Check the ids first. Errors: Invalid ``bad_target``, ``too_many`` (field finding_ids), those of verdicts."""
        _check_ids([*set(self.finding_ids), *set(self.detection_ids)])
        super().validate()


@idempotent_transaction
def record_batch(request: BatchVerdictRequest, *, by: Reviewer, now: datetime) -> RecordedBatch:
    """Give 1..20,000 findings and detections of the job that `by` holds one verdict, or take back the ones they gave.

    All or none; a verdict on a detection does not change its finding's. The same key with the same request answers the
    stored decisions again, whatever happened since.

    Errors: those of `open_verdict`, of the request, of `find_restored` and of `read_states`.
    """
    context = verdict_base.open_verdict(request, by=by, now=now)
    if isinstance(context, RecordedVerdict):
        return _stored_batch(request, context, by=by)
    job = context.job
    states = read_states(job, request.unique_ids, request.unique_detection_ids)
    restored = _find_restored(states, request, by=by) if request.take_back else {}
    steps: Counter[str] = Counter()
    gone = []
    for one in states:
        verdict = restored[one.current_id or 0].verdict if restored else request.verdict
        steps.update(one.steps_to(verdict))
        if one.is_finding and one.is_added and not verdict:
            gone.append(one.finding_id)
    steps.update(take_back.remove_added_findings(job, gone, now=now))
    note = verdict_base.store_note(context)
    shared = verdict_base.new_decision(context, batch_key=request.idempotency_key, note=note)
    stored = Decision.objects.bulk_create(_decision_rows(shared, states, restored), batch_size=BATCH_SIZE)
    counters.apply_delta(job, steps)
    _audit_batch(shared, stored, by=by, is_taken_back=request.take_back)
    ids = [row.pk for row in stored]
    return RecordedBatch(ids, request.verdict, job.version, rollup.rollup_of_job(job), *_count_restored(stored))


def _stored_batch(request: BatchVerdictRequest, first: RecordedVerdict, *, by: Reviewer) -> RecordedBatch:
    rows = Decision.objects.filter(job_id=request.job_id, decided_by=by, batch_key=request.idempotency_key)
    stored = list(rows.order_by("id").only("pk", "verdict", "restores_id"))
    ids = [row.pk for row in stored]
    return RecordedBatch(ids, request.verdict, first.job_version, first.rollup, *_count_restored(stored))


def _find_restored(states: list[TargetState], request: BatchVerdictRequest, *, by: Reviewer) -> dict[int, Restored]:
    """Newest decision -> what counts again: three queries for every 500. Errors: those of `take_back.find_restored`."""
    found: dict[int, Restored] = {}
    for some in batched(states, BATCH_SIZE):
        found.update(take_back.find_restored([one.current_id for one in some], by=by, undoes=request.undoes))
    return found


def _count_restored(stored: list[Decision]) -> tuple[int, int]:
    """How many of the decisions leave nothing standing, and how many an earlier verdict; (0, 0) of verdicts."""
    undecided = sum(not row.verdict and row.restores_id is None for row in stored)
    return undecided, sum(row.restores_id is not None for row in stored)


def _check_ids(ids: Collection[int]) -> None:
    if not ids or not all(isinstance(pk, int) and not isinstance(pk, bool) for pk in ids):
        raise Invalid("bad_target", _("Give the ID of at least one finding."), field="finding_ids")
    if len(ids) > MAX_FINDINGS:
        raise Invalid(
            "too_many",
            _("Send at most %(n)d findings at once. Narrow the filter and send the rest later.") % {"n": MAX_FINDINGS},
            field="finding_ids",
        )


def _decision_rows(shared: Decision, states: list[TargetState], restored: dict[int, Restored]) -> Iterator[Decision]:
    same = {field.attname: getattr(shared, field.attname) for field in Decision._meta.concrete_fields}
    for number, one in enumerate(states):
        yield Decision(
            **{
                **same,
                "target": DecisionTarget.FINDING if one.is_finding else DecisionTarget.DETECTION,
                "finding_id": one.finding_id,
                "detection_id": one.detection_id,
                "machine_suggestion": one.suggestion,
                "machine_score": one.score,
                "supersedes_id": one.current_id,
                "idempotency_key": f"{shared.batch_key}#{number}" if number else shared.batch_key,
                **(restored[one.current_id or 0].columns if restored else {}),
            }
        )


def _audit_batch(shared: Decision, stored: list[Decision], *, by: Reviewer, is_taken_back: bool) -> None:
    """One entry for the act; its digests over (finding, decision) pairs and over the rows bind them to the chain.

    What single rows of an act of taking back restore differs, so that only the digest of the rows holds it.
    """
    undecided, restored = _count_restored(stored)
    detections = sum(row.detection_id is not None for row in stored)
    said: dict[str, audit.JSON] = {"verdict": shared.verdict, **verdict_base.say_grounds(shared)}
    audit.record(
        "decisions.taken_back" if is_taken_back else "decisions.recorded",
        by=by,
        now=shared.decided_at,
        subject=shared.job,
        job_id=shared.job_id,
        count=len(stored),
        **({"detections": detections} if detections else {}),
        ids_digest=audit.digest_pairs([[row.finding_id or 0, row.pk] for row in stored]),
        rows_digest=audit.digest_decisions(stored),
        first=stored[0].pk,
        last=stored[-1].pk,
        payload_sha256=shared.payload_sha256,
        evidence_version=shared.evidence_version,
        review=shared.review_id,
        fence=shared.review.fence if shared.review else None,
        version=shared.job.version,
        **({"undecided": undecided, "restored": restored} if is_taken_back else said),
    )
