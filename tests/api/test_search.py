"""`search=` of the job list: what the caller may see, with the place of each match."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reviews.models import Reviewer
from reviews.vocabulary import FindingKind
from tests.api.conftest import Caller
from tests.builders import a_finding, a_job, a_queue, a_team

pytestmark = pytest.mark.django_db


def test_a_search_answers_jobs_with_where_it_stands(reader: Client) -> None:
    job = a_job(title="夏日直播")
    finding = a_finding(job, FindingKind.AUDIO, start_ms=5000, text="加微信领红包")
    a_job(external_id="other")
    (found,) = reader.get("/api/v1/jobs/", {"search": "微信"}).json()["results"]
    assert found["id"] == job.pk
    assert found["match"] == {
        "where": "audio", "before": "加", "hit": "微信", "after": "领红包", "finding_id": finding.pk, "start_ms": 5000,
    }  # fmt: skip
    (by_title,) = reader.get("/api/v1/jobs/", {"search": "夏日"}).json()["results"]
    assert (by_title["match"]["where"], by_title["match"]["finding_id"]) == ("title", None)
    assert reader.get(f"/api/v1/jobs/{job.pk}/").json()["match"] is None
    assert reader.get("/api/v1/jobs/", {"search": "微信", "review_state": "settled"}).json()["results"] == []


def test_a_search_is_paged_like_any_list(reader: Client) -> None:
    for number in range(5):
        a_job(external_id=f"needle-{number}")
    seen, address = [], "/api/v1/jobs/?search=needle&page_size=2"
    while address:
        page = reader.get(address).json()
        seen += [job["external_id"] for job in page["results"]]
        address = page["next"]
    assert seen == [f"needle-{number}" for number in reversed(range(5))]


@pytest.mark.parametrize(
    ("text", "code"), [("a", "search_too_short"), ("广", "search_too_short"), ("x" * 129, "search_too_long")]
)
def test_a_search_that_cannot_be_looked_up_is_a_400_that_names_it(reader: Client, text: str, code: str) -> None:
    answer = reader.get("/api/v1/jobs/", {"search": text})
    assert answer.status_code == 400
    assert (answer.json()["error"]["code"], answer.json()["error"]["field"]) == (code, "search")


def test_cy_finds_nothing_of_the_other_team(by_token: Caller, ana: Reviewer, cy: Reviewer) -> None:
    live = a_queue("Live", a_team("Live team", ana))
    a_finding(a_job(title="secret", queue=live), text="secret")
    assert by_token(cy, "read").get("/api/v1/jobs/?search=secret").json()["results"] == []
    assert by_token(cy, "read").get(f"/api/v1/jobs/?search=secret&queue={live.pk}").json()["results"] == []
    assert len(by_token(ana, "read").get("/api/v1/jobs/?search=secret").json()["results"]) == 1


def test_a_search_asks_the_same_number_of_questions_for_any_number_of_matches(reader: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            reader.get("/api/v1/jobs/?search=needle")
        return len(queries)

    def more(start: int) -> None:
        for number in range(start, start + 5):
            a_finding(a_job(external_id=f"j{number}"), text="a needle")

    more(0)
    asked()
    few = asked()
    more(5)
    assert asked() == few
