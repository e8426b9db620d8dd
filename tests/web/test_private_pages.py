"""No page and no JSON about jobs and people is kept by a cache or on a disk; what may be kept says so itself."""

import io
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from PIL import Image

from reviews.access import api_tokens
from reviews.models import Job, Reviewer
from reviews.vocabulary import TokenScope
from tests.builders import a_finding, a_job
from tests.conftest import person
from tests.responses import body_of
from tests.web.test_permission_matrix import ROUTES, Route, a_row_for

# Kept by the person's own browser, asked for again each time or under an address that changes with the content.
KEPT = {"job-timeline", "job-video", "job-video-copy", "finding-still", "job-filmstrip-sheet"}


def is_private(answer: Any) -> bool:
    said = {part.strip() for part in answer.headers.get("Cache-Control", "").split(",")}
    return {"no-store", "private"} <= said


# One rule for all of the admin, shown by its first page and a list of rows.
_ADMIN = {"admin:index", "admin:login", "admin:reviews_job_changelist"}
WALKED = [one for one in ROUTES if one.key in _ADMIN or (not one.pattern.startswith("admin/") and one.key not in KEPT)]


@pytest.mark.django_db
@pytest.mark.parametrize("route", WALKED, ids=lambda route: route.pattern or "/")
def test_every_address_answers_something_that_nobody_keeps(route: Route) -> None:
    root = person("root", is_staff=True, is_superuser=True)
    address = route.address(a_row_for(route, a_job()))
    for somebody in (None, root):
        client = Client(raise_request_exception=False)
        if somebody:
            client.force_login(somebody)
        for method in ("get", "head", "post"):
            answer = getattr(client, method)(address)
            assert is_private(answer), (method, somebody, answer.status_code, answer.headers.get("Cache-Control"))


def test_the_api_by_token_too(ana: Reviewer) -> None:
    _, raw = api_tokens.create_token(ana, tuple(TokenScope), 30, now=timezone.now())
    client = Client(headers={"Authorization": f"Token {raw}"})
    for address in ("/api/v1/jobs/", f"/api/v1/jobs/{a_job().pk}/", "/api/v1/jobs/0/", "/api/v1/nowhere/"):
        assert is_private(client.get(address)), address


@pytest.fixture
def job(ana: Reviewer, client: Client) -> Job:
    client.force_login(ana)
    job = a_job()
    job.media_file = default_storage.save(f"videos/{job.pk}.mp4", ContentFile(b"film"))
    job.save()
    return job


def test_the_timeline_is_asked_for_again_and_answered_by_304(client: Client, job: Job) -> None:
    a_finding(job)
    address = f"/jobs/{job.pk}/timeline.json"
    whole = client.get(address)
    again = client.get(address, headers={"If-None-Match": whole.headers["ETag"]})
    assert (whole.status_code, again.status_code) == (200, 304)
    assert whole.headers["Cache-Control"] == again.headers["Cache-Control"] == "private, no-cache"


def test_videos_and_stills_keep_their_own_rules(client: Client, job: Job) -> None:
    finding = a_finding(job)
    picture = io.BytesIO()
    Image.new("RGB", (480, 270)).save(picture, "JPEG")
    finding.still_file = default_storage.save("stills/one.jpg", ContentFile(picture.getvalue()))
    finding.save()
    part = client.get(f"/jobs/{job.pk}/video/", headers={"Range": "bytes=0-1"})
    assert (body_of(part), part.headers["Cache-Control"]) == (b"fi", "private, no-cache")
    still = client.get(f"/findings/{finding.pk}/still/")
    assert (still.status_code, still.headers["Cache-Control"]) == (200, "private, max-age=86400")
    assert is_private(client.get("/findings/0/still/"))


def test_nothing_comes_between_the_rule_and_any_answer_but_static_files() -> None:
    names = [name.rpartition(".")[2] for name in settings.MIDDLEWARE]
    before = names[: names.index("PrivatePages")]
    assert set(before) <= {"SecurityMiddleware", "WhiteNoiseMiddleware", "ContentSecurityPolicyMiddleware"}
