"""Signing in and out."""

import pytest
from django.test import Client

from reviews.models import Reviewer

pytestmark = pytest.mark.django_db


def test_signing_in_leads_to_where_one_wanted_to_go(client: Client, ana: Reviewer) -> None:
    answer = client.post("/login/?next=/videos/new/", {"username": "ana", "password": "correct horse battery"})
    assert answer.status_code == 302
    assert answer["Location"] == "/videos/new/"


def test_a_foreign_address_is_never_followed(client: Client, ana: Reviewer) -> None:
    sent = {"username": "ana", "password": "correct horse battery", "next": "https://elsewhere.example/"}
    assert client.post("/login/", sent)["Location"] == "/"


def test_a_wrong_password_says_so_and_keeps_the_name(client: Client, ana: Reviewer) -> None:
    page = client.post("/login/", {"username": "ana", "password": "wrong"}).content.decode()
    assert 'role="alert"' in page
    assert 'value="ana"' in page


def test_signing_out_needs_a_post(client: Client, ana: Reviewer) -> None:
    client.force_login(ana)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/")["Location"] == "/login/"
    assert client.get("/").status_code == 302


def test_the_pages_speak_the_language_of_the_persons_record(client: Client, ana: Reviewer) -> None:
    ana.language = "zh-hans"
    ana.save()
    client.post("/login/", {"username": "ana", "password": "correct horse battery"})
    assert 'lang="zh-hans"' in client.get("/").content.decode()
