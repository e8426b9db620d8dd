"""Other people's accounts: passwords by link, superusers by superusers, asked again first, and what the trail says."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from reviews.access import api_tokens, recovery, roles
from reviews.access.errors import Invalid, NotAllowed
from reviews.decisions.administration import offboarding
from reviews.models import ApiToken, AuditEntry, Reviewer
from tests.builders import NOON, a_team
from tests.conftest import person
from tests.web.test_admin_people import LIST, act, change, refused, signed_in

NEW = "another horse battery 9"


@pytest.fixture
def desk(ada: Reviewer) -> Client:
    return signed_in(ada)


@pytest.fixture
def root(db: None) -> Reviewer:
    return person("root", is_staff=True, is_superuser=True)


def entries(action: str) -> list[tuple[str, int | None, dict[str, Any]]]:
    """(who, whom, facts) of each entry."""
    rows = AuditEntry.objects.filter(action=action).order_by("id")
    return [(row.actor_name, row.subject_id, json.loads(row.body)["facts"]) for row in rows]


def link_in(page: str) -> str:
    found = re.search(r'id="password-link">http://testserver(/password/[^<]+)<', page)
    assert found, page
    return found.group(1)


# Superusers by superusers only


def test_an_admin_changes_nothing_of_a_superuser(desk: Client, root: Reviewer, ada: Reviewer) -> None:
    Authenticator.objects.create(user=root, type=Authenticator.Type.TOTP, data={"secret": "topsecret"})
    token, _raw = api_tokens.create_token(root, ["read"], 1, now=timezone.now())
    before = Reviewer.objects.filter(pk=root.pk).values().get()
    page = reverse("admin:reviews_reviewer_change", args=[root.pk])
    assert desk.get(page).status_code == 200
    assert desk.post(page, {"username": "root", "email": "ada@desk.example"}).status_code == 403
    for name in ("switch_off", "switch_on", "make_password_link", "reset_second_factor"):
        assert "Only a superuser can change the account of a superuser." in act(desk, name, root, confirmed="yes")
    team = a_team("North")
    answer = desk.post(reverse("admin:reviews_team_change", args=[team.pk]), {"name": "North", "members": [root.pk]})
    assert "Only a superuser" in refused(answer)["members"][0]
    revoke = {"action": "revoke", "_selected_action": [token.pk]}
    assert "Only a superuser" in desk.post(reverse("admin:reviews_apitoken_changelist"), revoke, follow=True).text
    assert Reviewer.objects.filter(pk=root.pk).values().get() == before
    assert Authenticator.objects.filter(user=root).exists()
    assert ApiToken.objects.get().revoked_at is None


def test_the_rule_holds_below_the_pages(root: Reviewer, ada: Reviewer) -> None:
    for refused_act in (
        lambda: offboarding.switch_off_person(root, by=ada, now=NOON),
        lambda: roles.switch_on_person(root, by=ada, now=NOON),
        lambda: roles.check_role_change(root, by=ada, is_active=True, is_staff=True, groups=[]),
        lambda: recovery.make_password_link(root, by=ada, now=NOON, reason=recovery.LinkReason.RESET),
        lambda: recovery.remove_factor(root, by=ada, now=NOON),
        lambda: api_tokens.create_token(root, ["read"], 1, now=NOON, by=ada),
    ):
        with pytest.raises(NotAllowed) as refusal:
            refused_act()
        assert refusal.value.code == "superuser_only"


def test_a_superuser_may_change_another(root: Reviewer) -> None:
    other = person("other", is_staff=True, is_superuser=True)
    assert change(signed_in(root), other, email="o@desk.example").status_code == 302
    assert entries("person.email_changed") == [("root", other.pk, {})]


def test_who_may_not_manage_recovers_nobody(ana: Reviewer, ben: Reviewer, lea: Reviewer) -> None:
    for somebody in (ben, lea):
        with pytest.raises(NotAllowed):
            recovery.remove_factor(ana, by=somebody, now=NOON)
        with pytest.raises(NotAllowed):
            recovery.make_password_link(ana, by=somebody, now=NOON, reason=recovery.LinkReason.RESET)


# Passwords by link


def test_nobody_types_another_persons_password(desk: Client, ana: Reviewer) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_user_password_change", args=[ana.pk])
    old_page = f"/admin/reviews/reviewer/{ana.pk}/password/"
    answer = desk.post(old_page, {"password1": NEW, "password2": NEW, "usable_password": "true"}, follow=True)
    assert Reviewer.objects.get(pk=ana.pk).check_password("correct horse battery")
    assert answer.redirect_chain or answer.status_code == 404
    page = desk.get(reverse("admin:reviews_reviewer_change", args=[ana.pk])).text
    assert "password" not in re.sub(r"(?s)<(script|header|footer).*?</\1>", "", page).lower().replace("/password", "")


def test_a_link_is_shown_once_works_once_and_ends_what_was_before(desk: Client, ana: Reviewer) -> None:
    hers = signed_in(ana)
    asked = act(desk, "make_password_link", ana)
    assert "Their current password stops working immediately" in asked
    assert Reviewer.objects.get(pk=ana.pk).has_usable_password()
    address = link_in(act(desk, "make_password_link", ana, confirmed="yes"))
    assert hers.get("/").status_code == 302
    assert not Reviewer.objects.get(pk=ana.pk).has_usable_password()
    assert address not in desk.get(reverse(LIST)).text
    browser = Client()
    form = browser.get(address)["Location"]
    assert form.endswith("/set/")
    page = browser.get(form)
    assert "Nobody else can see it" in page.text
    assert "no-store" in page["Cache-Control"]
    weak = browser.post(form, {"new_password1": "ana-ana-ana-ana", "new_password2": "ana-ana-ana-ana"})
    assert "too few different characters" in weak.text
    assert browser.post(form, {"new_password1": NEW, "new_password2": NEW})["Location"] == "/login/"
    assert "The password was set." in browser.get("/login/").text
    assert browser.post("/login/", {"username": "ana", "password": NEW})["Location"] == "/"
    for late in (Client(), browser):
        assert "This link was already used" in late.get(address, follow=True).text


def test_the_trail_says_who_made_a_link_for_whom_and_never_the_link(desk: Client, ana: Reviewer) -> None:
    address = link_in(act(desk, "make_password_link", ana, confirmed="yes"))
    browser = Client()
    browser.post(browser.get(address)["Location"], {"new_password1": NEW, "new_password2": NEW})
    assert entries("password.link_made") == [("ada", ana.pk, {"why": "reset"})]
    assert entries("password.set_by_link") == [("ana", ana.pk, {})]
    token = address.split("/")[-2]
    assert not any(token in entry.body or NEW in entry.body for entry in AuditEntry.objects.all())


def test_a_new_link_makes_the_earlier_one_void(desk: Client, ana: Reviewer) -> None:
    first = link_in(act(desk, "make_password_link", ana, confirmed="yes"))
    act(desk, "make_password_link", ana, confirmed="yes")
    assert "This link was already used" in Client().get(first, follow=True).text


def test_a_link_expires(ana: Reviewer, ada: Reviewer, settings: Any) -> None:
    link = recovery.make_password_link(ana, by=ada, now=NOON, reason=recovery.LinkReason.RESET)
    assert link.expires_at == NOON + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    assert recovery.LINK_TOKENS.check_token(ana, link.token)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert not recovery.LINK_TOKENS.check_token(ana, link.token)


def test_a_link_opens_nothing_for_a_person_switched_off(desk: Client, ana: Reviewer) -> None:
    address = link_in(act(desk, "make_password_link", ana, confirmed="yes"))
    Reviewer.objects.filter(pk=ana.pk).update(is_active=False)
    assert "This link was already used" in Client().get(address, follow=True).text


@pytest.mark.parametrize("uid", ["x", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "AA", "_____", "MQ"])
def test_a_made_up_link_opens_nothing(ana: Reviewer, uid: str) -> None:
    for token in ("set", "x-y", "d2f3g4-0123456789abcdef0123456789abcdef"):
        answer = Client().get(f"/password/{uid}/{token}/")
        assert answer.status_code == 200
        assert "This link was already used" in answer.text


def test_a_new_person_gets_an_invitation_and_no_password(desk: Client, db: None) -> None:
    form = desk.get(reverse("admin:reviews_reviewer_add"))
    assert 'type="password"' not in form.text
    page = desk.post(reverse("admin:reviews_reviewer_add"), {"username": "eve", "first_name": "Eve", "password1": NEW})
    eve = Reviewer.objects.get(username="eve")
    assert not eve.has_usable_password()
    assert (eve.is_staff, eve.is_superuser, eve.is_active) == (False, False, True)
    browser = Client()
    browser.post(browser.get(link_in(page.text))["Location"], {"new_password1": NEW, "new_password2": NEW})
    assert browser.post("/login/", {"username": "eve", "password": NEW})["Location"] == "/"
    assert entries("password.link_made") == [("ada", eve.pk, {"why": "invitation"})]


def test_one_link_at_a_time_and_not_for_oneself(desk: Client, ana: Reviewer, ben: Reviewer, ada: Reviewer) -> None:
    assert "Choose one person only" in act(desk, "make_password_link", ana, ben)
    for name in ("make_password_link", "reset_second_factor"):
        assert "This is your own account" in act(desk, name, ada, confirmed="yes")
    Reviewer.objects.filter(pk=ana.pk).update(is_active=False)
    with pytest.raises(Invalid):
        recovery.make_password_link(Reviewer.objects.get(pk=ana.pk), by=ada, now=NOON, reason=recovery.LinkReason.RESET)


# What the trail says


def test_staff_and_address_leave_entries_without_the_address(desk: Client, ana: Reviewer) -> None:
    change(desk, ana, email="ana@desk.example", is_staff="on")
    assert entries("person.staff_changed") == [("ada", ana.pk, {"is_staff": True})]
    assert entries("person.email_changed") == [("ada", ana.pk, {})]
    assert not AuditEntry.objects.filter(body__contains="ana@desk").exists()


def test_a_token_made_by_command_is_not_said_to_be_its_owners_act(ana: Reviewer) -> None:
    api_tokens.create_token(ana, ["read"], 1, now=NOON)
    [(who, _whom, facts)] = entries("token.created")
    assert (who, facts) == ("", {"owner": "ana", "scopes": ["read"], "days": 1, "by_command": True})


# The admin's own doors


def test_the_admins_own_way_out_and_password_page_are_the_desks(desk: Client, ada: Reviewer) -> None:
    assert desk.post("/admin/password_change/", {"old_password": "x"})["Location"] == "/account/password/"
    assert desk.get("/admin/logout/").status_code == 405
    assert desk.post("/admin/logout/")["Clear-Site-Data"] == '"cache"'
    assert [row[0] for row in entries("session.signed_out")] == ["ada"]
