"""Videos and stills over HTTP: who may, which bytes, and that no signed link is left anywhere."""

import io
import logging

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from reviews.models import AuditEntry, Finding, Job, Reviewer
from tests.builders import a_finding, a_job, an_account
from tests.conftest import person
from tests.responses import ClientResponse, body_of

pytestmark = pytest.mark.django_db
BODY = bytes(number % 251 for number in range(200_000))


@pytest.fixture
def job(ana: Reviewer, client: Client) -> Job:
    client.force_login(ana)
    job = a_job()
    job.media_file = default_storage.save(f"videos/{job.pk}.mp4", ContentFile(BODY))
    job.save()
    return job


def get(client: Client, job: Job, **headers: str) -> tuple[ClientResponse, bytes]:
    answer = client.get(f"/jobs/{job.pk}/video/", headers=headers)
    return answer, body_of(answer)


def test_the_whole_video_without_a_range(client: Client, job: Job) -> None:
    answer, body = get(client, job)
    assert (answer.status_code, body) == (200, BODY)
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Length"] == str(len(BODY))
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=65530-131080", 65530, 131080),
        ("bytes=199990-", 199990, 199999),
        ("bytes=-10", 199990, 199999),
        ("bytes=5-6,100-200", 5, 6),
    ],
)
def test_a_range_answers_exactly_those_bytes(client: Client, job: Job, asked: str, first: int, last: int) -> None:
    answer, body = get(client, job, range=asked)
    assert (answer.status_code, body) == (206, BODY[first : last + 1])
    assert answer["Content-Range"] == f"bytes {first}-{last}/{len(BODY)}"
    assert answer["Content-Length"] == str(last - first + 1)


def test_a_range_beyond_the_end_is_416_and_a_malformed_one_is_ignored(client: Client, job: Job) -> None:
    answer, _body = get(client, job, range="bytes=200000-")
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */200000")
    answer, body = get(client, job, range="bytes=x")
    assert (answer.status_code, len(body)) == (200, len(BODY))


def test_an_open_range_of_a_long_film_is_answered_in_pieces(
    client: Client, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reviews.web.media.file_responses.MAX_OPEN_RANGE_BYTES", 1000)
    answer, body = get(client, job, range="bytes=500-")
    assert (answer.status_code, body) == (206, BODY[500:1500])
    assert answer["Content-Range"] == "bytes 500-1499/200000"


def test_head_tells_the_size_and_no_bytes(client: Client, job: Job) -> None:
    answer = client.head(f"/jobs/{job.pk}/video/", headers={"range": "bytes=0-9"})
    assert (answer.status_code, answer["Content-Length"]) == (200, "200000")
    assert b"".join(answer) == b""


def test_an_unchanged_video_is_304_and_if_range_guards_a_changed_one(client: Client, job: Job) -> None:
    etag = get(client, job)[0]["ETag"]
    assert get(client, job, if_none_match=etag)[0].status_code == 304
    assert get(client, job, range="bytes=0-9", if_range=etag)[0].status_code == 206
    assert get(client, job, range="bytes=0-9", if_range='"other"')[0].status_code == 200


def test_a_64_kib_range_reads_only_that(client: Client, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []

    def read(file: "File[bytes]", size: int = -1) -> bytes:
        sizes.append(size)
        assert file.file
        return file.file.read(size)

    monkeypatch.setattr(File, "read", read)
    assert len(get(client, job, range="bytes=100000-165535")[1]) == 65536
    assert sum(sizes) == 65536


def test_opening_is_audited_once_an_hour_not_once_a_range(client: Client, job: Job, ben: Reviewer) -> None:
    for _ in range(3):
        get(client, job, range="bytes=0-9")
    assert AuditEntry.objects.filter(action="media.opened", job_id=job.pk).count() == 1
    client.force_login(ben)
    get(client, job)
    assert AuditEntry.objects.filter(action="media.opened").count() == 2


def test_strangers_sign_in_and_people_without_a_role_see_nothing(client: Client, job: Job) -> None:
    finding = a_finding(job)
    client.force_login(person("nobody"))
    for address in (f"/jobs/{job.pk}/video/", f"/findings/{finding.pk}/still/"):
        assert client.get(address).status_code == 404
    client.logout()
    for address in (f"/jobs/{job.pk}/video/", f"/findings/{finding.pk}/still/"):
        assert client.get(address)["Location"].startswith("/login/")
    assert not AuditEntry.objects.filter(action="media.opened").exists()


def test_only_reading_is_allowed_and_unknown_rows_are_404(client: Client, job: Job) -> None:
    assert client.post(f"/jobs/{job.pk}/video/").status_code == 405
    for address in ("/jobs/999999/video/", f"/jobs/{2**70}/video/", f"/findings/{2**70}/still/"):
        assert client.get(address).status_code == 404


def test_a_job_without_a_video_says_why(client: Client, job: Job) -> None:
    Job.objects.update(media_file="", media_error="The video could not be fetched: 403")
    answer = client.get(f"/jobs/{job.pk}/video/")
    assert (answer.status_code, answer.json()["detail"]) == (404, "The video could not be fetched: 403")
    Job.objects.update(media_file="videos/gone.mp4")
    assert "no longer in storage" in client.get(f"/jobs/{job.pk}/video/").json()["detail"]
    assert not AuditEntry.objects.filter(action="media.opened").exists()


@pytest.fixture
def still(job: Job) -> Finding:
    jpeg = io.BytesIO()
    Image.new("RGB", (480, 270), "navy").save(jpeg, "JPEG")
    finding = a_finding(job)
    finding.still_file = default_storage.save(f"stills/{job.pk}/0.jpg", ContentFile(jpeg.getvalue()))
    finding.save()
    return finding


@pytest.mark.parametrize(
    ("asked", "width"), [("160", 160), ("320", 320), ("480", 480), ("", 480), ("9999", 480), ("x", 480)]
)
def test_a_still_comes_in_three_widths(client: Client, still: Finding, asked: str, width: int) -> None:
    answer = client.get(f"/findings/{still.pk}/still/?w={asked}")
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == (width, width * 270 // 480)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "private, max-age=86400"
    again = client.get(f"/findings/{still.pk}/still/?w={asked}", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_a_width_that_is_not_stored_is_never_half_written_for_another_reader(
    client: Client, still: Finding, job: Job
) -> None:
    before = default_storage.listdir(f"stills/{job.pk}")
    assert client.get(f"/findings/{still.pk}/still/?w=160").status_code == 200
    assert default_storage.listdir(f"stills/{job.pk}") == before


def test_opening_stills_is_audited_once_an_hour_and_apart_from_the_video(
    client: Client, still: Finding, job: Job, ben: Reviewer
) -> None:
    for width in (160, 320, 480):
        client.get(f"/findings/{still.pk}/still/?w={width}")
    entry = AuditEntry.objects.get(action="stills.opened")
    assert (entry.job_id, entry.actor_name) == (job.pk, "ana")
    get(client, job)
    assert AuditEntry.objects.filter(action="media.opened").count() == 1
    client.force_login(ben)
    client.get(f"/findings/{still.pk}/still/")
    assert AuditEntry.objects.filter(action="stills.opened").count() == 2


def test_a_finding_without_picture_is_a_told_404(client: Client, still: Finding) -> None:
    Finding.objects.update(still_file="")
    assert client.get(f"/findings/{still.pk}/still/").json()["error"] == "no_media"
    Finding.objects.update(still_file="stills/gone.jpg")
    assert client.get(f"/findings/{still.pk}/still/").status_code == 404


@pytest.fixture
def stored(client: Client, ana: Reviewer, monkeypatch: pytest.MonkeyPatch) -> Finding:
    monkeypatch.setenv("DESK_KEY_SANDBOX_ID", "sandbox-ak")
    monkeypatch.setenv("DESK_KEY_SANDBOX_SECRET", "sandbox-sk")
    client.force_login(ana)
    account = an_account("ali", "alibaba")
    job = a_job(account, source_url="oss://films/a b.mp4", source_location="oss-cn-shanghai")
    return a_finding(job, snapshot_bucket="shots", snapshot_location="oss-cn-shanghai", snapshot_object="0.jpg")


def test_a_stored_object_is_a_short_lived_redirect_that_leaves_no_trace(
    client: Client, stored: Finding, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for address in (f"/jobs/{stored.job_id}/video/", f"/findings/{stored.pk}/still/?w=160"):
        answer = client.get(address)
        assert (answer.status_code, answer["Cache-Control"], answer["Referrer-Policy"]) == (
            302,
            "no-store",
            "no-referrer",
        )
        assert "x-oss-expires=300" in answer["Location"]
        assert answer.content == b""
    rows = (
        str(list(AuditEntry.objects.values())) + str(list(Job.objects.values())) + str(list(Finding.objects.values()))
    )
    for text in (caplog.text, rows):
        assert "x-oss-signature" not in text.lower()
    assert AuditEntry.objects.filter(action="media.opened").count() == 1


def test_a_missing_key_is_a_sentence_not_an_error_page(
    client: Client, stored: Finding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DESK_KEY_SANDBOX_SECRET")
    answer = client.get(f"/jobs/{stored.job_id}/video/")
    assert answer.status_code == 404
    assert "DESK_KEY_SANDBOX_SECRET" in answer.json()["detail"]
