"""One step of one job: leased, fenced, counted before the work, raw before understood."""

import logging
from datetime import datetime, timedelta

import pytest

from reviews.models import Finding, Job, Payload, ProviderAccount
from reviews.providers import errors
from reviews.providers.base import AnswerPage
from reviews.sync import backoff, lease, pages, plan
from reviews.sync.pull import pull_job
from reviews.sync.step import StepStatus
from reviews.vocabulary import JobState, ReviewState
from tests.builders import a_job, an_account
from tests.domain.scripted_provider import ScriptedProvider, a_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(noon: datetime) -> Job:
    account = an_account(rate_per_second=1000)
    return Job.objects.create(account=account, external_id="job-1", next_poll_at=noon)


def again(job: Job) -> Job:
    return Job.objects.select_related("account").get(pk=job.pk)


def test_pages_are_stored_raw_then_understood_together(job: Job, noon: datetime) -> None:
    provider = ScriptedProvider(a_page(frames=[1, 2], next_token="t1"), a_page(frames=[3]))
    outcome = pull_job(job.pk, now=noon, client=provider)
    assert outcome.status == StepStatus.FINISHED
    assert provider.calls == [("fetch", ""), ("fetch", "t1")]
    first, last = Payload.objects.all()
    assert (first.run, first.page_number, first.is_last, last.page_number, last.is_last) == (1, 1, False, 2, True)
    assert first.body == a_page(frames=[1, 2]).body
    row = again(job)
    assert (row.findings_count, row.review_state, row.next_poll_at) == (3, ReviewState.WAITING, None)
    assert row.payload_sha256 == pages.digest_pages([first.body, last.body])
    assert row.account.last_ok_at is not None


def test_a_running_job_is_asked_again_and_only_its_newest_payload_kept(job: Job, noon: datetime) -> None:
    for minute in range(3):
        outcome = pull_job(job.pk, now=noon + timedelta(minutes=minute), client=ScriptedProvider(a_page("running", [])))
    assert outcome.status == StepStatus.RUNNING
    assert again(job).next_poll_at is not None
    assert [payload.run for payload in Payload.objects.all()] == [3]


def test_final_payloads_are_kept_when_they_differ(job: Job, noon: datetime) -> None:
    pull_job(job.pk, now=noon, client=ScriptedProvider(a_page(frames=[1])))
    pull_job(job.pk, now=noon, client=ScriptedProvider(a_page(frames=[1])))
    assert [payload.run for payload in Payload.objects.all()] == [2]
    pull_job(job.pk, now=noon, client=ScriptedProvider(a_page(frames=[2])))
    assert [payload.run for payload in Payload.objects.all()] == [2, 3]


@pytest.mark.parametrize("tokens", [["a", "b", "a"], ["a", "a"]])
def test_a_token_loop_ends_and_is_marked(job: Job, noon: datetime, tokens: list[str]) -> None:
    provider = ScriptedProvider(*[a_page(frames=[n], next_token=token) for n, token in enumerate(tokens)])
    assert pull_job(job.pk, now=noon, client=provider).status == StepStatus.FINISHED
    assert len(provider.calls) == len(tokens)
    assert [warning["code"] for warning in again(job).warnings] == ["partial_token_loop"]


def test_reading_stops_at_the_last_allowed_page(job: Job, noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAX_PAGES", 3)
    provider = ScriptedProvider(*[a_page(frames=[n], next_token=f"t{n}") for n in range(9)])
    pull_job(job.pk, now=noon, client=provider)
    assert len(provider.calls) == 3
    assert again(job).warnings[0]["code"] == "partial_too_many_pages"


def test_a_leased_job_is_left_to_its_worker(job: Job, noon: datetime) -> None:
    assert lease.acquire(job.pk, noon) is not None
    provider = ScriptedProvider(a_page())
    assert pull_job(job.pk, now=noon, client=provider).status == StepStatus.BUSY
    assert provider.calls == []


def test_a_worker_that_wakes_after_its_lease_writes_nothing(
    job: Job, noon: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    def meanwhile() -> None:
        newer = ScriptedProvider(a_page(frames=[7]))
        assert pull_job(job.pk, now=noon + timedelta(minutes=5), client=newer).status == StepStatus.FINISHED

    with caplog.at_level(logging.WARNING):
        outcome = pull_job(job.pk, now=noon, client=ScriptedProvider(a_page(frames=[1]), during=meanwhile))
    assert outcome.status == StepStatus.STALE
    assert "stale" in caplog.text
    assert [finding.start_ms for finding in Finding.objects.all()] == [7]


def test_a_failed_pull_leaves_the_last_good_rows_alone(job: Job, noon: datetime) -> None:
    pull_job(job.pk, now=noon, client=ScriptedProvider(a_page(frames=[1, 2])))
    before = again(job)
    cut = AnswerPage(body=b'{"state": "succ')
    outcome = pull_job(job.pk, now=noon, client=ScriptedProvider(cut))
    row = again(job)
    assert outcome.status == StepStatus.FAILED
    assert (row.sync_error_code, row.findings_count, row.evidence_version) == ("bad_answer", 2, before.evidence_version)
    assert row.findings.live().count() == 2
    assert row.payload_sha256 == before.payload_sha256


def test_a_retryable_error_backs_off_and_parks_after_eight_tries(job: Job, noon: datetime) -> None:
    now, endings = noon, []
    for _ in range(backoff.PARK_AFTER_FAILURES):
        ProviderAccount.objects.update(paused_until=None, failures_in_a_row=0)
        endings.append(
            pull_job(job.pk, now=now, client=ScriptedProvider(errors.Unavailable("503", code="down"))).status
        )
        now += timedelta(hours=2)
    assert endings == [StepStatus.FAILED] * 7 + [StepStatus.PARKED]
    row = again(job)
    assert (row.sync_failures, row.sync_error_code, row.sync_lease_until) == (8, "down", None)
    assert row.next_poll_at is not None
    assert row.next_poll_at - now >= timedelta(hours=3)
    assert "Failed after 8 attempts" in row.sync_error
    assert pull_job(job.pk, now=now, client=ScriptedProvider(a_page())).status == StepStatus.FINISHED
    assert (again(job).sync_failures, again(job).sync_error) == (0, "")


def test_a_job_that_the_provider_forgot_is_lost_after_three_tries_and_kept(job: Job, noon: datetime) -> None:
    now = noon
    for ending in (StepStatus.FAILED, StepStatus.FAILED, StepStatus.LOST):
        outcome = pull_job(job.pk, now=now, client=ScriptedProvider(errors.UnknownJob("no such job", code="AIS.0030")))
        assert outcome.status == ending
        now += backoff.UNKNOWN_JOB_INTERVAL
    row = again(job)
    assert (row.state, row.next_poll_at, row.review_state) == (JobState.LOST, None, ReviewState.UNCHECKED)
    assert row.account.failures_in_a_row == 0


def test_a_finished_job_that_the_provider_forgot_stays_as_it_ended(noon: datetime) -> None:
    job = a_job(an_account(rate_per_second=1000))
    for _ in range(3):
        pull_job(job.pk, now=noon, client=ScriptedProvider(errors.UnknownJob("gone")))
    assert (again(job).state, again(job).review_state) == (JobState.SUCCEEDED, ReviewState.WAITING)


def test_wrong_keys_pause_the_account_and_allow_one_probe_in_five_minutes(job: Job, noon: datetime) -> None:
    other = Job.objects.create(account=job.account, external_id="job-2", next_poll_at=noon)
    calm = Job.objects.create(account=an_account("other"), external_id="job-3", next_poll_at=noon)
    refused = ScriptedProvider(errors.AuthenticationFailed("wrong key", code="APIG.0301"))
    assert pull_job(job.pk, now=noon, client=refused).status == StepStatus.FAILED
    account = again(job).account
    assert account.last_error_code == "APIG.0301"
    assert account.paused_until is not None
    assert account.paused_until >= noon + timedelta(minutes=5)
    assert plan.due_jobs(noon, 10) == [calm.pk]
    assert pull_job(other.pk, now=noon, client=refused).status == StepStatus.WAITING
    later = noon + timedelta(minutes=6)
    assert len(plan.due_jobs(later, 10)) == 2
    assert pull_job(job.pk, now=later, client=refused).status == StepStatus.FAILED
    assert pull_job(other.pk, now=later, client=refused).status == StepStatus.WAITING
    assert len(refused.calls) == 2
    assert again(job).sync_failures == 0
    much_later = later + timedelta(minutes=6)
    assert pull_job(job.pk, now=much_later, client=ScriptedProvider(a_page())).status == StepStatus.FINISHED
    assert again(job).account.failures_in_a_row == 0
    assert pull_job(other.pk, now=much_later, client=ScriptedProvider(a_page())).status == StepStatus.FINISHED


def test_five_failures_in_a_row_open_the_circuit(job: Job, noon: datetime) -> None:
    for _ in range(5):
        pull_job(job.pk, now=noon, client=ScriptedProvider(errors.Unavailable("down")))
    account = again(job).account
    assert account.failures_in_a_row == 5
    assert account.paused_until is not None
    assert plan.due_jobs(noon + timedelta(seconds=30), 10) == []


@pytest.mark.parametrize(("told", "least", "most"), [(40, 40, 45), (1e9, 900, 900), (-5, 1, 2), (None, 30, 33)])
def test_throttling_waits_as_told_for_all_workers(
    job: Job, noon: datetime, told: float | None, least: float, most: float
) -> None:
    other = Job.objects.create(account=job.account, external_id="job-2", next_poll_at=noon)
    throttled = ScriptedProvider(errors.Throttled("slow down", code="429", retry_after_s=told))
    assert pull_job(job.pk, now=noon, client=throttled).status == StepStatus.WAITING
    until = again(job).account.paused_until
    assert until is not None
    assert least <= (until - noon).total_seconds() <= most + 1
    assert pull_job(other.pk, now=noon, client=throttled).status == StepStatus.WAITING
    assert len(throttled.calls) == 1
    assert again(job).sync_failures == 0


def test_a_job_that_kills_its_worker_is_parked_after_five_silent_steps(job: Job, noon: datetime) -> None:
    now = noon
    for _ in range(backoff.PARK_AFTER_UNFINISHED):
        assert lease.acquire(job.pk, now) is not None  # begun, and never heard of again
        now += timedelta(minutes=2)
    provider = ScriptedProvider(a_page())
    assert pull_job(job.pk, now=now, client=provider).status == StepStatus.PARKED
    assert provider.calls == []
    assert (again(job).next_poll_at, again(job).sync_error_code) == (None, "poison")


def test_a_fault_of_our_own_is_logged_and_tried_again(
    job: Job, noon: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    outcome = pull_job(job.pk, now=noon, client=ScriptedProvider(AnswerPage(body=b'{"frames": []}')))
    assert outcome.status == StepStatus.FAILED
    assert again(job).sync_error_code == "internal_error"
    assert "KeyError" in caplog.text


def test_a_missing_key_names_its_variable(job: Job, noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESK_KEY_SANDBOX_ID", raising=False)
    outcome = pull_job(job.pk, now=noon)
    assert outcome.status == StepStatus.FAILED
    assert "DESK_KEY_SANDBOX_ID" in again(job).account.last_error


def test_the_rate_is_shared_and_a_far_slot_is_not_waited_for(job: Job, noon: datetime) -> None:
    ProviderAccount.objects.update(next_call_at=noon + timedelta(seconds=60))
    provider = ScriptedProvider(a_page())
    assert pull_job(job.pk, now=noon, client=provider).status == StepStatus.WAITING
    assert provider.calls == []
    assert again(job).next_poll_at == noon + timedelta(seconds=60)
    ProviderAccount.objects.update(next_call_at=noon + timedelta(milliseconds=200), rate_per_second=10)
    assert pull_job(job.pk, now=noon, client=provider).status == StepStatus.FINISHED
    assert ProviderAccount.objects.get().next_call_at == noon + timedelta(milliseconds=300)
