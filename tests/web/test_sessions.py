"""Sessions: they end by idleness and by age, heartbeats do not keep them, and one ends one's own by hand."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reviews.models import AuditEntry, Reviewer

pytestmark = pytest.mark.django_db
SIGN_IN = {"username": "ana", "password": "correct horse battery"}
MINUTE = 60


class Later:
    """A clock that the tests move."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.passed = 0
        real = time.time
        monkeypatch.setattr(time, "time", lambda: real() + self.passed)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Later:
    return Later(monkeypatch)


def signed_in(**about: Any) -> Client:
    client = Client(**about)
    assert client.post("/login/", SIGN_IN).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_half_an_hour_without_a_click_ends_it(ana: Reviewer, clock: Later) -> None:
    client = signed_in()
    clock.passed = 29 * MINUTE
    assert is_in(client)
    clock.passed += 29 * MINUTE
    assert is_in(client)
    clock.passed += 31 * MINUTE
    assert client.get("/reports/")["Location"] == "/login/?next=/reports/"
    assert AuditEntry.objects.get(action="session.ended").body.count('"why":"idle"') == 1


def test_twelve_hours_end_it_whatever_was_done(ana: Reviewer, clock: Later) -> None:
    client = signed_in()
    for _ in range(35):
        clock.passed += 20 * MINUTE
        assert is_in(client)
    clock.passed += 25 * MINUTE
    assert not is_in(client)
    assert AuditEntry.objects.get(action="session.ended").body.count('"why":"absolute"') == 1


def test_heartbeats_and_polls_are_no_activity(ana: Reviewer, clock: Later) -> None:
    client = signed_in()
    for _ in range(3):
        clock.passed += 9 * MINUTE
        client.post("/jobs/1/lease/", "{}", content_type="application/json")
        assert client.get("/", headers={"HX-Request": "true"}).status_code == 200
    clock.passed += 4 * MINUTE
    assert not is_in(client)


def test_a_poll_of_an_ended_session_loads_the_whole_page_anew(ana: Reviewer, clock: Later) -> None:
    client = signed_in()
    clock.passed = 31 * MINUTE
    answer = client.get("/", headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"
    assert answer.content == b""


def test_the_api_says_401_when_it_has_ended(ana: Reviewer, clock: Later) -> None:
    client = signed_in()
    clock.passed = 31 * MINUTE
    assert client.get("/api/v1/jobs/").status_code == 401


def test_signing_in_gives_a_new_key(ana: Reviewer) -> None:
    client = Client()
    client.get("/login/")
    planted = client.session
    planted["planted"] = "yes"
    planted.save()
    client.cookies["sessionid"] = str(planted.session_key)
    client.post("/login/", SIGN_IN)
    assert client.session.session_key != str(planted.session_key)
    assert is_in(client)


def test_a_new_password_ends_the_other_sessions(ana: Reviewer) -> None:
    here, there = signed_in(), signed_in()
    new = "another horse battery 9"
    sent = {"oldpassword": SIGN_IN["password"], "password1": new, "password2": new}
    assert here.post("/account/password/", sent)["Location"] == "/account/"
    assert is_in(here)
    assert not is_in(there)
    assert AuditEntry.objects.filter(action="password.changed", actor_id=ana.pk).count() == 1


def test_a_weak_new_password_is_refused_by_name(ana: Reviewer) -> None:
    sent = {"oldpassword": SIGN_IN["password"], "password1": "short", "password2": "short"}
    page = signed_in().post("/account/password/", sent).content.decode()
    assert "at least 12 characters" in page


def test_a_deactivated_person_is_out_at_the_next_request(ana: Reviewer) -> None:
    client = signed_in()
    Reviewer.objects.filter(pk=ana.pk).update(is_active=False)
    assert not is_in(client)


def test_own_sessions_are_listed_with_device_and_address(ana: Reviewer) -> None:
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    signed_in(HTTP_USER_AGENT=firefox, REMOTE_ADDR="10.1.2.3")
    page = signed_in(HTTP_USER_AGENT="<b>curl</b>").get("/account/").content.decode()
    assert "Firefox · Linux" in page
    assert "10.1.2.3" in page
    assert "&lt;b&gt;curl&lt;/b&gt;" in page
    assert page.count("This session") == 1


def test_another_session_is_ended_and_out_at_its_next_click(ana: Reviewer) -> None:
    there, here = signed_in(), signed_in()
    row = UserSession.objects.get(session_key=there.session.session_key)
    assert here.post(f"/account/sessions/{row.pk}/end/")["Location"] == "/account/"
    assert not is_in(there)
    assert is_in(here)


def test_all_others_end_at_once(ana: Reviewer) -> None:
    others, here = [signed_in(), signed_in()], signed_in()
    here.post("/account/sessions/end/")
    assert [is_in(client) for client in (*others, here)] == [False, False, True]
    assert AuditEntry.objects.filter(action="session.ended").count() == 2


def test_a_session_of_somebody_else_is_not_found(ana: Reviewer, ben: Reviewer) -> None:
    row = UserSession.objects.get(session_key=signed_in().session.session_key)
    client = Client()
    client.force_login(ben)
    assert client.post(f"/account/sessions/{row.pk}/end/").status_code == 404
    assert UserSession.objects.filter(pk=row.pk).exists()


def test_signing_out_is_audited_and_leaves_the_list(ana: Reviewer) -> None:
    signed_in().post("/logout/")
    assert not UserSession.objects.exists()
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["session.signed_out", "signin.succeeded"]


@contextmanager
def counted() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        yield queries


def test_the_guards_cost_at_most_one_query_a_request(ana: Reviewer, settings: Any) -> None:
    client = signed_in()
    client.get("/reports/")
    with counted() as without:
        client.get("/account/")
    settings.MFA_REQUIRED_ROLES = ["Lead"]
    with counted() as guarded:
        client.get("/account/")
    assert len(guarded) - len(without) == 1


def test_the_list_of_sessions_costs_the_same_however_long(ana: Reviewer) -> None:
    client = signed_in()
    with counted() as few:
        client.get("/account/")
    for _ in range(12):
        signed_in()
    with counted() as many:
        client.get("/account/")
    assert len(many) == len(few)


def test_a_form_of_another_site_cannot_sign_in(ana: Reviewer) -> None:
    assert Client(enforce_csrf_checks=True).post("/login/", SIGN_IN).status_code == 403


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_next_never_leads_off_the_site(wanted: str, ana: Reviewer) -> None:
    client = Client()
    assert client.post("/login/", {**SIGN_IN, "next": wanted})["Location"] == "/"
    assert client.get("/login/", {"next": wanted})["Location"] == "/"
