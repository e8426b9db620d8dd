"""Storing a result: idempotent, in place, nothing deleted, people's decisions untouched."""

from datetime import datetime, timedelta

import pytest

from reviews.models import Decision, Detection, Finding, Job, Queue, Reviewer
from reviews.providers.results import ObjectRef, Warning
from reviews.sync import store as store_room
from reviews.sync.lease import StaleFence, acquire
from reviews.vocabulary import DecisionTarget, FindingKind, JobState, ReviewState, Suggestion
from tests.builders import a_job, an_account
from tests.domain.result_builders import a_detection_result, a_frame_result, a_result, store_as_a_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def job() -> Job:
    return Job.objects.create(account=an_account(), external_id="job-1")


def decide(finding: Finding, verdict: Suggestion, by: Reviewer, now: datetime) -> Decision:
    return Decision.objects.create(
        job=finding.job, target=DecisionTarget.FINDING, finding=finding, verdict=verdict,
        machine_suggestion=finding.suggestion, decided_by=by, decided_by_name=by.username, decided_at=now,
        idempotency_key=f"k{finding.pk}", request_digest="d" * 64,
    )  # fmt: skip


def test_a_finished_result_becomes_rows_counters_and_a_waiting_job(job: Job, noon: datetime) -> None:
    qr = a_detection_result("image_text:qr:0", box=None, content="http://x", spans=("买", "now"), score=None)
    frame = a_frame_result(5000, detections=(a_detection_result(), qr), snapshot=ObjectRef("b", "oss-x", "k.jpg"))
    speech = a_frame_result(7000, key="audio:1", kind=FindingKind.AUDIO, suggestion=Suggestion.REVIEW, detections=())
    store_as_a_step(
        job, a_result(frame, speech, title="clip", finished_at=noon, warnings=(Warning("x", "y", 2),)), noon
    )

    assert (job.state, job.suggestion, job.title, job.finished_at) == ("succeeded", "block", "clip", noon)
    assert (job.findings_count, job.detections_count, job.block_count, job.review_count) == (2, 2, 1, 1)
    assert (job.review_state, job.ready_at, job.media_next_try_at) == (ReviewState.WAITING, noon, noon)
    assert (job.next_poll_at, job.sync_lease_until, job.sync_attempts) == (None, None, 0)
    assert (job.evidence_version, job.risk) == (1, 2.75)
    assert job.warnings == [{"code": "x", "path": "y", "count": 2}]
    stored = job.findings.get(key="frame:5000")
    assert (stored.kind, stored.start_ms, stored.text, stored.snapshot_object) == ("frame", 5000, "buy now", "k.jpg")
    assert (stored.first_seen_at, stored.withdrawn_at, stored.still_file) == (noon, None, "")
    face, code = stored.detections.all()
    assert (face.box, face.box_kind, face.score, face.spans, face.is_withdrawn) == (
        (12, 13, 100, 200), "face", 0.75, [], False,
    )  # fmt: skip
    assert (code.box, code.box_kind, code.content, code.spans, code.position) == (
        None,
        "",
        "http://x",
        ["买", "now"],
        1,
    )


def test_rows_written_in_bulk_equal_rows_written_one_by_one(job: Job, noon: datetime) -> None:
    store_as_a_step(job, a_result(a_frame_result(1000), a_frame_result(2000)), noon)
    by_hand = Finding.objects.create(
        job=job, key="frame:3000", kind="frame", start_ms=3000, suggestion="block", category="porn", text="buy now",
        first_seen_at=noon, changed_at=noon,
    )  # fmt: skip
    Detection.objects.create(
        finding=by_hand, key="porn:sexy:0", position=0, category="porn", label="sexy", suggestion="block", score=0.75,
        x1=12, y1=13, x2=100, y2=200, box_kind="face",
    )  # fmt: skip
    store_as_a_step(
        job, a_result(a_frame_result(1000), a_frame_result(2000), a_frame_result(3000)), noon + timedelta(hours=1)
    )
    assert job.evidence_version == 1
    assert by_hand.pk > job.findings.get(key="frame:2000").pk


def test_the_same_result_again_changes_nothing(job: Job, noon: datetime) -> None:
    qr = a_detection_result("qr:0", spans=("a", "b c"))
    result = a_result(a_frame_result(1000, detections=(qr,)), a_frame_result(2000, score=0.1 + 0.2))
    store_as_a_step(job, result, noon)
    before = (list(Finding.objects.values()), list(Detection.objects.values()))
    change = store_as_a_step(job, result, noon + timedelta(hours=1))
    assert not change.is_any
    assert (list(Finding.objects.values()), list(Detection.objects.values())) == before
    assert job.evidence_version == 1


def test_changed_words_are_updated_in_place(job: Job, noon: datetime) -> None:
    store_as_a_step(job, a_result(a_frame_result(1000), a_frame_result(2000)), noon)
    pk = job.findings.get(key="frame:1000").pk
    later = noon + timedelta(hours=1)
    softer = a_frame_result(1000, suggestion=Suggestion.PASS, detections=(a_detection_result(score=0.2),))
    store_as_a_step(job, a_result(softer, a_frame_result(2000)), later)
    finding = Finding.objects.get(pk=pk)
    assert (finding.suggestion, finding.changed_at, finding.first_seen_at) == ("pass", later, noon)
    assert finding.detections.get().score == 0.2
    assert job.findings.get(key="frame:2000").changed_at == noon
    assert (job.evidence_version, job.pass_count, job.block_count) == (2, 1, 1)


def test_a_changed_detection_alone_marks_its_finding(job: Job, noon: datetime) -> None:
    store_as_a_step(job, a_result(a_frame_result(1000)), noon)
    later = noon + timedelta(hours=1)
    store_as_a_step(
        job, a_result(a_frame_result(1000, detections=(a_detection_result(), a_detection_result("b:0")))), later
    )
    assert job.findings.get().changed_at == later
    assert (job.detections_count, job.evidence_version) == (2, 2)


def test_what_the_provider_no_longer_reports_is_withdrawn_and_comes_back(job: Job, noon: datetime) -> None:
    both = a_result(
        a_frame_result(1000, detections=(a_detection_result(), a_detection_result("b:0"))), a_frame_result(2)
    )
    store_as_a_step(job, both, noon)
    later = noon + timedelta(hours=1)
    store_as_a_step(job, a_result(a_frame_result(1000)), later)
    assert job.findings.get(key="frame:2").withdrawn_at == later
    assert job.findings.get(key="frame:1000").detections.get(key="b:0").is_withdrawn
    assert (job.findings_count, job.detections_count, job.block_count) == (1, 1, 1)
    store_as_a_step(job, a_result(a_frame_result(1000)), later)
    assert job.evidence_version == 2
    store_as_a_step(job, both, later)
    assert not job.findings.filter(withdrawn_at__isnull=False).exists()
    assert not Detection.objects.filter(is_withdrawn=True).exists()
    assert (job.findings_count, job.evidence_version) == (2, 3)


def test_decisions_stay_and_count_before_the_machine(job: Job, noon: datetime, ana: Reviewer) -> None:
    store_as_a_step(job, a_result(a_frame_result(1000), a_frame_result(2000)), noon)
    decision = decide(job.findings.get(key="frame:1000"), Suggestion.PASS, ana, noon)
    store_as_a_step(job, a_result(a_frame_result(1000, suggestion=Suggestion.REVIEW), a_frame_result(2000)), noon)
    assert (job.pass_count, job.review_count, job.block_count, job.decided_count) == (1, 0, 1, 1)
    assert Decision.objects.get() == decision


def test_a_settled_job_keeps_its_verdict_and_is_flagged(noon: datetime) -> None:
    job = a_job(review_state=ReviewState.SETTLED, verdict="pass", settled_at=noon, version=7)
    store_as_a_step(job, a_result(a_frame_result(1000)), noon)
    store_as_a_step(job, a_result(a_frame_result(1000)), noon)
    assert (job.review_state, job.verdict, job.version) == (ReviewState.SETTLED, "pass", 7)
    assert {"code": "evidence_changed_after_verdict", "path": "findings", "count": 1} in job.warnings


def test_a_claimed_job_is_not_moved_by_a_sync(noon: datetime) -> None:
    job = a_job(review_state=ReviewState.CLAIMED)
    store_as_a_step(job, a_result(state=JobState.RUNNING, suggestion=None), noon)
    assert job.review_state == ReviewState.CLAIMED


@pytest.mark.parametrize(
    ("state", "findings", "review_state"),
    [
        (JobState.QUEUED, 0, ReviewState.PENDING),
        (JobState.RUNNING, 1, ReviewState.PENDING),
        (JobState.UNKNOWN, 0, ReviewState.PENDING),
        (JobState.UNKNOWN, 1, ReviewState.WAITING),
        (JobState.FAILED, 0, ReviewState.UNCHECKED),
        (JobState.FAILED, 1, ReviewState.WAITING),
        (JobState.SUCCEEDED, 0, ReviewState.WAITING),
        (JobState.LOST, 0, ReviewState.UNCHECKED),
        (JobState.LOST, 1, ReviewState.WAITING),
    ],
)
def test_only_a_last_word_makes_a_job_ready(
    job: Job, noon: datetime, state: JobState, findings: int, review_state: ReviewState
) -> None:
    said = Suggestion.BLOCK if findings or state == JobState.SUCCEEDED else None
    frames = [a_frame_result(index) for index in range(findings)]
    store_as_a_step(job, a_result(*frames, state=state, suggestion=said), noon)
    assert job.review_state == review_state
    assert (job.next_poll_at is None) == state.is_final


def test_a_stale_write_is_refused(job: Job, noon: datetime) -> None:
    stale = acquire(job.pk, noon)
    assert stale is not None
    store_as_a_step(job, a_result(a_frame_result(1000)), noon)
    with pytest.raises(StaleFence):
        store_room.store_result(job, a_result(), payload_sha256="", now=noon, fence=stale.fence)
    assert job.findings.live().count() == 1


def test_a_state_that_nobody_knows_goes_to_a_person_and_is_asked_again(job: Job, noon: datetime) -> None:
    store_as_a_step(job, a_result(a_frame_result(1000), state=JobState.UNKNOWN, state_raw="Hovering"), noon)
    assert (job.state_raw, job.review_state) == ("Hovering", ReviewState.WAITING)
    assert job.next_poll_at is not None


def test_an_unknown_state_without_a_result_stays_with_the_provider_and_shows_in_its_queue(
    job: Job, noon: datetime
) -> None:
    store_as_a_step(job, a_result(state=JobState.UNKNOWN, state_raw="Hovering", suggestion=None), noon)
    assert (job.state_raw, job.review_state) == ("Hovering", ReviewState.PENDING)
    assert job.next_poll_at is not None
    assert (job.queue, job.due_at) == (Queue.objects.get(is_fallback=True), None)
    store_as_a_step(job, a_result(a_frame_result(1000)), noon + timedelta(hours=1))
    assert (job.review_state, job.ready_at, job.queued_at) == ("waiting", *[noon + timedelta(hours=1)] * 2)


def test_an_unknown_state_with_a_suggestion_alone_goes_to_a_person(job: Job, noon: datetime) -> None:
    store_as_a_step(job, a_result(state=JobState.UNKNOWN, suggestion=Suggestion.REVIEW), noon)
    assert job.review_state == ReviewState.WAITING
