"""A token or person that calls too often in a minute is told when to come back."""

import time
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from reviews.models import Reviewer
from tests.api.conftest import Caller


@pytest.fixture(autouse=True)
def _two_calls_in_a_minute(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_RATE_PER_MINUTE = 2
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    monkeypatch.setattr(time, "time", lambda: 1_000_000_010.0)
    cache.clear()


def statuses(client: Client, times: int) -> list[int]:
    return [client.get("/api/v1/jobs/").status_code for _ in range(times)]


def test_the_call_after_the_last_allowed_one_waits_for_the_next_minute(by_token: Caller, ana: Reviewer) -> None:
    client = by_token(ana)
    assert statuses(client, 2) == [200, 200]
    answer = client.get("/api/v1/jobs/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "throttled")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


def test_the_next_minute_begins_anew(by_token: Caller, ana: Reviewer, monkeypatch: pytest.MonkeyPatch) -> None:
    client = by_token(ana)
    assert statuses(client, 3) == [200, 200, 429]
    monkeypatch.setattr(time, "time", lambda: 1_000_000_070.0)
    assert statuses(client, 1) == [200]


def test_another_token_and_a_session_of_the_same_person_count_apart(by_token: Caller, ana: Reviewer) -> None:
    assert statuses(by_token(ana), 3) == [200, 200, 429]
    assert statuses(by_token(ana), 1) == [200]
    session = Client()
    session.force_login(ana)
    assert statuses(session, 3) == [200, 200, 429]


def test_zero_is_no_limit(by_token: Caller, ana: Reviewer, settings: Any) -> None:
    settings.API_RATE_PER_MINUTE = 0
    assert statuses(by_token(ana), 5) == [200] * 5
