"""Videos sent by the front server, and the memory of who opened what."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from reviews.media import access_log
from reviews.models import AuditEntry, Job, Reviewer
from tests.builders import NOON, a_job
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(ana: Reviewer, client: Client) -> Job:
    client.force_login(ana)
    job = a_job()
    job.media_file = default_storage.save(f"videos/{job.pk} é.mp4", ContentFile(b"film"))
    job.save()
    return job


@pytest.mark.parametrize("prefix", ["/kept/", "/kept"])
def test_nginx_is_told_where_the_video_is_and_sends_it(
    client: Client, job: Job, settings: Settings, prefix: str
) -> None:
    settings.MEDIA_ACCEL_PREFIX = prefix
    answer = client.get(f"/jobs/{job.pk}/video/", headers={"range": "bytes=0-1"})
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"", "video/mp4")
    named = job.media_file.removeprefix("videos/").replace(" ", "%20").replace("é", "%C3%A9")
    assert answer["X-Accel-Redirect"] == f"/kept/videos/{named}"
    assert answer["Cache-Control"] == "private, no-cache"
    assert AuditEntry.objects.filter(action="media.opened", job_id=job.pk).count() == 1


def test_nginx_is_told_nothing_to_strangers_and_of_lost_videos(client: Client, job: Job, settings: Settings) -> None:
    settings.MEDIA_ACCEL_PREFIX = "/kept/"
    client.force_login(person("nobody"))
    answer = client.get(f"/jobs/{job.pk}/video/")
    assert (answer.status_code, "X-Accel-Redirect" in answer) == (404, False)
    client.force_login(person("root", is_superuser=True))
    Job.objects.update(media_file="videos/gone.mp4")
    answer = client.get(f"/jobs/{job.pk}/video/")
    assert (answer.status_code, "X-Accel-Redirect" in answer) == (404, False)
    assert not AuditEntry.objects.filter(action="media.opened").exists()


def entries() -> int:
    return AuditEntry.objects.filter(action="media.opened").count()


def test_a_committed_opening_is_remembered_for_its_hour(
    job: Job, ana: Reviewer, ben: Reviewer, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        access_log.record_media_view(job, by=ana, now=NOON)
    with CaptureQueriesContext(connection) as seen:
        access_log.record_media_view(job, by=ana, now=NOON + timedelta(minutes=59))
    assert (len(seen), entries()) == (0, 1)
    access_log.record_media_view(job, by=ana, now=NOON + timedelta(minutes=60))
    access_log.record_media_view(job, by=ben, now=NOON)
    access_log.record_media_view(job, by=ana, now=NOON, action=access_log.STILLS_ACTION)
    assert entries() == 3
    assert AuditEntry.objects.filter(action="stills.opened").count() == 1


def test_an_entry_of_another_process_is_remembered_from_its_own_moment(
    job: Job, ana: Reviewer, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=False):
        access_log.record_media_view(job, by=ana, now=NOON)  # not committed here, so this process knows nothing of it
    with django_capture_on_commit_callbacks(execute=True):
        access_log.record_media_view(job, by=ana, now=NOON + timedelta(minutes=50))
    access_log.record_media_view(job, by=ana, now=NOON + timedelta(minutes=61))
    assert entries() == 2


def test_an_opening_that_was_rolled_back_is_not_remembered(job: Job, ana: Reviewer) -> None:
    access_log.record_media_view(job, by=ana, now=NOON)  # the test's transaction never commits
    with CaptureQueriesContext(connection) as seen:
        access_log.record_media_view(job, by=ana, now=NOON)
    assert len(seen) > 0


def test_the_memory_stays_small(
    job: Job,
    ana: Reviewer,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    monkeypatch.setattr(access_log, "MAX_REMEMBERED", 3)
    for hour in range(8):
        with django_capture_on_commit_callbacks(execute=True):
            access_log.record_media_view(job, by=person(f"p{hour}"), now=NOON)
    assert len(access_log._recorded) <= 3
