"""A video is prepared again: by the button, in bulk, by the command, and because a file that is asked for is gone."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from reviews import audit, clock
from reviews.media import prepare_again
from reviews.models import AuditEntry, Filmstrip, Finding, Job, PlayableCopy, Reviewer
from reviews.vocabulary import Role
from tests.builders import a_finding, a_job, a_queue, a_team, an_account
from tests.conftest import person
from tests.responses import body_of

pytestmark = pytest.mark.django_db


def lost_job(external_id: str = "lost") -> Job:
    """A job whose tries are over: nothing looks at its video by itself."""
    return a_job(
        external_id=external_id, media_state="unreachable", media_error="No route.", media_attempts=6,
        media_next_try_at=None,
    )  # fmt: skip


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def as_person(somebody: Reviewer) -> Client:
    client = Client()
    client.force_login(somebody)
    return client


def test_the_page_says_that_nothing_comes_by_itself_and_the_button_makes_it_due(ana: Reviewer) -> None:
    job, client = lost_job(), as_person(ana)
    page = client.get(reverse("job", args=[job.pk])).content.decode()
    assert "The video is not tried again automatically." in page
    assert "Prepare the video again" in page
    answer = client.post(reverse("prepare-again", args=[job.pk]), follow=True).content.decode()
    assert "The video is being prepared. It is next in line." in answer
    assert "Prepare the video again" not in answer
    assert (fresh(job).media_attempts, fresh(job).media_next_try_at is not None) == (0, True)
    entry = AuditEntry.objects.get(action="media.requested_again")
    assert (entry.actor_name, entry.job_id) == ("ana", job.pk)
    assert audit.verify_trail().is_whole


def test_the_page_says_when_the_next_attempt_is(ana: Reviewer) -> None:
    job = lost_job()
    at = clock.now() + timedelta(hours=2)
    Job.objects.filter(pk=job.pk).update(media_next_try_at=at)
    page = as_person(ana).get(reverse("job", args=[job.pk])).content.decode()
    assert f"The video is tried again at {at:%Y-%m-%d %H:%M} UTC." in page


def test_other_teams_and_analysts_make_nothing_due(cy: Reviewer) -> None:
    job, noa = lost_job(), person("noa", Role.ANALYST)
    assert as_person(noa).post(reverse("prepare-again", args=[job.pk])).status_code == 403
    Job.objects.filter(pk=job.pk).update(queue=a_queue("Elsewhere", a_team("Other")))
    assert as_person(cy).post(reverse("prepare-again", args=[job.pk])).status_code == 404
    assert fresh(job).media_next_try_at is None


def test_a_worker_that_holds_the_video_is_not_disturbed(ana: Reviewer) -> None:
    job = lost_job()
    Job.objects.filter(pk=job.pk).update(media_lease_until=clock.now() + timedelta(minutes=4))
    page = as_person(ana).post(reverse("prepare-again", args=[job.pk]), follow=True).content.decode()
    assert "A worker is preparing it right now." in page
    assert fresh(job).media_attempts == 6


def test_many_are_made_due_in_the_admin_after_a_preview(ada: Reviewer) -> None:
    client = as_person(ada)
    job, off = lost_job(), a_job(an_account("off", is_active=False), "off")
    body = {"action": "media", "_selected_action": [job.pk, off.pk]}
    page = client.post(reverse("admin:reviews_job_changelist"), body).content.decode()
    assert "1 of 2 selected jobs qualify." in page
    assert "1: Its account is not active." in page
    assert fresh(job).media_next_try_at is None
    told = client.post(reverse("admin:reviews_job_bulk", args=["media"]), {"ids": f"{job.pk},{off.pk}"}, follow=True)
    assert "Videos to be prepared again: 1." in told.content.decode()
    assert fresh(job).media_next_try_at is not None
    assert fresh(off).media_next_try_at is None


def stored(name: str) -> str:
    return default_storage.save(name, ContentFile(b"x" * 50))


def whole_job() -> tuple[Job, Finding]:
    """A job with all its files."""
    job = a_job(external_id="whole")
    job.media_file = stored(f"videos/{job.pk}.mp4")
    job.save()
    still = a_finding(job)
    still.still_file = stored(f"stills/{job.pk}/0.jpg")
    still.save()
    sheet = stored(f"sheets/{job.pk}-0-abc.jpg")
    Filmstrip.objects.create(
        job=job, interval_ms=1000, count=1, is_whole=True, tile_width=1, tile_height=1, columns=1, rows=1,
        sheets=[sheet],
    )  # fmt: skip
    return job, still


@pytest.mark.parametrize("lost", ["video", "still", "sheet"])
def test_a_file_that_is_gone_when_it_is_asked_for_makes_itself_due_once(ana: Reviewer, lost: str) -> None:
    job, still = whole_job()
    client = as_person(ana)
    names = {"video": job.media_file, "still": still.still_file, "sheet": Filmstrip.objects.get().sheets[0]}
    address = {
        "video": f"/jobs/{job.pk}/video/", "still": f"/findings/{still.pk}/still/",
        "sheet": reverse("job-filmstrip-sheet", args=[job.pk, 0]),
    }[lost]  # fmt: skip
    default_storage.delete(names[lost])
    answer = client.get(address)
    assert answer.status_code == 404
    if lost != "sheet":
        assert "It is being prepared again" in answer.json()["detail"]
    due = fresh(job).media_next_try_at
    assert due is not None
    assert (Finding.objects.get().still_file == "") == (lost == "still")
    assert Filmstrip.objects.exists() == (lost != "sheet")
    client.get(address)
    assert fresh(job).media_next_try_at == due


def test_a_playable_copy_that_is_gone_makes_itself_due(ana: Reviewer) -> None:
    job, _still = whole_job()
    copy = PlayableCopy.objects.create(job=job, state="ready", file=stored(f"copies/{job.pk}.mp4"))
    client = as_person(ana)
    assert body_of(client.get(reverse("job-video-copy", args=[job.pk]))) == b"x" * 50
    assert fresh(job).media_next_try_at is None
    default_storage.delete(copy.file)
    told = client.get(reverse("job-video-copy", args=[job.pk])).json()["detail"]
    assert "It is being prepared again" in told
    assert fresh(job).media_next_try_at is not None
    assert not PlayableCopy.objects.exists()


def test_a_try_that_failed_is_not_made_due_again_by_looking(ana: Reviewer) -> None:
    job, _ = whole_job()
    default_storage.delete(job.media_file)
    Job.objects.filter(pk=job.pk).update(media_state="unreachable")
    told = as_person(ana).get(f"/jobs/{job.pk}/video/").json()["detail"]
    assert "Prepare the video again" in told
    assert fresh(job).media_next_try_at is None


def test_what_is_whole_is_not_lacking_and_what_lost_a_file_is() -> None:
    job, still = whole_job()
    lacking = lost_job()
    now = clock.now()

    def found() -> list[int]:
        return [pk for batch in prepare_again.find_lacking_jobs(Q(), now) for pk in batch]

    assert found() == [lacking.pk]
    default_storage.delete(still.still_file)
    assert found() == [job.pk, lacking.pk]


def test_the_command_says_what_it_made_due() -> None:
    job, _ = whole_job()
    lacking = lost_job()
    Job.objects.update(source_url="http://127.0.0.1:9/gone.mp4")
    out = StringIO()
    call_command("sync", media=True, account=job.account.name, stdout=out)
    assert f"job {lacking.pk}: video due again" in out.getvalue()
    assert "1 videos made due" in out.getvalue()
    assert fresh(lacking).media_attempts == 1
    assert AuditEntry.objects.get(action="media.requested_again").job_id == lacking.pk
