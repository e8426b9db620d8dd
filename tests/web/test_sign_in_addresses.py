"""Whom a limit on sign-in counts as one: proxies nobody told of, networks, one name from everywhere, known browsers."""

from typing import Any

import pytest
from django.test import Client

from reviews.access.client_address import ClientAddress, read_address
from reviews.models import Reviewer
from tests.web.test_sign_in_limits import RIGHT, page_message, tried

pytestmark = pytest.mark.django_db


def test_behind_a_proxy_nobody_told_of_a_stranger_locks_nobody_else_out(
    ana: Reviewer, ben: Reviewer, settings: Any
) -> None:
    settings.TRUSTED_PROXY_COUNT = None
    for n in range(130):
        tried(Client(), name=f"nobody{n}", address="127.0.0.1")
    assert tried(Client(), password=RIGHT, address="127.0.0.1").status_code == 302
    assert tried(Client(), name="ben", password=RIGHT, address="127.0.0.1").status_code == 302


@pytest.mark.parametrize(
    ("count", "peer", "forwarded", "address", "is_countable"),
    [
        (None, "127.0.0.1", "8.8.8.8", "127.0.0.1", False),
        (None, "10.0.0.7", "", "10.0.0.7", False),
        (None, "100.64.0.1", "", "100.64.0.1", False),
        (None, "fd00::1", "", "fd00::1", False),
        (None, "::ffff:10.0.0.1", "", "::ffff:10.0.0.1", False),
        (None, "8.8.8.8", "1.1.1.1", "8.8.8.8", True),
        (None, "", "", "0.0.0.0", False),
        (0, "10.0.0.7", "8.8.8.8", "10.0.0.7", True),
        (0, "", "", "0.0.0.0", False),
        (1, "10.0.0.7", "6.6.6.6, 8.8.8.8", "8.8.8.8", True),
        (1, "10.0.0.7", "192.168.1.9", "192.168.1.9", True),
        (1, "10.0.0.7", "", "10.0.0.7", False),
        (2, "10.0.0.7", "8.8.8.8", "10.0.0.7", False),
        (1, "10.0.0.7", "8.8.8.8:4711", "0.0.0.0", False),
    ],
)
def test_an_address_is_counted_only_when_it_is_a_clients(
    settings: Any, count: int | None, peer: str, forwarded: str, address: str, is_countable: bool
) -> None:
    settings.TRUSTED_PROXY_COUNT = count
    read = read_address({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded})
    assert read == ClientAddress(address, is_countable=is_countable)


def test_one_network_of_ipv6_guesses_as_often_as_one_address(client: Client, ana: Reviewer) -> None:
    answers = [page_message(tried(client, address=f"2001:db9:0:7::{n:x}")) for n in range(1, 61)]
    assert sum("Wrong user name or password" in answer for answer in answers) == 5
    assert tried(client, password=RIGHT, address="2001:db9:0:8::1").status_code == 302


def test_ipv4_clients_of_an_ipv6_socket_are_counted_one_by_one(client: Client, ana: Reviewer) -> None:
    for _ in range(6):
        tried(client, address="::ffff:8.8.8.8")
    assert "Try again" in page_message(tried(client, password=RIGHT, address="8.8.8.8"))
    assert tried(client, password=RIGHT, address="::ffff:8.8.4.4").status_code == 302


def test_a_name_guessed_from_many_addresses_waits_after_twenty(client: Client, ana: Reviewer, ben: Reviewer) -> None:
    answers = [page_message(tried(client, address=f"8.8.{n}.8")) for n in range(60)]
    assert sum("Wrong user name or password" in answer for answer in answers) == 20
    assert "Try again" in page_message(tried(client, password=RIGHT, address="9.9.9.9"))
    assert tried(client, name="ben", password=RIGHT, address="9.9.9.9").status_code == 302


def test_a_browser_she_signed_in_with_is_not_locked_out_by_strangers(ana: Reviewer, settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = 0
    hers = Client()
    assert tried(hers, password=RIGHT, address="8.8.1.1").status_code == 302
    hers.post("/logout/")
    for n in range(60):
        tried(Client(), address=f"8.8.{n % 7}.8")
        tried(Client(), name=f"nobody{n}", address="8.8.1.1")
    assert "Try again" in page_message(tried(Client(), password=RIGHT, address="8.8.1.1"))
    assert tried(hers, password=RIGHT, address="8.8.1.1").status_code == 302


def test_a_known_browser_guesses_no_more_than_any_other_and_only_for_its_person(ana: Reviewer, ben: Reviewer) -> None:
    hers = Client()
    tried(hers, password=RIGHT)
    hers.post("/logout/")
    answers = [page_message(tried(hers, address=f"8.8.{n}.8")) for n in range(9)]
    assert sum("Wrong user name or password" in answer for answer in answers) == 5
    for n in range(20):
        tried(hers, name="ben", address=f"8.8.{n}.8")
    assert "Try again" in page_message(tried(hers, name="ben", password=RIGHT, address="9.9.9.9"))


@pytest.mark.parametrize("forged", ["", "x", "WzEsICJtYXJrIl0:1v", "é"])
def test_a_forged_mark_of_a_browser_is_no_mark(ana: Reviewer, forged: str) -> None:
    client = Client()
    client.cookies["known-browser"] = forged
    for _ in range(6):
        tried(client)
    assert "Try again" in page_message(tried(Client(), password=RIGHT))
