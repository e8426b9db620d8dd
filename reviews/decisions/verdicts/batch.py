"""One verdict on many findings: one act, one transaction, one audit entry, one decision for each finding."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import batched

from django.utils.translation import gettext as _

from reviews import audit
from reviews.access.errors import Invalid, NotFound
from reviews.decisions.verdicts import counters, rollup, take_back, verdict_base
from reviews.decisions.verdicts.idempotency import idempotent_transaction
from reviews.decisions.verdicts.take_back import Restored
from reviews.decisions.verdicts.verdict_base import RecordedVerdict
from reviews.decisions.verdicts.verdict_request import VerdictRequest
from reviews.models import Decision, Finding, Job, Reviewer
from reviews.vocabulary import DecisionTarget, FindingSource

MAX_FINDINGS = 20_000
BATCH_SIZE = 500
MAX_ID = 2**63 - 1


@dataclass(frozen=True)
class RecordedBatch:
    """Ids of the stored decisions in the order of their findings' ids, and the job after the act.

    Of an act of taking back `verdict` is empty, `undecided` findings have no verdict now and `restored` an earlier one.
    """

    decisions: list[int]
    verdict: str
    job_version: int
    rollup: rollup.Rollup
    undecided: int = 0
    restored: int = 0


@dataclass(frozen=True)
class _CurrentState:
    """What stands about a finding: the machine's words, and the current decision if there is one."""

    suggestion: str
    score: float | None
    is_withdrawn: bool
    source: str
    current_id: int | None
    current_verdict: str

    @property
    def is_added(self) -> bool:
        return self.source == FindingSource.PERSON


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
    """Give 1..20,000 findings of the job that `by` holds the same verdict, or take back the ones they gave.

    All or none. The same key with the same request answers the stored decisions again, whatever happened since.

    Errors: those of `open_verdict`, of the request and of `find_restored`; NotFound (context missing); Conflict
    ``finding_taken_back``.
    """
    context = verdict_base.open_verdict(request, by=by, now=now)
    if isinstance(context, RecordedVerdict):
        return _stored_batch(request, context, by=by)
    job = context.job
    said = _current_states(job, request.unique_ids)
    restored = _find_restored(said, request, by=by) if request.take_back else {}
    after = {pk: restored[pk].verdict if restored else request.verdict for pk in said}
    steps = _total_delta(said, after)
    gone = [pk for pk, state in said.items() if state.is_added and not after[pk]]
    steps.update(take_back.remove_added_findings(job, gone, now=now))
    note = verdict_base.store_note(context)
    shared = verdict_base.new_decision(context, batch_key=request.idempotency_key, note=note)
    stored = Decision.objects.bulk_create(_decision_rows(shared, said, restored), batch_size=BATCH_SIZE)
    counters.apply_delta(job, steps)
    _audit_batch(shared, stored, by=by, is_taken_back=request.take_back)
    ids = [row.pk for row in stored]
    return RecordedBatch(ids, request.verdict, job.version, rollup.rollup_of_job(job), *_count_restored(stored))


def _stored_batch(request: BatchVerdictRequest, first: RecordedVerdict, *, by: Reviewer) -> RecordedBatch:
    rows = Decision.objects.filter(job_id=request.job_id, decided_by=by, batch_key=request.idempotency_key)
    stored = list(rows.order_by("id").only("pk", "verdict", "restores_id"))
    ids = [row.pk for row in stored]
    return RecordedBatch(ids, request.verdict, first.job_version, first.rollup, *_count_restored(stored))


def _find_restored(
    said: dict[int, _CurrentState], request: BatchVerdictRequest, *, by: Reviewer
) -> dict[int, Restored]:
    """Finding -> what counts again: three queries for every 500. Errors: those of `take_back.find_restored`."""
    found: dict[int, Restored] = {}
    for some in batched(said.items(), BATCH_SIZE):
        heads = [state.current_id for _pk, state in some]
        by_head = take_back.find_restored(heads, by=by, undoes=request.undoes)
        found.update({pk: by_head[state.current_id or 0] for pk, state in some})
    return found


def _count_restored(stored: list[Decision]) -> tuple[int, int]:
    """How many of the decisions leave nothing standing, and how many an earlier verdict; (0, 0) of verdicts."""
    undecided = sum(not row.verdict and row.restores_id is None for row in stored)
    return undecided, sum(row.restores_id is not None for row in stored)


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
        newest = standing.values_list("finding_id", "pk", "verdict", "restores__verdict")
        current = {finding_id: (pk, word or again or "") for finding_id, pk, word, again in newest}
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
    if any(one.is_added and one.is_withdrawn for one in said.values()):
        raise take_back.finding_removed()
    return said


def _decision_rows(
    shared: Decision, said: dict[int, _CurrentState], restored: dict[int, Restored]
) -> Iterator[Decision]:
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
                **(restored[pk].columns if restored else {}),
            }
        )


def _total_delta(said: dict[int, _CurrentState], after: dict[int, str]) -> Counter[str]:
    """Steps of the counters when `after` ("": none) counts on each finding from now on."""
    steps: Counter[str] = Counter()
    for pk, one in said.items():
        if not one.is_withdrawn:
            before, now = one.current_verdict or one.suggestion, after[pk] or one.suggestion
            decided = {"was_decided": bool(one.current_verdict), "is_decided": bool(after[pk])}
            steps.update(counters.verdict_delta(before, now, source=one.source, **decided))
    return steps


def _audit_batch(shared: Decision, stored: list[Decision], *, by: Reviewer, is_taken_back: bool) -> None:
    """One entry for the act; its digests over (finding, decision) pairs and over the rows bind them to the chain.

    What single rows of an act of taking back restore differs, so that only the digest of the rows holds it.
    """
    undecided, restored = _count_restored(stored)
    said: dict[str, audit.JSON] = {"verdict": shared.verdict, **verdict_base.say_grounds(shared)}
    audit.record(
        "decisions.taken_back" if is_taken_back else "decisions.recorded",
        by=by,
        now=shared.decided_at,
        subject=shared.job,
        job_id=shared.job_id,
        count=len(stored),
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
