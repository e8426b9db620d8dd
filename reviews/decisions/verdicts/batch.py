"""One verdict on many findings: one act, one transaction, one audit entry, one decision for each finding."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from reviews import audit
from reviews.access.errors import Invalid, NotFound
from reviews.decisions.verdicts import counters, rollup, verdict_base
from reviews.decisions.verdicts.idempotency import idempotent_transaction
from reviews.decisions.verdicts.verdict_base import RecordedVerdict
from reviews.decisions.verdicts.verdict_request import VerdictRequest
from reviews.models import Decision, Finding, Job, Reviewer
from reviews.vocabulary import DecisionTarget

MAX_FINDINGS = 20_000
BATCH_SIZE = 500
MAX_ID = 2**63 - 1


@dataclass(frozen=True)
class RecordedBatch:
    """Ids of the stored decisions in the order of their findings' ids, and the job after the act."""

    decisions: list[int]
    verdict: str
    job_version: int
    rollup: rollup.Rollup


@dataclass(frozen=True)
class _CurrentState:
    """What stands about a finding: the machine's words, and the current decision if there is one."""

    suggestion: str
    score: float | None
    is_withdrawn: bool
    source: str
    current_id: int | None
    current_verdict: str


@dataclass(frozen=True, kw_only=True)
class BatchVerdictRequest(VerdictRequest):
    """One verdict on these findings of the job; ids that come twice count once."""

    finding_ids: Collection[int]
    target: DecisionTarget = DecisionTarget.FINDING

    @cached_property
    def unique_ids(self) -> list[int]:
        return sorted(set(self.finding_ids))

    @property
    def about(self) -> tuple[str | int | None, ...]:
        return ("many", *self.unique_ids)

    def validate(self) -> None:
        """Check the ids first. Errors: Invalid ``bad_target``, ``too_many`` (field finding_ids), those of verdicts."""
        _check_ids(self.finding_ids)
        super().validate()


@idempotent_transaction
def record_batch(request: BatchVerdictRequest, *, by: Reviewer, now: datetime) -> RecordedBatch:
    """Give 1..20,000 findings of the job that `by` holds the same verdict.

    The same key with the same request answers the stored decisions again, whatever happened since.

    Errors: those of `open_verdict` and of the request; NotFound (context missing).
    """
    context = verdict_base.open_verdict(request, by=by, now=now)
    if isinstance(context, RecordedVerdict):
        return _stored_batch(request, context, by=by)
    job, verdict = context.job, request.verdict
    said = _current_states(job, request.unique_ids)
    note = verdict_base.store_note(context)
    shared = verdict_base.new_decision(context, batch_key=request.idempotency_key, note=note)
    stored = Decision.objects.bulk_create(_decision_rows(shared, said), batch_size=BATCH_SIZE)
    counters.apply_delta(job, _total_delta(said, verdict))
    _audit_batch(shared, stored, by=by)
    return RecordedBatch([row.pk for row in stored], verdict, job.version, rollup.rollup_of_job(job))


def _stored_batch(request: BatchVerdictRequest, first: RecordedVerdict, *, by: Reviewer) -> RecordedBatch:
    rows = Decision.objects.filter(job_id=request.job_id, decided_by=by, batch_key=request.idempotency_key)
    ids = list(rows.order_by("id").values_list("pk", flat=True))
    return RecordedBatch(ids, request.verdict, first.job_version, first.rollup)


def _check_ids(finding_ids: Collection[int]) -> None:
    if not finding_ids or not all(isinstance(pk, int) and not isinstance(pk, bool) for pk in finding_ids):
        raise Invalid("bad_target", _("Give the ID of at least one finding."), field="finding_ids")
    if len(set(finding_ids)) > MAX_FINDINGS:
        raise Invalid(
            "too_many",
            _("Send at most %(n)d findings at once. Narrow the filter and send the rest later.") % {"n": MAX_FINDINGS},
            field="finding_ids",
        )


def _current_states(job: Job, ids: list[int]) -> dict[int, _CurrentState]:
    """Two queries for every 500 findings. Errors: NotFound when some are not the job's."""
    said = {}
    for start in range(0, len(ids), BATCH_SIZE):
        some = [pk for pk in ids[start : start + BATCH_SIZE] if 0 < pk <= MAX_ID]
        found = Finding.objects.filter(pk__in=some, job_id=job.pk)
        standing = Decision.objects.current().filter(finding_id__in=some, detection=None)
        current = {
            finding_id: (pk, word) for finding_id, pk, word in standing.values_list("finding_id", "pk", "verdict")
        }
        for pk, suggestion, score, gone_at, source in found.values_list(
            "pk", "suggestion", "score", "withdrawn_at", "source"
        ):
            said[pk] = _CurrentState(suggestion, score, gone_at is not None, source, *current.get(pk, (None, "")))
    if missing := len(ids) - len(said):
        raise NotFound(
            "not_found",
            _("%(n)d of these findings do not belong to this job. Nothing was saved. Reload the page.")
            % {"n": missing},
            missing=missing,
        )
    return said


def _decision_rows(shared: Decision, said: dict[int, _CurrentState]) -> Iterator[Decision]:
    same = {field.attname: getattr(shared, field.attname) for field in Decision._meta.concrete_fields}
    for number, pk in enumerate(sorted(said)):
        yield Decision(
            **{
                **same,
                "finding_id": pk,
                "machine_suggestion": said[pk].suggestion,
                "machine_score": said[pk].score,
                "supersedes_id": said[pk].current_id,
                "idempotency_key": f"{shared.batch_key}#{number}" if number else shared.batch_key,
            }
        )


def _total_delta(said: dict[int, _CurrentState], verdict: str) -> Counter[str]:
    steps: Counter[str] = Counter()
    for one in said.values():
        if not one.is_withdrawn:
            before = one.current_verdict or one.suggestion
            was_decided = one.current_id is not None
            steps.update(counters.verdict_delta(before, verdict, was_decided=was_decided, source=one.source))
    return steps


def _audit_batch(shared: Decision, stored: list[Decision], *, by: Reviewer) -> None:
    """One entry for the act; its digests over (finding, decision) pairs and over the rows bind them to the chain."""
    audit.record(
        "decisions.recorded",
        by=by,
        now=shared.decided_at,
        subject=shared.job,
        job_id=shared.job_id,
        count=len(stored),
        verdict=shared.verdict,
        ids_digest=audit.digest_pairs([[row.finding_id or 0, row.pk] for row in stored]),
        rows_digest=audit.digest_decisions(stored),
        first=stored[0].pk,
        last=stored[-1].pk,
        payload_sha256=shared.payload_sha256,
        evidence_version=shared.evidence_version,
        review=shared.review_id,
        fence=shared.review.fence if shared.review else None,
        version=shared.job.version,
        **verdict_base.say_grounds(shared),
    )
