"""Two people for an act on somebody's account, where the site asks for it."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from reviews.access import recovery_request
from reviews.access.errors import Conflict, Invalid, NotAllowed
from reviews.models import AuditEntry, RecoveryRequest, Reviewer
from reviews.vocabulary import Role
from tests.builders import NOON
from tests.conftest import person
from tests.web.test_admin_accounts import NEW, entries, link_in
from tests.web.test_admin_fresh import stale
from tests.web.test_admin_people import act, change, refused, signed_in

REQUESTS = "admin:reviews_recoveryrequest_changelist"
LINK, FACTOR = RecoveryRequest.Kind.PASSWORD_LINK, RecoveryRequest.Kind.REMOVE_FACTOR


@pytest.fixture(autouse=True)
def _two_people(settings: Any) -> None:
    settings.SECOND_PERSON_FOR_ACCOUNT_RECOVERY = True


@pytest.fixture
def eve(db: None) -> Reviewer:
    return person("eve", Role.ADMIN, is_staff=True)


def confirm(client: Client, request: RecoveryRequest) -> str:
    body = {"action": "confirm", "_selected_action": [request.pk]}
    return client.post(reverse(REQUESTS), body, follow=True).text


def test_a_link_waits_for_another_admin(ada: Reviewer, eve: Reviewer, ana: Reviewer) -> None:
    desk = signed_in(ada)
    for _ in range(2):
        assert "Another admin must confirm it" in act(desk, "make_password_link", ana, confirmed="yes")
    request = RecoveryRequest.objects.get()
    assert Reviewer.objects.get(pk=ana.pk).has_usable_password()
    assert "This is your own request" in confirm(desk, request)
    address = link_in(confirm(signed_in(eve), request))
    assert "was already confirmed or has expired" in confirm(signed_in(eve), request)
    browser = Client()
    browser.post(browser.get(address)["Location"], {"new_password1": NEW, "new_password2": NEW})
    assert Reviewer.objects.get(pk=ana.pk).check_password(NEW)
    facts = {"kind": LINK, "request": request.pk}
    assert entries("recovery.requested") == [("ada", ana.pk, facts)]
    assert entries("recovery.confirmed") == [("eve", ana.pk, {**facts, "requested_by": "ada"})]
    assert not any(address.split("/")[-2] in entry.body for entry in AuditEntry.objects.all())


def test_a_factor_waits_for_another_admin(ada: Reviewer, eve: Reviewer, ana: Reviewer) -> None:
    Authenticator.objects.create(user=ana, type=Authenticator.Type.TOTP, data={"secret": "topsecret"})
    act(signed_in(ada), "reset_second_factor", ana, confirmed="yes")
    assert Authenticator.objects.exists()
    assert "no longer has a second factor" in confirm(signed_in(eve), RecoveryRequest.objects.get())
    assert not Authenticator.objects.exists()


def test_the_person_a_reviewer_and_who_sits_there_since_long_confirm_nothing(
    ada: Reviewer, eve: Reviewer, ana: Reviewer
) -> None:
    request = recovery_request.request_recovery(LINK, eve, by=ada, now=NOON)
    with pytest.raises(Invalid, match="your own account"):
        recovery_request.confirm_recovery(request.pk, by=eve, now=NOON)
    with pytest.raises(NotAllowed):
        recovery_request.confirm_recovery(request.pk, by=ana, now=NOON)
    body = {"action": "confirm", "_selected_action": [request.pk]}
    assert "/account/again/" in stale(signed_in(eve)).post(reverse(REQUESTS), body)["Location"]


def test_a_request_expires_and_ends_with_the_power_of_who_asked(ada: Reviewer, eve: Reviewer, ana: Reviewer) -> None:
    request = recovery_request.request_recovery(FACTOR, ana, by=ada, now=NOON)
    with pytest.raises(Conflict):
        recovery_request.confirm_recovery(request.pk, by=eve, now=NOON + timedelta(days=1))
    ada.groups.clear()
    with pytest.raises(NotAllowed):
        recovery_request.confirm_recovery(request.pk, by=eve, now=NOON)


def test_the_database_itself_knows_that_two_are_two(ada: Reviewer, ana: Reviewer) -> None:
    request = recovery_request.request_recovery(FACTOR, ana, by=ada, now=NOON)
    with pytest.raises(IntegrityError):
        RecoveryRequest.objects.filter(pk=request.pk).update(confirmed_by=ada)


def test_nobody_makes_a_second_admin_to_confirm_with(ada: Reviewer, ana: Reviewer) -> None:
    admin = [Group.objects.get_or_create(name=Role.ADMIN)[0].pk]
    desk = signed_in(ada)
    assert "Only a superuser" in refused(change(desk, ana, groups=admin))["groups"][0]
    assert "Only a superuser" in refused(change(desk, ana, is_staff="on"))["is_staff"][0]
    assert "Only a superuser" in refused(change(desk, ana, email="ada@desk.example"))["email"][0]
    root = person("root", is_staff=True, is_superuser=True)
    assert change(signed_in(root), ana, groups=admin, is_staff="on").status_code == 302


def test_a_new_person_is_invited_at_once(ada: Reviewer) -> None:
    page = signed_in(ada).post(reverse("admin:reviews_reviewer_add"), {"username": "new"})
    assert link_in(page.text)
