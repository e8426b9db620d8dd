"""Acts on other people's accounts ask for password or code again a while after signing in, and keep what was typed."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from reviews.models import Reviewer
from reviews.vocabulary import Role
from tests.web.test_admin_people import LIST, act, change, refused, signed_in


@pytest.fixture
def desk(ada: Reviewer) -> Client:
    return signed_in(ada)


def stale(client: Client) -> Client:
    """The last sign-in was an hour ago."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    return client


@pytest.mark.parametrize("name", ["make_password_link", "reset_second_factor"])
def test_an_hour_after_signing_in_the_act_asks_first(desk: Client, ana: Reviewer, name: str) -> None:
    Authenticator.objects.create(user=ana, type=Authenticator.Type.TOTP, data={"secret": "topsecret"})
    stale(desk)
    for confirmed in ({}, {"confirmed": "yes"}):
        body = {"action": name, "_selected_action": [ana.pk], **confirmed}
        assert desk.post(reverse(LIST), body)["Location"].startswith("/account/again/?next=")
    assert Authenticator.objects.exists()
    assert Reviewer.objects.get(pk=ana.pk).has_usable_password()
    again = desk.post(f"/account/again/?next={reverse(LIST)}", {"password": "correct horse battery"})
    assert again["Location"] == reverse(LIST)
    assert "What will happen" in act(desk, name, ana)


@pytest.mark.parametrize("field", ["email", "is_staff", "groups"])
def test_an_hour_after_signing_in_a_change_of_power_is_kept_in_the_form_and_asked_for(
    desk: Client, ana: Reviewer, field: str
) -> None:
    admin = [Group.objects.get_or_create(name=Role.ADMIN)[0].pk]
    given: dict[str, Any] = {"email": "ana@desk.example", "is_staff": "on", "groups": admin}
    stale(desk)
    errors = refused(change(desk, ana, **{field: given[field]}))
    assert "Confirm your identity" in errors["__all__"][0]
    assert "/account/again/?next=" in errors["__all__"][0]
    assert change(desk, ana, first_name="Anna").status_code == 302
    assert change(signed_in(Reviewer.objects.get(username="ada")), ana, **{field: given[field]}).status_code == 302


def test_an_hour_after_signing_in_nobody_is_invited(desk: Client, db: None) -> None:
    answer = stale(desk).post(reverse("admin:reviews_reviewer_add"), {"username": "eve"})
    assert "Confirm your identity" in answer.text
    assert not Reviewer.objects.filter(username="eve").exists()


def test_an_admin_without_a_password_is_told_to_sign_in_again(desk: Client, ada: Reviewer, ana: Reviewer) -> None:
    stale(desk)
    session = desk.session
    ada.set_unusable_password()
    ada.save()
    session["_auth_user_hash"] = ada.get_session_auth_hash()
    session.save()
    page = act(desk, "reset_second_factor", ana, confirmed="yes")
    assert "Sign out, sign in again" in page
