"""The search of the queue page: all jobs that its reader may see, why each was found, and the way to the moment."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.models import Reviewer
from reviews.search import job_search
from reviews.vocabulary import FindingKind, Role
from tests import builders
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, ana: Reviewer) -> Client:
    client.force_login(ana)
    return client


def rows(client: Client, **query: str) -> list[str]:
    return [row.job.external_id for row in client.get(reverse("queue"), query).context["lines"]]


def read(client: Client, **query: str) -> str:
    return re.sub(r"\s+", " ", client.get(reverse("queue"), query).content.decode())


def test_titles_speech_and_ids_are_searched_in_all_jobs(desk: Client) -> None:
    builders.a_job(external_id="by-title", title="夏日直播")
    builders.a_finding(builders.a_job(external_id="by-speech"), FindingKind.AUDIO, text="欢迎来到直播间")
    builders.a_job(external_id="other")
    assert rows(desk, q="直播") == ["by-speech", "by-title"]
    assert rows(desk, q="直播", review_state="settled") == []
    assert rows(desk, q="BY-TIT") == ["by-title"]
    assert rows(desk, q="\ufeffby-title\u200b") == ["by-title"]
    assert rows(desk, q="直播", order="handed") == ["by-title", "by-speech"]


def test_the_reason_is_shown_as_text_with_a_link_to_the_moment(desk: Client) -> None:
    job = builders.a_job()
    finding = builders.a_finding(job, FindingKind.AUDIO, start_ms=65_000, text="<b>buy</b> & add me on WeChat now")
    shown = read(desk, q="wechat")
    assert f'href="{reverse("job", args=[job.pk])}#finding-{finding.pk}"' in shown
    assert "00:01:05.000" in shown
    assert '&lt;b&gt;buy&lt;/b&gt; &amp; add me on <mark class="hit">WeChat</mark> now' in shown


def test_a_search_that_is_too_short_is_named_and_the_list_stays(desk: Client) -> None:
    builders.a_job()
    answer = desk.get(reverse("queue"), {"q": "a"})
    assert answer.context["filters"].errors["q"] == [
        "Search for at least two letters of a word, or two Chinese characters."
    ]
    assert [row.job.external_id for row in answer.context["lines"]] == ["job-1"]


def test_cy_finds_nothing_of_the_other_team(client: Client, ana: Reviewer, cy: Reviewer) -> None:
    live = builders.a_queue("Live", builders.a_team("Live team", ana))
    job = builders.a_job(title="secret launch", queue=live)
    builders.a_finding(job, text="secret plan")
    client.force_login(cy)
    for query in ({"q": "secret"}, {"q": "secret", "order": "handed"}, {"q": "secret", "queue": str(live.pk)}):
        assert rows(client, **query) == []
        assert "launch" not in read(client, **query)
    client.force_login(ana)
    assert rows(client, q="secret") == ["job-1"]
    client.force_login(person("noa", Role.ANALYST))
    assert rows(client, q="secret", queue=str(live.pk)) == ["job-1"]


def test_a_search_that_finds_too_much_says_so(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        builders.a_job(external_id=f"needle-{number}")
    monkeypatch.setattr(job_search, "MAX_JOBS_FOUND", 2)
    shown = read(desk, q="needle")
    assert rows(desk, q="needle") == ["needle-2", "needle-1"]
    assert "The search stands in more jobs than are listed" in shown


def test_a_search_asks_the_same_number_of_questions_for_any_number_of_matches(desk: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(reverse("queue"), {"q": "直播"})
        return len(queries)

    def more(start: int) -> None:
        for number in range(start, start + 5):
            job = builders.a_job(external_id=f"j{number}", title="直播")
            builders.a_detection(builders.a_finding(job, text="直播间"), content="直播 code")

    more(0)
    asked()
    few = asked()
    more(5)
    assert asked() == few
