"""Filmstrips over HTTP: what there is, its sheets, who may see them, and what caches may keep."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from reviews.media import prepare
from reviews.models import AuditEntry, Filmstrip, Job, Reviewer
from reviews.vocabulary import MediaState
from tests.builders import NOON, a_job, a_queue, a_team
from tests.conftest import person
from tests.video_files import second_of, write_video

pytestmark = pytest.mark.django_db
DAY = "private, max-age=86400"


@pytest.fixture
def job(ana: Reviewer, client: Client) -> Job:
    client.force_login(ana)
    return a_job()


@pytest.fixture
def drawn_strip(job: Job, tmp_path: Path) -> Job:
    with write_video(tmp_path / "film.mp4", seconds=4, width=180, height=320).open("rb") as film:
        job.media_file = default_storage.save(f"videos/{job.pk}.mp4", film)
    job.media_state, job.media_next_try_at = MediaState.UNKNOWN, NOON
    job.save()
    prepare.prepare_video(job.pk, now=NOON)
    return job


def facts(client: Client, job: Job) -> dict[str, Any]:
    return dict(client.get(f"/jobs/{job.pk}/filmstrip.json").json())


def a_strip(job: Job, *sheets: str, is_whole: bool = False) -> Filmstrip:
    names = [f"filmstrips/{job.pk}/{name}.jpg" for name in sheets]
    for name in names:
        default_storage.delete(name)  # of the test before
        default_storage.save(name, ContentFile(b"jpeg"))
    shape = {"tile_width": 160, "tile_height": 90, "columns": 10, "rows": 6, "interval_ms": 1000}
    return Filmstrip.objects.create(job=job, count=60 * len(names), is_whole=is_whole, sheets=names, **shape)


def test_a_drawn_strip_is_told_and_its_sheet_shows_the_tiles(client: Client, drawn_strip: Job) -> None:
    strip = facts(client, drawn_strip)
    address = strip.pop("sheets")[0]
    assert strip == {
        "interval_ms": 1000, "count": 4, "is_whole": True, "is_growing": False,
        "tile_width": 90, "tile_height": 160, "columns": 4, "rows": 1, "gaps": [],
    }  # fmt: skip
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    with Image.open(io.BytesIO(answer.content)) as sheet:
        assert sheet.size == (360, 160)
        assert [second_of(sheet.crop((90 * n, 0, 90 * n + 90, 160))) for n in range(4)] == [0, 1, 2, 3]


@pytest.mark.parametrize(("due", "is_growing"), [(NOON, True), (None, False)])
def test_without_a_strip_the_page_is_told_whether_one_may_come(
    client: Client, job: Job, due: datetime | None, is_growing: bool
) -> None:
    Job.objects.update(media_next_try_at=due)
    answer = client.get(f"/jobs/{job.pk}/filmstrip.json")
    said = answer.json()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert (said["count"], said["is_whole"], said["is_growing"], said["sheets"]) == (0, False, is_growing, [])


def test_a_part_of_a_strip_is_shown_while_it_grows(client: Client, job: Job) -> None:
    a_strip(job, "0-aaaa0000", "1-bbbb1111")
    Job.objects.update(media_next_try_at=NOON)
    said = facts(client, job)
    assert (said["count"], said["is_growing"]) == (120, True)
    base = f"/jobs/{job.pk}/filmstrip"
    assert said["sheets"] == [f"{base}/0/?v=aaaa0000", f"{base}/1/?v=bbbb1111"]


def test_a_named_version_is_kept_for_good_and_another_is_not(client: Client, job: Job) -> None:
    a_strip(job, "0-aaaa0000")
    address = f"/jobs/{job.pk}/filmstrip/0/"
    answer = client.get(f"{address}?v=aaaa0000")
    assert (answer["ETag"], answer["Cache-Control"]) == ('"aaaa0000"', f"{DAY}, immutable")
    assert client.get(f"{address}?v=old")["Cache-Control"] == DAY
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again["ETag"], again.content) == (304, '"aaaa0000"', b"")


def test_a_sheet_that_is_not_there_is_a_told_404(client: Client, job: Job) -> None:
    code = "no_filmstrip"
    for number in (0, 5, 2**70):
        answer = client.get(f"/jobs/{job.pk}/filmstrip/{number}/")
        assert (answer.status_code, answer.json()["error"]["code"], answer["Cache-Control"]) == (404, code, "no-store")
    strip = a_strip(job, "0-aaaa0000")
    default_storage.delete(strip.sheets[0])
    assert client.get(f"/jobs/{job.pk}/filmstrip/0/").json()["error"]["code"] == code
    assert not AuditEntry.objects.filter(action="stills.opened").exists()


def test_looking_at_sheets_is_audited_once_an_hour_as_stills_are(client: Client, job: Job) -> None:
    a_strip(job, "0-aaaa0000", "1-bbbb1111")
    for number in (0, 1, 0):
        client.get(f"/jobs/{job.pk}/filmstrip/{number}/")
    entry = AuditEntry.objects.get(action="stills.opened")
    assert (entry.job_id, entry.actor_name) == (job.pk, "ana")
    facts(client, job)
    assert AuditEntry.objects.filter(job_id=job.pk).count() == 1


def test_other_teams_and_people_without_a_role_see_nothing(client: Client, job: Job, cy: Reviewer) -> None:
    a_strip(job, "0-aaaa0000")
    Job.objects.update(queue=a_queue("Films", a_team("Films")))
    for somebody in (cy, person("nobody")):
        client.force_login(somebody)
        for address in (f"/jobs/{job.pk}/filmstrip.json", f"/jobs/{job.pk}/filmstrip/0/"):
            assert client.get(address).status_code == 404
    client.logout()
    assert client.get(f"/jobs/{job.pk}/filmstrip/0/")["Location"].startswith("/login/")
    assert not AuditEntry.objects.filter(action="stills.opened").exists()


def test_asking_is_no_activity_and_the_number_of_queries_is_the_same_for_any_strip(client: Client, job: Job) -> None:
    a_strip(job, "0-aaaa0000")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            facts(client, job)
            client.get(f"/jobs/{job.pk}/filmstrip/0/")
        return len(seen)

    queries()
    few = queries()
    Filmstrip.objects.all().delete()
    a_strip(job, "0-cccc2222", *(f"{n}-dddd{n:04}" for n in range(1, 10)))
    assert queries() == few
    session = client.session
    session["desk_seen_at"] = seen_at = session["desk_seen_at"] - 120
    session.save()
    facts(client, job)
    assert client.session["desk_seen_at"] == seen_at
