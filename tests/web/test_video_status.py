"""What a page is told of a job's video, and the copy for browsers by the same rules as the original."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from pytest_django import Settings

from reviews.models import AuditEntry, Job, PlayableCopy, Reviewer, VideoFacts
from reviews.vocabulary import CopyState
from tests.builders import NOON, a_finding, a_job, a_queue, a_team

pytestmark = pytest.mark.django_db
BODY = bytes(number % 251 for number in range(50_000))


def measured(job: Job, **facts: Any) -> VideoFacts:
    defaults: dict[str, Any] = {
        "origin_ms": 3_599_977, "picture_start_ms": 23, "sound_start_ms": 0, "box_width": 360, "box_height": 270,
        "container": "mov,mp4,m4a,3gp,3g2,mj2", "picture_codec": "hevc", "sound_codec": "aac", "pixel_format": "",
        "holes": [[6900, 12_000]],
    }  # fmt: skip
    return VideoFacts.objects.create(job=job, **{**defaults, **facts})


def a_copy(job: Job, **fields: Any) -> PlayableCopy:
    return PlayableCopy.objects.create(job=job, **fields)


def a_ready_copy(job: Job) -> PlayableCopy:
    file = default_storage.save(f"videos/{job.pk}-playable.mp4", ContentFile(BODY))
    return a_copy(job, state=CopyState.READY, file=file, part_count=3)


@pytest.fixture
def job(ana: Reviewer, client: Client) -> Job:
    client.force_login(ana)
    return a_job(width=480, height=270, duration_ms=12_000)


def status(client: Client, job: Job) -> Any:
    answer = client.get(f"/jobs/{job.pk}/video.json")
    assert answer["Cache-Control"] == "private, no-store"
    return answer.json()


def test_a_measured_video_is_told_with_its_clock_shape_and_streams(client: Client, job: Job) -> None:
    measured(job)
    assert status(client, job) == {
        "state": "ready", "is_measured": True, "duration_ms": 12_000, "width": 480, "height": 270,
        "picture_start_ms": 23, "sound_start_ms": 0, "box_width": 360, "box_height": 270, "holes": [[6900, 12_000]],
        "container": "mov,mp4,m4a,3gp,3g2,mj2", "container_name": "MP4 / QuickTime", "picture_codec": "hevc",
        "sound_codec": "aac", "has_picture": True, "has_sound": True, "origin_ms": 3_599_977, "plays": "original",
        "address": f"/jobs/{job.pk}/video/", "original_address": f"/jobs/{job.pk}/video/", "copy": None,
    }  # fmt: skip


def test_a_video_that_was_not_measured_claims_nothing(client: Client, job: Job) -> None:
    said = status(client, job)
    assert (said["is_measured"], said["has_picture"], said["has_sound"], said["origin_ms"]) == (False, None, None, None)
    assert said["holes"] is None


def test_a_copy_that_is_being_made_says_why_and_how_far(client: Client, job: Job) -> None:
    measured(job)
    a_copy(job, parts=["a", "b"], part_count=5)
    Job.objects.update(media_next_try_at=NOON)
    said = status(client, job)
    assert said["plays"] == "original"
    assert said["copy"] == {
        "state": "making",
        "progress": 40,
        "why": "Browsers cannot show the picture of this video: its codec is HEVC (H.265).",
        "message": "Making a playable copy: 40 %",
    }


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"container": "mpegts"}, "Browsers cannot play files in the container MPEG transport stream (TS)."),
        (
            {"picture_codec": "h264", "sound_codec": "ac3"},
            "Browsers cannot play the sound of this video: its codec is AC-3.",
        ),
        ({"picture_codec": "h264"}, "The video is damaged. Browsers stop playing at the damaged part."),
    ],
)
def test_the_reason_for_a_copy_is_named(client: Client, job: Job, facts: dict[str, Any], why: str) -> None:
    measured(job, **facts)
    a_copy(job)
    assert status(client, job)["copy"]["why"] == why


def test_a_finished_copy_is_what_plays_and_begins_at_0(client: Client, job: Job) -> None:
    measured(job)
    a_ready_copy(job)
    said = status(client, job)
    assert (said["plays"], said["address"], said["origin_ms"]) == ("copy", f"/jobs/{job.pk}/video/copy/", 0)
    assert said["original_address"] == f"/jobs/{job.pk}/video/"
    assert said["copy"]["message"] == "This is a playable copy."


def test_a_copy_whose_last_try_ended_in_silence_is_not_promised_any_more(client: Client, job: Job) -> None:
    measured(job)
    a_copy(job, parts=["a"], part_count=5)
    said = status(client, job)["copy"]
    assert said["state"] == "failed"
    assert said["message"].startswith("No playable copy could be made.")
    Job.objects.update(media_lease_until=NOON + timedelta(days=3650))
    assert status(client, job)["copy"]["state"] == "making"


def test_the_copy_is_served_in_ranges_and_its_opening_recorded(client: Client, job: Job) -> None:
    measured(job)
    a_ready_copy(job)
    answer = client.get(f"/jobs/{job.pk}/video/copy/", headers={"range": "bytes=100-199"})
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, BODY[100:200])  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "video/mp4"
    assert AuditEntry.objects.get(action="media.opened").job_id == job.pk


def test_the_front_server_gets_the_copy_from_the_same_place(client: Client, job: Job, settings: Settings) -> None:
    settings.MEDIA_ACCEL_PREFIX = "/kept/"
    measured(job)
    copy = a_ready_copy(job)
    answer = client.get(f"/jobs/{job.pk}/video/copy/")
    assert answer["X-Accel-Redirect"] == f"/kept/{copy.file}"


def test_a_copy_that_is_not_there_is_a_told_404(client: Client, job: Job) -> None:
    assert client.get(f"/jobs/{job.pk}/video/copy/").json()["error"] == "no_media"
    measured(job)
    copy = a_copy(job, part_count=5)
    assert client.get(f"/jobs/{job.pk}/video/copy/").status_code == 404
    PlayableCopy.objects.filter(pk=copy.pk).update(state=CopyState.READY, file="videos/gone.mp4")
    assert "no longer in storage" in client.get(f"/jobs/{job.pk}/video/copy/").json()["detail"]


def test_somebody_of_another_team_sees_neither(client: Client, job: Job, ana: Reviewer, cy: Reviewer) -> None:
    measured(job)
    a_ready_copy(job)
    job.queue = a_queue("inner circle", a_team("inner circle", ana))
    job.save()
    client.force_login(cy)
    assert client.get(f"/jobs/{job.pk}/video/copy/").status_code == 404
    assert client.get(f"/jobs/{job.pk}/video.json").status_code == 404


def test_a_still_where_nothing_can_be_decoded_says_so(client: Client, job: Job) -> None:
    measured(job)
    lost, early = a_finding(job, start_ms=9500), a_finding(job, start_ms=1000)
    answer = client.get(f"/findings/{lost.pk}/still/")
    assert answer.status_code == 404
    assert answer.json()["detail"] == "No picture can be decoded at this instant. The video is damaged there."
    assert client.get(f"/findings/{early.pk}/still/").json()["detail"] == "This finding has no picture."


def test_the_page_tells_what_is_wrong_with_the_video_and_offers_the_original(client: Client, job: Job) -> None:
    measured(job, picture_start_ms=None, box_width=None, box_height=None, picture_codec="", sound_codec="amrnb")
    a_ready_copy(job)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "This file has no picture. It can be heard, and its speech can be judged." in page
    assert "Browsers cannot play the sound of this video: its codec is AMR." in page
    assert f'src="/jobs/{job.pk}/video/copy/"' in page
    assert "Download the original" in page
    assert "MP4 / QuickTime" in page


def test_the_page_of_an_ordinary_video_says_none_of_it(client: Client, job: Job) -> None:
    measured(job, holes=[], picture_codec="h264")
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "video-notes" not in page
    assert f'src="/jobs/{job.pk}/video/"' in page
