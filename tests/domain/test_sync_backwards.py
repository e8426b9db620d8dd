"""A provider that goes backwards takes nothing back without a word: what stood stands, marked, until its last word."""

from datetime import datetime, timedelta

import pytest

from reviews import audit
from reviews.decisions.claims import claim
from reviews.models import AutoSettleRule, Detection, Job, Payload, Reviewer
from reviews.providers.results import JobResult
from reviews.sync.pull import pull_job
from reviews.vocabulary import JobState, ReviewState, Suggestion
from tests.builders import an_account
from tests.domain.audit_story import settle
from tests.domain.result_builders import a_detection_result, a_frame_result, a_result, store_as_a_step
from tests.domain.scripted_provider import ScriptedProvider, a_page
from tests.verdicts import add_manual_finding, record_verdict

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TWO = a_detection_result(), a_detection_result("b:0", score=0.5)
BLOCK = a_result(a_frame_result(1000, detections=TWO), a_frame_result(2000, score=0.9))
AGAIN = a_result(state=JobState.RUNNING, suggestion=None, state_raw="Analysing")
FAILED = a_result(state=JobState.FAILED, suggestion=None, state_raw="Fail")
UNKNOWN = a_result(state=JobState.UNKNOWN, suggestion=None)
WITHOUT = {"analysing": AGAIN, "failed": FAILED, "unknown": UNKNOWN}
FEWER = a_result(a_frame_result(1000, detections=(a_detection_result(),)), suggestion=Suggestion.REVIEW)


@pytest.fixture
def job(noon: datetime) -> Job:
    job = Job.objects.create(account=an_account(), external_id="job-1")
    store_as_a_step(job, BLOCK, noon)
    return job


def stands(job: Job) -> tuple[object, ...]:
    return (
        job.suggestion, job.score, job.risk, job.harm_band, job.findings_count, job.detections_count, job.block_count,
        job.findings.live().count(), Detection.objects.filter(is_withdrawn=False).count(), job.payload_sha256,
    )  # fmt: skip


@pytest.mark.parametrize("answer", WITHOUT.values(), ids=WITHOUT)
@pytest.mark.parametrize("state", [ReviewState.WAITING, ReviewState.CLAIMED, ReviewState.SETTLED])
def test_an_answer_without_a_result_takes_nothing_back_in_any_state(
    job: Job, answer: JobResult, state: ReviewState, noon: datetime
) -> None:
    Job.objects.filter(pk=job.pk).update(review_state=state)
    before = stands(job)
    for hours in (1, 2):
        store_as_a_step(job, answer, noon + hours * HOUR)
        assert stands(job) == before
        assert (job.review_state, job.state) == (state, answer.state)
    assert (job.unreported_count, job.unreported_since) == (2, noon + HOUR)
    assert set(job.findings.values_list("unreported_since", "withdrawn_at")) == {(noon + HOUR, None)}
    assert {"code": "no_longer_reported", "path": "findings", "count": 2} in job.warnings
    assert job.evidence_version == 2  # once for the mark: the second answer said nothing new


def test_a_video_that_a_machine_passed_was_checked_although_the_provider_fails_later(noon: datetime) -> None:
    job = Job.objects.create(account=an_account(), external_id="job-2")
    passed = a_frame_result(1000, suggestion=Suggestion.PASS, detections=())
    store_as_a_step(job, a_result(passed, suggestion=Suggestion.PASS), noon)
    store_as_a_step(job, FAILED, noon + HOUR)
    assert (job.is_unchecked, job.review_state, job.suggestion) == (False, ReviewState.WAITING, "pass")
    assert job.unreported_count == 1
    never = Job.objects.create(account=job.account, external_id="job-3")
    store_as_a_step(never, FAILED, noon)
    assert (never.is_unchecked, never.review_state) == (True, ReviewState.UNCHECKED)


def test_what_is_reported_again_loses_the_mark(job: Job, noon: datetime) -> None:
    before = stands(job)
    store_as_a_step(job, AGAIN, noon + HOUR)
    store_as_a_step(job, BLOCK, noon + 2 * HOUR)
    assert stands(job)[:-1] == before[:-1]
    assert (job.unreported_count, job.unreported_since, job.warnings) == (0, None, [])
    assert not job.findings.exclude(unreported_since=None).exists()


def test_an_answer_that_is_not_final_adds_and_worsens_but_softens_nothing(job: Job, noon: datetime) -> None:
    softer = a_frame_result(
        1000, suggestion=Suggestion.PASS, detections=(a_detection_result(suggestion=Suggestion.PASS),)
    )
    store_as_a_step(job, a_result(softer, a_frame_result(3000), state=JobState.RUNNING, suggestion=None), noon + HOUR)
    assert (job.suggestion, job.block_count, job.findings_count) == ("block", 3, 3)
    assert list(job.findings.get(key="frame:1000").detections.values_list("suggestion", "is_withdrawn")) == [
        ("block", False), ("block", False),
    ]  # fmt: skip
    assert job.findings.get(key="frame:3000").unreported_since is None
    assert job.unreported_count == 2  # the frame at 2 s, and the second label of the one at 1 s


@pytest.mark.parametrize("state", list(ReviewState))
def test_a_final_answer_with_less_is_flagged_in_every_state(job: Job, state: ReviewState, noon: datetime) -> None:
    Job.objects.filter(pk=job.pk).update(review_state=state)
    store_as_a_step(job, AGAIN, noon + HOUR)
    store_as_a_step(job, FEWER, noon + 2 * HOUR)
    assert (job.suggestion, job.findings_count, job.unreported_count) == ("review", 1, 2)
    gone = job.findings.get(key="frame:2000")
    assert (gone.unreported_since, gone.withdrawn_at) == (noon + HOUR, noon + 2 * HOUR)
    assert {"code": "no_longer_reported", "path": "findings", "count": 2} in job.warnings
    store_as_a_step(job, BLOCK, noon + 3 * HOUR)
    assert (job.suggestion, job.unreported_count, job.findings.live().count()) == ("block", 0, 2)


def test_what_people_added_stays_as_it_is_while_the_provider_goes_backwards(
    job: Job, ana: Reviewer, noon: datetime
) -> None:
    fence = claim.claim(job.pk, by=ana, now=noon).fence
    add_manual_finding(
        job.pk, kind="frame", start_ms=1, end_ms=2, category="weapon", verdict="block", version=1, fence=fence, by=ana,
        now=noon, idempotency_key="k1", box=(1, 1, 9, 9),
    )  # fmt: skip
    store_as_a_step(job, AGAIN, noon + HOUR)
    assert (job.block_count, job.findings_count, job.detections_count, job.unreported_count) == (3, 3, 4, 2)
    assert job.findings.get(source="person").unreported_since is None


def test_decisions_of_a_reviewer_stay_while_the_provider_goes_backwards(
    job: Job, ana: Reviewer, noon: datetime
) -> None:
    fence = claim.claim(job.pk, by=ana, now=noon).fence
    frame = job.findings.get(key="frame:1000")
    record_verdict(
        job.pk, by=ana, now=noon, target="finding", target_id=frame.pk, verdict="pass", version=1, fence=fence,
        idempotency_key="k1",
    )  # fmt: skip
    store_as_a_step(job, AGAIN, noon + HOUR)
    assert (job.pass_count, job.block_count, job.decided_count) == (1, 1, 1)
    assert job.review_state == ReviewState.CLAIMED


def test_a_settled_job_keeps_its_verdict_and_tells_that_the_evidence_changed(
    job: Job, ana: Reviewer, noon: datetime
) -> None:
    settle(job, ana, "pass", noon)
    store_as_a_step(job, FAILED, noon + HOUR)
    assert (job.review_state, job.verdict, job.suggestion) == (ReviewState.SETTLED, "pass", "block")
    codes = {warning["code"] for warning in job.warnings}
    assert codes == {"no_longer_reported", "evidence_changed_after_verdict"}
    assert audit.verify_trail().is_whole


def test_no_rule_settles_a_job_whose_evidence_shrank(noon: datetime) -> None:
    AutoSettleRule.objects.create(name="All", verdict="pass", is_active=True, human_sample_rate=0.01)
    job = Job.objects.create(account=an_account(), external_id="job-2", sampling_seed=1_000_002)
    partial = a_result(*BLOCK.findings, state=JobState.RUNNING, suggestion=None)
    store_as_a_step(job, partial, noon)
    assert job.review_state == ReviewState.PENDING
    store_as_a_step(job, a_result(a_frame_result(1000, detections=TWO), suggestion=Suggestion.PASS), noon + HOUR)
    assert (job.review_state, job.unreported_count, job.draws.count()) == (ReviewState.WAITING, 1, 0)


def test_what_a_rule_settled_comes_back_when_its_evidence_shrinks(noon: datetime) -> None:
    AutoSettleRule.objects.create(name="All", verdict="pass", is_active=True, human_sample_rate=0.01)
    job = Job.objects.create(account=an_account(), external_id="job-2", sampling_seed=1_000_002)
    store_as_a_step(job, BLOCK, noon)
    assert job.review_state == ReviewState.SETTLED
    store_as_a_step(job, a_result(a_frame_result(1000, detections=TWO)), noon + HOUR)
    assert (job.review_state, job.unreported_count) == (ReviewState.WAITING, 1)


def test_the_reading_that_decisions_were_made_on_outlives_a_provider_that_went_backwards(noon: datetime) -> None:
    job = Job.objects.create(account=an_account(), external_id="job-2", next_poll_at=noon)
    pages = [a_page(frames=(1000, 2000)), a_page("running", frames=()), a_page(frames=(1000,))]
    provider = ScriptedProvider(*pages)
    for hours in range(3):
        pull_job(job.pk, now=noon + hours * HOUR, client=provider)
    kept = [page.body for page in Payload.objects.filter(job=job).order_by("run")]
    assert kept[0] == pages[0].body
    assert kept[-1] == pages[2].body
