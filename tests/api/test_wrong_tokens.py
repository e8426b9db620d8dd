"""Wrong API tokens: limited by address, one entry of the trail an hour, and never in the way of a valid one."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from reviews import tasks
from reviews.access import api_tokens, token_limit
from reviews.access.client_address import ClientAddress
from reviews.models import AuditEntry, Reviewer, SignInFailure, TokenRefusal
from tests.builders import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SOMEWHERE, ELSEWHERE = ClientAddress("8.8.8.8", is_countable=True), ClientAddress("8.8.4.4", is_countable=True)


def asked(token: str, address: str = "8.8.8.8") -> Any:
    return Client().get("/api/v1/jobs/", headers={"Authorization": f"Token {token}"}, REMOTE_ADDR=address)


def counts() -> list[int]:
    """The count of each entry, oldest first."""
    rows = AuditEntry.objects.filter(action="token.refused").order_by("id")
    return [json.loads(row.body)["facts"]["count"] for row in rows]


def test_above_the_limit_a_wrong_token_is_told_to_wait(db: None) -> None:
    assert {asked(f"rd_{n}").status_code for n in range(30)} == {401}
    answer = asked("rd_31")
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too_many_bad_tokens")
    assert 800 < int(answer["Retry-After"]) <= 900
    assert asked("rd_32", address="8.8.4.4").status_code == 401
    assert SignInFailure.objects.count() == 31


def test_a_valid_token_of_the_same_address_always_passes(ana: Reviewer) -> None:
    _row, raw = api_tokens.create_token(ana, ["read"], 1, now=timezone.now())
    for n in range(35):
        asked(f"rd_{n}")
    assert asked(raw).status_code == 200


def test_wrong_tokens_do_not_hold_up_the_sign_in_of_people(client: Client, ana: Reviewer) -> None:
    for n in range(35):
        asked(f"rd_{n}")
    sent = {"username": "ana", "password": "correct horse battery"}
    assert client.post("/login/", sent, REMOTE_ADDR="8.8.8.8").status_code == 302


def test_a_network_of_ipv6_is_one_address(db: None) -> None:
    for n in range(30):
        asked("rd_x", address=f"2001:db9:0:7::{n:x}")
    assert asked("rd_x", address="2001:db9:0:7:1:2:3:4").status_code == 429


def test_the_trail_gets_one_entry_an_hour_for_each_address_with_the_count(db: None) -> None:
    for minute in (0, 10, 20, 59):
        token_limit.count_refusal(SOMEWHERE, now=NOON + timedelta(minutes=minute))
    token_limit.count_refusal(ELSEWHERE, now=NOON)
    assert counts() == [1, 1]
    token_limit.count_refusal(SOMEWHERE, now=NOON + HOUR)
    assert counts() == [1, 1, 4]


def test_neither_the_token_nor_the_address_is_in_the_trail(db: None) -> None:
    asked("rd_top-secret-by-mistake")
    [entry] = AuditEntry.objects.all()
    assert "top-secret" not in entry.body
    assert "8.8.8.8" not in entry.body


def test_the_worker_tells_the_end_of_a_burst(db: None) -> None:
    for _ in range(5):
        token_limit.count_refusal(SOMEWHERE, now=NOON)
    assert token_limit.flush_refusals(now=NOON + timedelta(minutes=59)) == 0
    assert token_limit.flush_refusals(now=NOON + HOUR) == 1
    assert counts() == [1, 4]
    assert not TokenRefusal.objects.exists()
    token_limit.count_refusal(SOMEWHERE, now=NOON)
    tasks.tick()
    assert (counts(), TokenRefusal.objects.count()) == ([1, 4, 1], 0)
