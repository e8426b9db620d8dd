"""One verdict on many findings."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from reviews import audit
from reviews.access.errors import Conflict, Invalid, NotFound
from reviews.decisions.claims import claim
from reviews.decisions.verdicts.batch import RecordedBatch
from reviews.decisions.verdicts.verdict_base import RecordedVerdict
from reviews.models import AuditEntry, Decision, Finding, Job, Note, Reviewer
from reviews.vocabulary import DecisionTarget
from tests.builders import NOON, a_finding, a_job
from tests.verdicts import record_batch, record_verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(ana: Reviewer) -> Job:
    job = a_job()
    for _ in range(3):
        a_finding(job)
    claim.claim(job.pk, by=ana, now=NOON)
    return job


def many(job: Job, by: Reviewer, verdict: str = "pass", **changes: Any) -> RecordedBatch:
    asked = {"version": 1, "fence": 1, "idempotency_key": "k", "finding_ids": ids(job)}
    return record_batch(job.pk, **{"by": by, "now": NOON, "verdict": verdict, **asked, **changes})


def ids(job: Job) -> list[int]:
    return list(job.findings.order_by("id").values_list("pk", flat=True))


def one(job: Job, by: Reviewer, **changes: Any) -> RecordedVerdict:
    asked = {"target": DecisionTarget.FINDING, "target_id": ids(job)[0], "verdict": "pass", "version": 1, "fence": 1}
    return record_verdict(job.pk, **{"by": by, "now": NOON, "idempotency_key": "k", **asked, **changes})


def test_every_finding_has_its_own_decision(job: Job, ana: Reviewer) -> None:
    first = one(job, ana, idempotency_key="first", verdict="review").decision
    done = many(job, ana, version=2, finding_ids=ids(job) * 2, note="all dolls", took_ms=900)
    rows = list(Decision.objects.filter(batch_key="k").order_by("id"))
    assert [row.pk for row in rows] == done.decisions
    assert [row.finding_id for row in rows] == ids(job)
    assert [row.supersedes for row in rows] == [first, None, None]
    assert [row.idempotency_key for row in rows] == ["k", "k#1", "k#2"]
    assert {(row.note_text, row.machine_suggestion, row.machine_score, row.took_ms) for row in rows} == {
        ("all dolls", "block", 0.9, 900)
    }
    assert Note.objects.count() == 1
    job.refresh_from_db()
    assert (job.pass_count, job.review_count, job.block_count, job.decided_count) == (3, 0, 0, 3)
    assert done.job_version == job.version == 3
    assert (done.rollup.passes, done.rollup.decided, done.rollup.suggests) == (3, 3, "pass")


def test_one_audit_entry_tells_of_the_whole_act(job: Job, ana: Reviewer) -> None:
    many(job, ana, note="secret words")
    entry = AuditEntry.objects.get(action="decisions.recorded")
    assert '"count":3' in entry.body
    assert "secret" not in entry.body
    assert audit.verify_trail().is_whole


def test_a_withdrawn_finding_is_decided_but_not_counted(job: Job, ana: Reviewer) -> None:
    Finding.objects.filter(pk=ids(job)[0]).update(withdrawn_at=NOON)
    Job.objects.update(block_count=2)
    rollup = many(job, ana).rollup
    assert (rollup.passes, rollup.blocks, rollup.decided) == (2, 0, 2)


def test_a_retry_answers_the_same_decisions(job: Job, ana: Reviewer, ben: Reviewer) -> None:
    first = many(job, ana)
    claim.claim(job.pk, by=ben, now=NOON + timedelta(hours=1))
    assert many(job, ana, finding_ids=ids(job)[::-1]).decisions == first.decisions
    assert Decision.objects.count() == 3


@pytest.mark.parametrize("change", [{"verdict": "block"}, {"note": "x"}, {"finding_ids": [1]}])
def test_the_key_of_other_words_is_refused(job: Job, ana: Reviewer, change: dict[str, Any]) -> None:
    many(job, ana)
    with pytest.raises(Conflict) as refused:
        many(job, ana, **change)
    assert refused.value.code == "key_reused"


def test_single_and_many_do_not_share_a_key(job: Job, ana: Reviewer) -> None:
    many(job, ana)
    with pytest.raises(Conflict, check=lambda error: error.code == "key_reused"):
        one(job, ana)
    one(job, ana, idempotency_key="single", version=2)
    with pytest.raises(Conflict, check=lambda error: error.code == "key_reused"):
        many(job, ana, idempotency_key="single", version=3)
    with pytest.raises(Invalid, check=lambda error: error.code == "bad_key"):
        one(job, ana, idempotency_key="k#1", version=3)


def test_foreign_and_unknown_findings_are_not_found_and_nothing_is_stored(job: Job, ana: Reviewer) -> None:
    stranger = a_finding(a_job(external_id="other"))
    with pytest.raises(NotFound) as refused:
        many(job, ana, finding_ids=[*ids(job), stranger.pk, 2**70])
    assert refused.value.context == {"missing": 2}
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("finding_ids", "code"), [([], "bad_target"), (["1"], "bad_target"), (range(20_001), "too_many")]
)
def test_bad_lists_name_the_field(job: Job, ana: Reviewer, finding_ids: Sequence[object], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        many(job, ana, finding_ids=finding_ids)
    assert (refused.value.code, refused.value.field) == (code, "finding_ids")


def test_queries_grow_by_the_five_hundred(
    job: Job, ana: Reviewer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Finding.objects.bulk_create(
        Finding(job=job, key=f"f:{n}", kind="frame", suggestion="block", first_seen_at=NOON, changed_at=NOON)
        for n in range(1997)
    )
    Job.objects.update(block_count=2000, findings_count=2000)
    with django_assert_max_num_queries(14 + 4 * 3):
        assert many(job, ana).rollup.passes == 2000
