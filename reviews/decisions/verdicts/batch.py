"""One verdict on many findings: one act, one transaction, one audit entry, one decision for each finding."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from reviews import audit
from reviews.access import permissions
from reviews.access.errors import Invalid, NotFound
from reviews.decisions.verdicts import counters, policy_check, rollup, verdict_base
from reviews.decisions.verdicts.idempotency import idempotent_transaction
from reviews.decisions.verdicts.verdict_base import VerdictRequest
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


@idempotent_transaction
def record_batch(
    job_id: int,
    *,
    by: Reviewer,
    now: datetime,
    finding_ids: Collection[int],
    verdict: str,
    version: int,
    fence: int,
    idempotency_key: str,
    policy_id: int | None = None,
    note: str = "",
    took_ms: int | None = None,
) -> RecordedBatch:
    """Give 1..20,000 findings of the job that `by` holds the same verdict; ids that come twice count once.

    The same key with the same words answers the stored decisions again, whatever happened since.

    Errors: those of `record`; Invalid ``bad_target``, ``too_many`` (field finding_ids); NotFound (context missing).
    """
    permissions.require(by, permissions.Permission.REVIEW)
    ids = _checked_ids(finding_ids)
    words = VerdictRequest(
        DecisionTarget.FINDING, 0, verdict, idempotency_key, policy_id, note, took_ms, about=("many", *ids)
    )
    verdict_base.validate_request(words)
    job = verdict_base.lock_job_for_verdict(job_id, words, by=by)
    if verdict_base.find_replay(job, words, by=by):
        rows = Decision.objects.filter(job_id=job.pk, decided_by=by, batch_key=idempotency_key).order_by("id")
        return RecordedBatch(list(rows.values_list("pk", flat=True)), verdict, job.version, rollup.rollup_of_job(job))
    review = verdict_base.check_current(job, by=by, version=version, fence=fence, now=now)
    shared = Decision(
        job=job,
        target=DecisionTarget.FINDING,
        review=review,
        policy=policy_check.require_policy(policy_id, verdict, note),
        verdict=verdict,
        payload_sha256=job.payload_sha256,
        evidence_version=job.evidence_version,
        decided_by=by,
        decided_by_name=by.shown_name,
        decided_at=now,
        took_ms=verdict_base.clamp_took_ms(took_ms),
        batch_key=idempotency_key,
        request_digest=words.digest,
    )
    said = _current_states(job, ids)
    shared.note = verdict_base.store_note(words, by=by, now=now)
    stored = Decision.objects.bulk_create(_decision_rows(shared, said), batch_size=BATCH_SIZE)
    counters.apply_delta(job, _total_delta(said, verdict))
    _audit_batch(shared, stored, by=by)
    return RecordedBatch([row.pk for row in stored], verdict, job.version, rollup.rollup_of_job(job))


def _checked_ids(finding_ids: Collection[int]) -> list[int]:
    if not finding_ids or not all(isinstance(pk, int) and not isinstance(pk, bool) for pk in finding_ids):
        raise Invalid("bad_target", _("Give the ID of at least one finding."), field="finding_ids")
    ids = sorted(set(finding_ids))
    if len(ids) > MAX_FINDINGS:
        raise Invalid(
            "too_many",
            _("Send at most %(n)d findings at once. Narrow the filter and send the rest later.") % {"n": MAX_FINDINGS},
            field="finding_ids",
        )
    return ids


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
