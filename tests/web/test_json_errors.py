"""Every JSON write of the pages refuses in one shape, and every form of the claim goes back to a page."""

import pytest
from django.test import Client
from django.urls import reverse

from reviews import clock
from reviews.decisions.claims import claim
from reviews.models import Reviewer
from tests import builders

pytestmark = pytest.mark.django_db
ADDRESSES = (
    "lease", "job-decisions", "presence", "job-coverage", "job-findings", "job-findings-decisions",
    "finding-decisions", "detection-decisions", "my-break", "my-keys",
)  # fmt: skip


@pytest.fixture
def desk(client: Client, ana: Reviewer) -> Client:
    client.force_login(ana)
    return client


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("body", [b"", b"[]", b'{"\xff": 1}', b'{"fence": "\xc3\x28"}', b'{"none": 1}'])
def test_a_body_that_cannot_be_read_is_refused_in_the_one_shape(desk: Client, name: str, body: bytes) -> None:
    detection = builders.a_detection(builders.a_finding(builders.a_job()))
    finding = detection.finding
    targets = {"finding-decisions": [finding.pk], "detection-decisions": [detection.pk], "my-break": [], "my-keys": []}
    address = reverse(name, args=targets.get(name, [finding.job_id]))
    answer = desk.post(address, body, content_type="application/json")
    error = answer.json()["error"]
    assert answer.status_code == 400
    assert (error["code"], error["field"], error["context"]) == ("unreadable", "", {})
    assert error["message"]


def test_a_refused_claim_is_told_on_the_page_of_the_job(desk: Client, ben: Reviewer) -> None:
    job = builders.a_job()
    claim.claim(job.pk, by=ben, now=clock.now())
    answer = desk.post(reverse("claim-job", args=[job.pk]), follow=True)
    assert answer.redirect_chain == [(reverse("job", args=[job.pk]), 302)]
    assert "Ben" in " ".join(map(str, answer.context["messages"]))


@pytest.mark.parametrize("name", ["claim-job", "release-job", "skip-job", "queue-next"])
def test_what_a_person_does_not_see_is_the_404_page(desk: Client, name: str) -> None:
    assert desk.post(reverse(name, args=[999])).status_code == 404
