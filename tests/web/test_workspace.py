"""The workspace page and its writes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reviews.decisions.claims import claim
from reviews.models import AuditEntry, Decision, Job, Review, Reviewer
from reviews.vocabulary import JobState, MediaState, ReviewState, Role
from tests import builders
from tests.conftest import person

pytestmark = pytest.mark.django_db
KEY = "key-0000001"


@pytest.fixture
def job(db: None) -> Job:
    job = builders.a_job()
    builders.a_detection(builders.a_finding(job))
    return job


@pytest.fixture
def desk(client: Client, ana: Reviewer) -> Client:
    client.force_login(ana)
    return client


def open_page(desk: Client, job: Job) -> str:
    return desk.get(reverse("job", args=[job.pk])).content.decode()


def write(desk: Client, address: str, **fields: Any) -> Any:
    body = {"verdict": "pass", "version": 1, "fence": 1, "idempotency_key": KEY, **fields}
    return desk.post(address, body, content_type="application/json")


def test_looking_claims_nothing_and_is_remembered_once_an_hour(desk: Client, job: Job) -> None:
    assert "Claim this job" in open_page(desk, job)
    open_page(desk, job)
    assert Review.objects.count() == 0
    assert AuditEntry.objects.filter(action="job.viewed", job_id=job.pk).count() == 1


def test_my_claim_opens_the_desk_and_somebody_elses_names_them(
    desk: Client, job: Job, ana: Reviewer, ben: Reviewer
) -> None:
    claim.claim(job.pk, by=ben, now=timezone.now())
    page = open_page(desk, job)
    assert "Ben has been reviewing this job since" in page
    assert "read-only" in page
    answer = desk.post(reverse("claim-job", args=[job.pk]), follow=True).content.decode()
    assert "Ben is reviewing this job." in answer
    Review.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert "Release" in desk.post(reverse("claim-job", args=[job.pk]), follow=True).content.decode()


def test_a_settled_and_a_pending_job_are_read_only(desk: Client, job: Job) -> None:
    Job.objects.update(review_state=ReviewState.SETTLED, verdict="pass", settled_at=timezone.now())
    assert "Settled on" in open_page(desk, job)
    Job.objects.update(review_state=ReviewState.PENDING, state=JobState.RUNNING, state_raw="running")
    assert "has not finished this job" in open_page(desk, job)


def test_an_error_is_loud_only_when_the_job_failed(desk: Client, job: Job) -> None:
    Job.objects.update(error_code="X.NotFound", error_message="Cannot be found")
    assert "could not finish" not in open_page(desk, job)
    Job.objects.update(state=JobState.FAILED)
    assert "could not finish" in open_page(desk, job)


@pytest.mark.parametrize("state", [MediaState.UNREACHABLE, MediaState.UNREADABLE, MediaState.FORBIDDEN])
def test_a_video_that_is_not_there_is_explained_and_not_asked_for(desk: Client, job: Job, state: MediaState) -> None:
    Job.objects.update(media_state=state, media_error="The store answered 404.")
    page = open_page(desk, job)
    assert "The store answered 404." in page
    assert f'src="{reverse("job-video", args=[job.pk])}"' not in page


def test_a_verdict_on_a_finding_answers_the_new_version_and_roll_up(desk: Client, job: Job, ana: Reviewer) -> None:
    claim.claim(job.pk, by=ana, now=timezone.now())
    finding = job.findings.get()
    answer = write(desk, reverse("finding-decisions", args=[finding.pk])).json()
    assert answer["version"] == 2
    assert answer["rollup"] == {"pass": 1, "review": 0, "block": 0, "decided": 1, "suggests": "pass"}
    assert Decision.objects.get().finding_id == finding.pk


def test_a_verdict_on_a_detection_is_kept(desk: Client, job: Job, ana: Reviewer) -> None:
    claim.claim(job.pk, by=ana, now=timezone.now())
    detection = job.findings.get().detections.get()
    assert write(desk, reverse("detection-decisions", args=[detection.pk])).status_code == 200
    verdicts = desk.get(reverse("job-verdicts", args=[job.pk])).json()
    assert verdicts["detections"][str(detection.pk)][:2] == ["pass", "Ana"]


def test_a_stale_write_says_who_changed_what(desk: Client, job: Job, ana: Reviewer) -> None:
    claim.claim(job.pk, by=ana, now=timezone.now())
    address = reverse("finding-decisions", args=[job.findings.get().pk])
    write(desk, address)
    answer = write(desk, address, verdict="block", idempotency_key="key-0000002")
    assert answer.status_code == 409
    error = answer.json()["error"]
    assert error["code"] == "stale_version"
    assert error["context"]["verdict"] == "pass"
    assert error["context"]["decided_by"]


def test_submit_and_next_settles_and_lands_on_the_next_job(desk: Client, job: Job, ana: Reviewer) -> None:
    after = builders.a_job(external_id="job-2")
    claim.claim(job.pk, by=ana, now=timezone.now())
    policy = builders.a_policy()
    address = reverse("job-decisions", args=[job.pk])
    answer = write(desk, address, verdict="block", policy_id=policy.pk, next=True).json()
    assert answer["next"] == reverse("job", args=[after.pk])
    job.refresh_from_db()
    after.refresh_from_db()
    assert (job.review_state, job.verdict, after.review_state) == ("settled", "block", "claimed")


def test_submit_without_a_next_job_leads_to_the_queue(desk: Client, job: Job, ana: Reviewer) -> None:
    claim.claim(job.pk, by=ana, now=timezone.now())
    answer = write(desk, reverse("job-decisions", args=[job.pk]), note="staged scene", next=True)
    assert answer.json()["next"] == reverse("queue")


def test_a_missing_policy_names_its_field(desk: Client, job: Job, ana: Reviewer) -> None:
    claim.claim(job.pk, by=ana, now=timezone.now())
    answer = write(desk, reverse("job-decisions", args=[job.pk]), verdict="block")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "policy_id")


@pytest.mark.parametrize(
    "fields",
    [
        {"verdict": "maybe"},
        {"version": -1},
        {"version": "1"},
        {"fence": 2**70},
        {"idempotency_key": "short"},
        {"idempotency_key": "no spaces please"},
        {"note": "a\x00b"},
        {"took_ms": 2**40},
        {"unknown": 1},
        {"policy_id": 1.5},
    ],
)
def test_a_body_that_cannot_be_used_is_refused_and_nothing_is_stored(
    desk: Client, job: Job, ana: Reviewer, fields: dict[str, Any]
) -> None:
    claim.claim(job.pk, by=ana, now=timezone.now())
    answer = write(desk, reverse("finding-decisions", args=[job.findings.get().pk]), **fields)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]
    assert Decision.objects.count() == 0


@pytest.mark.parametrize("raw", [b"", b"[", b"[]", b"\xff", b'{"verdict":"\\ud800"}', b"[" * 5000])
def test_a_body_that_is_no_json_object_is_refused(desk: Client, job: Job, raw: bytes) -> None:
    address = reverse("finding-decisions", args=[job.findings.get().pk])
    assert desk.post(address, raw, content_type="application/json").status_code == 400


def test_the_heartbeat_renews_and_tells_when_the_claim_is_lost(desk: Client, job: Job, ana: Reviewer) -> None:
    review = claim.claim(job.pk, by=ana, now=timezone.now())
    address = reverse("lease", args=[job.pk])
    beat = desk.post(address, {"fence": review.fence}, content_type="application/json").json()
    assert 590 <= beat["seconds_left"] <= 600
    lost = desk.post(address, {"fence": review.fence + 1}, content_type="application/json")
    assert (lost.status_code, lost.json()["error"]["code"]) == (409, "claim_lost")


def test_release_gives_the_job_back(desk: Client, job: Job, ana: Reviewer) -> None:
    review = claim.claim(job.pk, by=ana, now=timezone.now())
    answer = desk.post(reverse("release-job", args=[job.pk]), {"fence": review.fence}, follow=True)
    assert "returned to the queue" in answer.content.decode()
    job.refresh_from_db()
    assert job.review_state == ReviewState.WAITING


@pytest.mark.parametrize("fence", ["", "x", "9" * 40, "²"])
def test_a_release_with_a_strange_fence_is_told_on_the_page(desk: Client, job: Job, ana: Reviewer, fence: str) -> None:
    claim.claim(job.pk, by=ana, now=timezone.now())
    answer = desk.post(reverse("release-job", args=[job.pk]), {"fence": fence}, follow=True)
    assert "Your claim on this job has ended." in answer.content.decode()


def test_an_analyst_looks_but_does_not_decide(client: Client, job: Job) -> None:
    client.force_login(person("ann", Role.ANALYST))
    assert "Claim this job" not in open_page(client, job)
    assert write(client, reverse("job-decisions", args=[job.pk])).status_code == 403
    assert client.post(reverse("claim-job", args=[job.pk])).status_code == 403


def test_history_shows_decisions_and_events(desk: Client, job: Job, ana: Reviewer) -> None:
    claim.claim(job.pk, by=ana, now=timezone.now())
    write(desk, reverse("finding-decisions", args=[job.findings.get().pk]), note="a staged scene")
    history = desk.get(reverse("job-history", args=[job.pk])).content.decode()
    assert "a staged scene" in history
    assert "claim.taken" in history
    assert '<span class="dim"> Ana · ' in " ".join(history.split())


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "</script><svg/onload=1>",
    "\u202eevil",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_on_every_page(desk: Client, job: Job, text: str) -> None:
    Job.objects.update(
        title=text, error_code=text, error_message=text, user_data=text, source_url=f"javascript:{text}",
        state="failed", request_params={text: [text]}, warnings=[{"code": text, "path": text}],
        sync_error_code="x", sync_error=text,
    )  # fmt: skip
    job.findings.update(category=text, label=text, text=text)
    for address in (reverse("queue"), reverse("job", args=[job.pk]), reverse("job-history", args=[job.pk])):
        page = desk.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<svg/onload" not in page
        assert 'href="javascript' not in page
        assert ">49<" not in page
