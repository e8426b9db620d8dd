"""A finding that the machine missed."""

from datetime import timedelta
from typing import Any

import pytest

from reviews import audit
from reviews.access.errors import Conflict, Invalid
from reviews.decisions.claims import claim
from reviews.decisions.verdicts import rollup
from reviews.decisions.verdicts.verdict_base import RecordedVerdict
from reviews.models import Decision, Finding, Job, Reviewer
from reviews.providers.results import FindingResult, JobResult
from reviews.vocabulary import DecisionTarget, FindingKind, JobState, Suggestion
from tests.builders import NOON, a_finding, a_job
from tests.domain.result_builders import store_as_a_step
from tests.verdicts import add_manual_finding, record_batch, record_verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(ana: Reviewer) -> Job:
    job = a_job()
    a_finding(job)
    claim.claim(job.pk, by=ana, now=NOON)
    return job


def add(job: Job, by: Reviewer, **changes: Any) -> RecordedVerdict:
    asked = {
        "kind": "frame", "start_ms": 1000, "end_ms": 2000, "category": "weapon", "label": "knife", "verdict": "block",
        "box": (1, 2, 30, 40), "version": 1, "fence": 1, "idempotency_key": "k",
    }  # fmt: skip
    return add_manual_finding(job.pk, **{"by": by, "now": NOON, **asked, **changes})


def test_it_is_a_finding_with_a_verdict_and_no_machine_word(job: Job, ana: Reviewer) -> None:
    done = add(job, ana, note="in the mirror")
    finding = Finding.objects.get(source="person")
    assert (finding.kind, finding.start_ms, finding.end_ms, finding.added_by) == ("frame", 1000, 2000, ana)
    assert (finding.suggestion, finding.score, finding.detections.get().box) == ("", None, (1, 2, 30, 40))
    assert (done.decision.finding, done.decision.machine_suggestion, done.decision.is_override) == (finding, "", False)
    job.refresh_from_db()
    assert (job.findings_count, job.detections_count, job.block_count, job.decided_count) == (2, 1, 2, 1)
    assert (job.version, job.evidence_version) == (2, 2)
    assert audit.verify_trail().is_whole


def test_a_retry_answers_the_same_and_other_words_are_refused(job: Job, ana: Reviewer) -> None:
    first = add(job, ana)
    assert add(job, ana).decision == first.decision
    with pytest.raises(Conflict, check=lambda error: error.code == "key_reused"):
        add(job, ana, start_ms=1001)
    assert Finding.objects.count() == 2


def test_a_later_pass_cancels_it(job: Job, ana: Reviewer) -> None:
    finding = add_finding(job, ana)
    record_verdict(
        job.pk, by=ana, now=NOON, target=DecisionTarget.FINDING, target_id=finding.pk, verdict="pass", version=2,
        fence=1, idempotency_key="never mind",
    )  # fmt: skip
    job.refresh_from_db()
    assert (job.block_count, job.pass_count, job.decided_count) == (1, 0, 1)


def add_finding(job: Job, by: Reviewer) -> Finding:
    finding = add(job, by).decision.finding
    assert finding
    return finding


def withdraw(finding: Finding, by: Reviewer, verdict: str = "pass", **changes: Any) -> RecordedVerdict:
    asked = {"verdict": verdict, "version": 2, "fence": 1, "idempotency_key": f"{verdict} then", **changes}
    return record_verdict(finding.job_id, by=by, now=NOON, target=DecisionTarget.FINDING, target_id=finding.pk, **asked)


@pytest.mark.parametrize("machine", ["pass", "review", "block", ""])
@pytest.mark.parametrize("way", ["one", "many"])
def test_taken_back_where_the_machine_found_nothing_its_word_for_the_job_stands(
    ana: Reviewer, machine: str, way: str
) -> None:
    job = a_job(suggestion=machine)
    claim.claim(job.pk, by=ana, now=NOON)
    before = rollup.rollup_of_job(job).suggests
    finding = add_finding(job, ana)
    assert rollup.rollup_of_job(Job.objects.get()).suggests == "block"
    if way == "one":
        proposed = withdraw(finding, ana).rollup
    else:
        proposed = record_batch(
            job.pk, by=ana, now=NOON, finding_ids=[finding.pk], verdict="pass", version=2, fence=1,
            idempotency_key="never mind",
        ).rollup  # fmt: skip
    job.refresh_from_db()
    assert (job.pass_count, job.review_count, job.block_count, job.decided_count) == (0, 0, 0, 1)
    assert proposed.suggests == rollup.rollup_of_job(job).suggests == before == (machine or "review")


def test_taken_back_and_found_again_it_counts_again(ana: Reviewer) -> None:
    job = a_job(suggestion="pass")
    claim.claim(job.pk, by=ana, now=NOON)
    finding = add_finding(job, ana)
    withdraw(finding, ana)
    done = withdraw(finding, ana, "review", version=3)
    assert (done.rollup.passes, done.rollup.reviews, done.rollup.blocks, done.rollup.decided) == (0, 1, 0, 1)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"kind": "cover"}, "bad_kind", "kind"),
        ({"start_ms": -1}, "bad_time", "start_ms"),
        ({"start_ms": 3000}, "bad_time", "start_ms"),
        ({"end_ms": 60_001}, "bad_time", "start_ms"),
        ({"start_ms": None}, "bad_time", "start_ms"),
        ({"category": " "}, "bad_category", "category"),
        ({"category": "a\0"}, "bad_category", "category"),
        ({"label": "x" * 201}, "bad_label", "label"),
        ({"box": (0, 0, 641, 10)}, "bad_box", "box"),
        ({"box": (5, 5, 5, 10)}, "bad_box", "box"),
        ({"box": (1, 2, 3)}, "bad_box", "box"),
        ({"verdict": "pass"}, "pass_on_own_finding", "verdict"),
        ({"verdict": "odd"}, "unknown_verdict", "verdict"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(
    job: Job, ana: Reviewer, change: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add(job, ana, **change)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not Decision.objects.exists()


def test_no_sync_touches_what_a_person_added(job: Job, ana: Reviewer) -> None:
    add(job, ana)
    said = FindingResult(key="a", kind=FindingKind.FRAME, suggestion=Suggestion.REVIEW)
    for hour, findings in enumerate([(said,), (), (said,), (said,)]):
        result = JobResult(external_id="job-1", state=JobState.SUCCEEDED, suggestion=None, findings=findings)
        store_as_a_step(job, result, NOON + timedelta(hours=hour))
        finding = Finding.objects.get(source="person")
        assert (finding.withdrawn_at, finding.changed_at, finding.label) == (None, NOON, "knife")
        job = Job.objects.get(pk=job.pk)
        counted = (job.findings_count, job.detections_count, job.block_count, job.review_count, job.decided_count)
        assert counted == (len(findings) + 1, 1, 1, len(findings), 1)


def test_a_sync_does_not_count_what_was_taken_back(ana: Reviewer) -> None:
    job = a_job(suggestion="block")
    claim.claim(job.pk, by=ana, now=NOON)
    withdraw(add_finding(job, ana), ana)
    store_as_a_step(
        job, JobResult(external_id="job-1", state=JobState.SUCCEEDED, suggestion=Suggestion.BLOCK, findings=()), NOON
    )
    job = Job.objects.get()
    counted = (job.findings_count, job.detections_count, job.pass_count, job.block_count, job.decided_count)
    assert counted == (1, 1, 0, 0, 1)
    assert rollup.rollup_of_job(job).suggests == "block"
