"""The whole way over signed HTTP against the sandbox: submit, pull, store, again, and through a kill."""

import signal
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from reviews import tasks
from reviews.models import Detection, Finding, Job, Payload, ProviderAccount, Submission, TimelineColumns
from reviews.providers.base import SubmitRequest
from reviews.providers.results import ObjectRef
from reviews.sandbox import server
from reviews.sync.discover import discover_jobs
from reviews.sync.pull import pull_job
from reviews.sync.register import register_jobs
from reviews.sync.step import StepStatus
from reviews.sync.submit import submit_video
from reviews.vocabulary import JobState, ReviewState
from tests.builders import an_account
from tests.domain.manage_process import start_command


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[server.Sandbox]:
    monkeypatch.setenv("DESK_KEY_SANDBOX_ID", "sandbox-ak")
    monkeypatch.setenv("DESK_KEY_SANDBOX_SECRET", "sandbox-sk")
    running = server.start(speed=50)
    yield running
    running.stop()


def account_at(sandbox: server.Sandbox, provider: str) -> ProviderAccount:
    return an_account(
        f"{provider}-1",
        provider,
        endpoint=sandbox.url,
        identity_endpoint=sandbox.url,
        object_endpoint=sandbox.url,
        rate_per_second=100,
        discovers_jobs=False,
    )


def submitted(account: ProviderAccount, sandbox: server.Sandbox, clip: str = "") -> Job:
    clip = clip or shortest()
    if account.provider == "huawei":
        request = SubmitRequest(source=f"{sandbox.url}/media/{clip}.mp4", title="clip", frame_interval_s=5)
    else:
        request = SubmitRequest(
            source=f"oss://sandbox-videos/{clip}.mp4",
            title="clip",
            output="oss://sandbox-stills/{Count}.jpg",
            cover_images=(ObjectRef("sandbox-videos", "oss-cn-shanghai", f"covers/{clip}.jpg"),),
        )
    return submit_video(account, request, by=None, now=timezone.now())


def shortest() -> str:
    from reviews.sandbox.clips import CLIPS

    return next(iter(CLIPS))


def pull_until_final(job: Job) -> None:
    for _ in range(100):
        outcome = pull_job(job.pk, now=timezone.now())
        assert not outcome.is_error, outcome
        if outcome.status == StepStatus.FINISHED:
            job.refresh_from_db()
            return
        time.sleep(0.2)
    raise AssertionError("the job never ended")


@pytest.mark.django_db
@pytest.mark.parametrize("provider", ["huawei", "alibaba", "mts"])
def test_a_submitted_video_comes_back_as_findings_and_again_without_a_change(
    sandbox: server.Sandbox, provider: str
) -> None:
    job = submitted(account_at(sandbox, provider), sandbox)
    pull_until_final(job)
    assert (job.state, job.review_state) == (JobState.SUCCEEDED, ReviewState.WAITING)
    assert job.findings.filter(kind="frame").exists()
    assert job.findings_count == job.findings.live().count()
    assert job.detections_count == Detection.objects.filter(finding__job=job).count()
    assert job.pass_count + job.review_count + job.block_count == job.findings_count
    before = (list(Finding.objects.values()), list(Detection.objects.values()), job.evidence_version)
    assert pull_job(job.pk, now=timezone.now()).status == StepStatus.FINISHED
    job.refresh_from_db()
    assert (list(Finding.objects.values()), list(Detection.objects.values()), job.evidence_version) == before


@pytest.mark.django_db
def test_jobs_that_others_submitted_are_found_by_listing(sandbox: server.Sandbox) -> None:
    account = account_at(sandbox, "alibaba")
    mine = submitted(account, sandbox)
    Submission.objects.all().delete()
    Job.objects.all().delete()
    assert discover_jobs(account.pk, now=timezone.now() + timedelta(seconds=2)) == 1
    assert Job.objects.get().external_id == mine.external_id


@pytest.mark.django_db
def test_an_unknown_id_is_tried_again_and_named(sandbox: server.Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    account = account_at(sandbox, "huawei")
    register_jobs(account, ["no-such-job"], by=None, now=timezone.now())
    with pytest.raises(CommandError, match="1 ended in an error"):
        call_command("sync", until_idle=True)
    assert Job.objects.get().sync_error_code == "unknown_job"


@pytest.mark.django_db
def test_wrong_keys_pause_the_account_at_once(sandbox: server.Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_KEY_SANDBOX_SECRET", "wrong")
    for provider in ("huawei", "alibaba"):
        account = account_at(sandbox, provider)
        register_jobs(account, ["a", "b"], by=None, now=timezone.now())
    with pytest.raises(CommandError, match="2 ended in an error"):
        call_command("sync", once=True)
    assert ProviderAccount.objects.filter(paused_until__gt=timezone.now()).count() == 2
    calls = len(sandbox.journal)
    call_command("sync", once=True)
    assert len(sandbox.journal) == calls


@pytest.mark.django_db
@pytest.mark.parametrize("told", ["7", "Fri, 31 Dec 9999 23:59:59 GMT", "-3", "1000000000"])
def test_throttled_answers_are_waited_for_as_told(sandbox: server.Sandbox, told: str) -> None:
    account = account_at(sandbox, "huawei")
    register_jobs(account, ["a"], by=None, now=timezone.now())
    sandbox.faults.next(9, status=429, headers={"Retry-After": told}, body=b'{"error_code": "APIG.0308"}')
    now = timezone.now()
    assert pull_job(Job.objects.get().pk, now=now).status == StepStatus.WAITING
    account.refresh_from_db()
    assert account.paused_until is not None
    assert account.paused_until - now <= timedelta(minutes=15, seconds=30)


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(240)
def test_a_sync_killed_in_the_middle_goes_on_where_it_was(sandbox: server.Sandbox) -> None:
    jobs = []
    for provider in ("huawei", "alibaba"):
        account = account_at(sandbox, provider)
        jobs += [submitted(account, sandbox) for _ in range(2)]
    Job.objects.update(media_next_try_at=None)
    sandbox.faults.next(200, delay_s=0.15)  # slow enough to be hit between call and commit
    for _ in range(4):
        process = start_command("sync", "--until-idle")
        assert process.stdout
        process.stdout.readline()
        time.sleep(0.4)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        Job.objects.update(sync_lease_until=None, media_lease_until=None)  # instead of waiting for a dead one
    sandbox.faults.clear()
    last = start_command("sync", "--until-idle")
    output, _ = last.communicate(timeout=200)
    assert last.returncode == 0, output
    assert not Job.objects.exclude(state=JobState.SUCCEEDED).exists()
    for job in Job.objects.all():
        assert job.findings_count == job.findings.count() > 0
        assert not job.findings.filter(withdrawn_at__isnull=False).exists()
        assert job.detections_count == Detection.objects.filter(finding__job=job).count()
        assert len(set(Payload.objects.filter(job=job).values_list("run", flat=True))) == 1
        version = job.evidence_version
        assert pull_job(job.pk, now=timezone.now()).status == StepStatus.FINISHED
        job.refresh_from_db()
        assert job.evidence_version == version


@pytest.mark.django_db
def test_the_timeline_is_drawn_before_anybody_opens_the_job(sandbox: server.Sandbox) -> None:
    job = submitted(account_at(sandbox, "huawei"), sandbox)
    pull_until_final(job)
    tasks.prepare_media(job.pk)
    job.refresh_from_db()
    assert TimelineColumns.objects.get(job=job).evidence_version == job.evidence_version
