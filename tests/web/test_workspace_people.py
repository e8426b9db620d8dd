"""Skip, take-over, presence, verdicts on many findings and missed findings through the pages' addresses."""

from typing import Any

import pytest
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.urls import reverse
from django.utils import timezone

from reviews.decisions.claims import claim
from reviews.models import Decision, Finding, Job, Review, Reviewer
from reviews.vocabulary import FindingSource, ReviewOutcome, ReviewStage
from tests import builders
from tests.verdicts import submit_verdict

pytestmark = pytest.mark.django_db
KEY = "key-0000001"


@pytest.fixture
def job(db: None) -> Job:
    job = builders.a_job()
    for _ in range(3):
        builders.a_finding(job)
    return job


@pytest.fixture
def desk(client: Client, ana: Reviewer) -> Client:
    client.force_login(ana)
    return client


@pytest.fixture
def held(job: Job, ana: Reviewer) -> Review:
    return claim.claim(job.pk, by=ana, now=timezone.now())


def write(desk: Client, name: str, job: Job, **fields: Any) -> Any:
    body = {"verdict": "pass", "version": 1, "fence": 1, "idempotency_key": KEY, **fields}
    return desk.post(reverse(name, args=[job.pk]), body, content_type="application/json")


def escalated(job: Job, by: Reviewer) -> None:
    submit_verdict(
        job.pk, by=by, now=timezone.now(), verdict="review", version=job.version, fence=1, note="please look",
        idempotency_key="key-escalate",
    )  # fmt: skip


def test_a_skip_is_told_and_the_same_again_is_no_error(desk: Client, job: Job, held: Review) -> None:
    address = reverse("skip-job", args=[job.pk])
    for _ in range(2):
        answer = desk.post(address, {"fence": held.fence})
        assert (answer.status_code, answer["Location"]) == (302, reverse("queue"))
    assert Review.objects.get().outcome == ReviewOutcome.SKIPPED
    assert "1 job that you skipped waits for others." in desk.get(reverse("queue")).content.decode()


def test_a_take_over_without_a_reason_shows_the_page_again(
    client: Client, job: Job, held: Review, lea: Reviewer
) -> None:
    client.force_login(lea)
    refused = client.post(reverse("take-over-job", args=[job.pk]), {"reason": " "})
    assert refused.status_code == 400
    assert "take-over-error" in refused.content.decode()
    assert client.post(reverse("take-over-job", args=[job.pk]), {"reason": "went home"}).status_code == 302
    assert Review.objects.active().get().reviewer == lea
    assert "went home" in client.get(reverse("job-history", args=[job.pk])).content.decode()


def test_a_reviewer_takes_nothing_over(client: Client, job: Job, held: Review, ben: Reviewer) -> None:
    client.force_login(ben)
    assert client.post(reverse("take-over-job", args=[job.pk]), {"reason": "mine"}).status_code == 403


def test_presence_names_the_others(client: Client, desk: Client, job: Job, ben: Reviewer) -> None:
    address = reverse("presence", args=[job.pk])
    assert desk.post(address, {}, content_type="application/json").json() == {"people": []}
    other = Client()
    other.force_login(ben)
    assert other.post(address, {}, content_type="application/json").json() == {"people": ["Ana"]}
    desk.post(address, {"left": True}, content_type="application/json")
    assert other.post(address, {}, content_type="application/json").json() == {"people": []}
    assert desk.post(address, {"left": 1}, content_type="application/json").status_code == 400


def test_many_findings_are_decided_in_one_act(desk: Client, job: Job, held: Review) -> None:
    ids = list(job.findings.values_list("pk", flat=True))
    answer = write(desk, "job-findings-decisions", job, finding_ids=ids).json()
    assert (answer["decisions"], answer["verdict"], answer["rollup"]["decided"]) == (3, "pass", 3)
    stale = write(desk, "job-findings-decisions", job, finding_ids=ids, idempotency_key="key-0000002")
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "stale_version")
    assert Decision.objects.count() == 3
    assert "on 3 findings" in desk.get(reverse("job-history", args=[job.pk])).content.decode()


def test_a_missed_finding_is_stored_or_names_the_field(desk: Client, job: Job, held: Review) -> None:
    said = {"kind": "frame", "start_ms": 2000, "end_ms": 2000, "category": "weapon", "verdict": "review"}
    refused = write(desk, "job-findings", job, **{**said, "kind": "smell"})
    assert (refused.status_code, refused.json()["error"]["field"]) == (400, "kind")
    assert write(desk, "job-findings", job, **said, box=[1, 2, 30, 40]).status_code == 200
    found = Finding.objects.get(source=FindingSource.PERSON)
    assert desk.get(reverse("job-verdicts", args=[job.pk])).json()["added"] == {str(found.pk): "Ana"}


def test_who_sent_a_job_up_is_told_why_it_is_not_theirs(desk: Client, job: Job, held: Review, ana: Reviewer) -> None:
    escalated(job, ana)
    page = desk.post(reverse("claim-job", args=[job.pk]), follow=True).content.decode()
    assert "You sent this job to the second look" in page
    assert "please look" in page
    found = desk.get(reverse("queue"), {"stage": "second"}).context["page"].rows
    assert [one.stage for one in found] == [ReviewStage.SECOND]


@pytest.mark.parametrize("name", ["skip-job", "presence", "job-findings", "job-findings-decisions", "claim-job"])
def test_another_teams_job_is_not_there(client: Client, cy: Reviewer, ana: Reviewer, name: str) -> None:
    queue = builders.a_queue("theirs", builders.a_team("north", ana))
    job = builders.a_job(external_id="theirs", queue=queue)
    client.force_login(cy)
    said = {"kind": "frame", "category": "weapon", "start_ms": 0, "verdict": "review"}
    more: dict[str, dict[str, Any]] = {
        "presence": {},
        "job-findings": said,
        "job-findings-decisions": {"finding_ids": [1]},
    }
    write_body = {"verdict": "pass", "version": 1, "fence": 1, "idempotency_key": KEY, **more.get(name, {})}
    body = {} if name == "presence" else write_body
    kind = MULTIPART_CONTENT if name in ("skip-job", "claim-job") else "application/json"
    assert client.post(reverse(name, args=[job.pk]), body, content_type=kind).status_code == 404


def test_the_queue_page_costs_the_same_with_twice_the_queues(
    desk: Client, job: Job, django_assert_max_num_queries: Any
) -> None:
    def cost() -> int:
        with django_assert_max_num_queries(60) as counted:
            desk.get(reverse("queue"))
        return len(counted)

    desk.get(reverse("queue"))
    before = cost()
    for place in range(8):
        builders.a_job(external_id=f"q{place}", queue=builders.a_queue(f"queue {place}"))
    assert cost() == before
