"""Guessing is slow: limits per name and address, per address, and on codes; the answer never tells who exists."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client

from reviews.access import sign_in_limits
from reviews.access.client_address import ClientAddress
from reviews.models import AuditEntry, Reviewer, SignInFailure
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
HERE = ClientAddress("10.0.0.1", is_countable=True)
RIGHT = "correct horse battery"


def tried(client: Client, name: str = "ana", password: str = "wrong", address: str = "10.0.0.1") -> Any:
    return client.post("/login/", {"username": name, "password": password}, REMOTE_ADDR=address)


def page_message(page: Any) -> str:
    return str(page.context["form"].non_field_errors()[0])


def test_after_five_failures_even_the_right_password_waits(client: Client, ana: Reviewer) -> None:
    for _ in range(5):
        assert "Wrong user name or password" in page_message(tried(client))
    refused = tried(client, password=RIGHT)
    assert "Try again in 15 minutes" in page_message(refused)
    assert client.get("/").status_code == 302


def test_waiting_does_not_grow_by_trying(client: Client, ana: Reviewer) -> None:
    for _ in range(9):
        tried(client)
    assert SignInFailure.objects.count() == 5


def test_another_address_and_another_name_do_not_wait(client: Client, ana: Reviewer, ben: Reviewer) -> None:
    for _ in range(6):
        tried(client)
    assert tried(client, address="10.0.0.2", password=RIGHT).status_code == 302
    assert tried(Client(), name="ben", password=RIGHT).status_code == 302


def test_an_address_waits_after_thirty_failures_of_any_names(client: Client, ana: Reviewer, settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = 0
    for n in range(30):
        tried(client, name=f"nobody{n}")
    assert "Try again" in page_message(tried(client, password=RIGHT))
    assert tried(client, password=RIGHT, address="10.0.0.2").status_code == 302


def test_a_name_written_in_other_ways_is_counted_as_the_same(client: Client, ana: Reviewer) -> None:
    for name in ("ana", "ANA", " ana ", "Ａna", "Ana"):
        tried(client, name=name)
    assert "Try again" in page_message(tried(client, password=RIGHT))


def test_the_right_password_forgets_earlier_failures(client: Client, ana: Reviewer) -> None:
    for _ in range(4):
        tried(client)
    assert tried(client, password=RIGHT).status_code == 302
    assert not SignInFailure.objects.exists()


def test_a_failure_counts_for_fifteen_minutes(ana: Reviewer) -> None:
    for n in range(5):
        sign_in_limits.begin_password_attempt("ana", HERE, now=NOON + timedelta(minutes=n))
    assert sign_in_limits.begin_password_attempt(
        "ana", HERE, now=NOON + timedelta(minutes=14)
    ).waits_until == NOON + timedelta(minutes=15)
    assert sign_in_limits.begin_password_attempt("ana", HERE, now=NOON + timedelta(minutes=15)).waits_until is None


def test_old_rows_are_purged_in_passing(ana: Reviewer) -> None:
    for n in range(5):
        sign_in_limits.begin_password_attempt(f"name{n}", HERE, now=NOON)
    sign_in_limits.begin_password_attempt("ana", HERE, now=NOON + timedelta(hours=1))
    assert SignInFailure.objects.count() == 1


@pytest.mark.parametrize("name", ["ana", "nobody", "gone"])
def test_a_wrong_password_looks_and_works_the_same_for_all(
    name: str, client: Client, ana: Reviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    Reviewer.objects.create_user("gone", password=RIGHT, is_active=False)
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    assert page_message(tried(client, name=name)).startswith("Wrong user name or password.")
    assert hashed == ["wrong"]


def test_a_deactivated_person_with_the_right_password_hears_what_a_stranger_hears(client: Client) -> None:
    Reviewer.objects.create_user("gone", password=RIGHT, is_active=False)
    assert "Wrong user name or password" in page_message(tried(client, name="gone", password=RIGHT))


def test_failures_are_audited_without_the_name_that_was_typed(client: Client, ana: Reviewer) -> None:
    for _ in range(7):
        tried(client, name="my-Password-by-mistake")
    entries = AuditEntry.objects.order_by("id")
    assert [entry.action for entry in entries] == ["signin.failed"] * 5 + ["signin.locked"]
    assert not any("mistake" in entry.body for entry in entries)
    assert not SignInFailure.objects.filter(name_digest__contains="mistake").exists()


def test_the_forwarded_address_counts_only_behind_proxies_one_trusts(
    client: Client, ana: Reviewer, settings: Any
) -> None:
    def forged(n: int) -> Any:
        sent = {"username": "ana", "password": "wrong"}
        return client.post("/login/", sent, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"1.1.1.{n}, 10.9.9.9")

    for n in range(5):
        forged(n)
    assert "Try again" in page_message(forged(9))
    settings.TRUSTED_PROXY_COUNT = 1
    for n in range(5):
        assert "Wrong user name or password" in page_message(forged(n))
    assert "Try again" in page_message(forged(9))


def test_guessing_the_present_password_on_the_password_page_is_counted_too(client: Client, ana: Reviewer) -> None:
    client.force_login(ana)
    new = "another horse battery 9"
    for _ in range(5):
        sent = {"oldpassword": "wrong", "password1": new, "password2": new}
        assert "not your current password" in client.post("/account/password/", sent).content.decode()
    waiting = client.post("/account/password/", {"oldpassword": RIGHT, "password1": new, "password2": new})
    assert "Too many failed attempts" in waiting.content.decode()


@pytest.mark.parametrize(
    "name", ["a\x00b", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "x" * 5000, ""]
)
def test_hostile_names_are_refused_and_never_an_error(name: str, client: Client) -> None:
    assert tried(client, name=name).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_one_moment_do_not_slip_past_the_count(transactional_db: None) -> None:
    start = Barrier(12)

    def at_once(_: int) -> bool:
        start.wait(timeout=30)
        try:
            return sign_in_limits.begin_password_attempt("ana", HERE, now=NOON).waits_until is None
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as threads:
        looked_at = sum(threads.map(at_once, range(12)))
    assert looked_at <= 5
    assert SignInFailure.objects.count() == looked_at
