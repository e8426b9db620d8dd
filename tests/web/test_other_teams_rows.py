"""Another team's row and a row that never was answer alike: status, body, headers and the number of queries."""

import re
from itertools import product
from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews.access import api_tokens
from reviews.decisions.claims import claim
from reviews.models import Filmstrip, Job, Reviewer
from reviews.vocabulary import MediaState, Role, TokenScope
from tests.builders import a_detection, a_finding, a_job, a_queue, a_team
from tests.conftest import person
from tests.responses import body_of
from tests.web.permission_table import BODIES
from tests.web.test_permission_matrix import METHODS, OWNED, Route, ask

# As many digits in both, and no such digits by chance in a page.
ANAS, NEVER = 987_654_320, 987_654_321
# What differs between any two requests: dates, anti-forgery tokens, session cookies.
_CHANCE = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|nonce-[\w+/=-]+')


class Answer(NamedTuple):
    """What a caller can tell two answers apart by."""

    status: int
    headers: dict[str, str]
    body: bytes


def an_answer(client: Client, method: str, address: str, body: Any, row_id: int) -> tuple[Answer, int]:
    """The answer with the asked id taken out of it, and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        response = ask(client, method, address, body)
    content = body_of(response)
    shown = _CHANCE.sub(b"", content).replace(str(row_id).encode(), b"ID")
    headers = {name: value.replace(str(row_id), "ID") for name, value in response.headers.items()}
    return Answer(response.status_code, headers, shown), len(queries)


@pytest.fixture
def job_of_ana(ana: Reviewer) -> Job:
    """A job of Ana's team with everything that has an address: video, filmstrip, finding, detection."""
    south = a_queue("Ana's", a_team("south", ana), pk=ANAS)
    job = a_job(queue=south, pk=ANAS, media_state=MediaState.READY, media_file="videos/clip.mp4")
    shape = {"interval_ms": 1000, "count": 4, "tile_width": 160, "tile_height": 90, "columns": 2, "rows": 2}
    Filmstrip.objects.create(job=job, sheets=["filmstrips/1.jpg"], **shape)
    a_detection(a_finding(job, pk=ANAS), pk=ANAS)
    return job


def an_address(route: Route, row_id: int) -> str:
    """The route's address about that row; a second number in it is the first part of the row."""
    return Route(route.key, route.pattern.replace("<int:number>", "0")).address(row_id)


@pytest.fixture
def signed_in(cy: Reviewer) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cy)
    return client


@pytest.fixture
def with_token(cy: Reviewer) -> Client:
    _, raw = api_tokens.create_token(cy, tuple(TokenScope), 30, now=timezone.now())
    return Client(headers={"Authorization": f"Token {raw}"}, raise_request_exception=False)


def test_the_walk_meets_web_media_and_api() -> None:
    keys = {route.key for route in OWNED}
    assert {"job", "job-video", "job-filmstrip-sheet", "finding-still", "queue-next"} <= keys
    assert {"api-job", "api-queue", "api-finding-decisions", "api-detection-decisions"} <= keys


@pytest.mark.parametrize("bodied", [True, False], ids=["in order", "empty"])
@pytest.mark.parametrize("route", OWNED, ids=lambda route: route.pattern)
@pytest.mark.usefixtures("job_of_ana")
def test_anas_row_answers_cy_like_one_that_never_was(
    signed_in: Client, with_token: Client, route: Route, bodied: bool
) -> None:
    body = BODIES.get(route.key) if bodied else None
    callers = [signed_in, with_token] if route.key.startswith("api-") else [signed_in]
    for client, method in product(callers, METHODS):
        an_answer(client, method, an_address(route, NEVER), body, NEVER)  # warm: content types, templates
        absent, absent_queries = an_answer(client, method, an_address(route, NEVER), body, NEVER)
        foreign, foreign_queries = an_answer(client, method, an_address(route, ANAS), body, ANAS)
        cell = f"{method.upper()} {route.pattern}"
        assert foreign == absent, cell
        assert foreign_queries == absent_queries, (cell, foreign_queries, absent_queries)


@pytest.mark.parametrize(
    ("address", "anas", "never"),
    [
        ("/api/v1/decisions/?by={}", "ana", "nobody"),
        ("/api/v1/decisions/?job={}", ANAS, NEVER),
        ("/api/v1/jobs/?queue={}", ANAS, NEVER),
        ("/?queue={}", ANAS, NEVER),
        ("/me/?verdict=&queue={}", ANAS, NEVER),
    ],
)
@pytest.mark.parametrize("role", [Role.REVIEWER, Role.LEAD])
@pytest.mark.usefixtures("job_of_ana")
def test_a_filter_tells_nothing_about_other_teams(address: str, anas: object, never: object, role: Role) -> None:
    client = Client()
    client.force_login(person("somebody", role))
    answers = []
    for value in (never, never, anas):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address.format(value))
        body = _CHANCE.sub(b"", response.content).replace(str(value).encode(), b"ID")
        answers.append((response.status_code, body, len(queries)))
    assert answers[1] == answers[2]


def test_a_repeat_from_the_outbox_is_answered_after_the_job_went_out_of_sight(client: Client, ana: Reviewer) -> None:
    job = a_job(queue=a_queue("Ana's", a_team("south", ana)))
    finding = a_finding(job)
    review = claim.claim(job.pk, by=ana, now=timezone.now())
    client.force_login(ana)
    job.refresh_from_db()
    said = {"verdict": "pass", "version": job.version, "fence": review.fence, "idempotency_key": "sent-once-1"}
    address = f"/findings/{finding.pk}/decisions/"
    stored = client.post(address, said, content_type="application/json")
    assert stored.status_code == 200, stored.content
    Job.objects.filter(pk=job.pk).update(queue=a_queue("North's", a_team("north")))
    assert client.post(address, said, content_type="application/json").json()["decision"] == stored.json()["decision"]
    other = client.post(address, {**said, "idempotency_key": "another-1"}, content_type="application/json")
    assert (other.status_code, other.json()["error"]["context"]) == (404, {})
