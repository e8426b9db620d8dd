"""Signing in through the organisation's provider: the whole dance over real HTTP, and all that must not pass."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from moderation_site import allauth_settings
from reviews.models import AuditEntry, Reviewer
from tests.web.identity_provider import IdentityProvider

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elsewhere(settings: Any) -> Iterator[IdentityProvider]:
    provider = IdentityProvider()
    settings.SOCIALACCOUNT_PROVIDERS = allauth_settings.oidc_providers(
        "Example SSO", provider.url, "desk", "the-secret"
    )
    settings.OIDC_NAME = "Example SSO"
    yield provider
    provider.close()


@pytest.fixture
def ana(ana: Reviewer) -> Reviewer:
    ana.email = "Ana@desk.example"
    ana.save()
    return ana


def dance(client: Client, to: str = "/login/sso/") -> Any:
    """To the provider and back, as a browser goes."""
    away = client.post(to)
    assert away.status_code == 302
    back = requests.get(away["Location"], allow_redirects=False, timeout=10).headers["Location"]
    return client.get(back.replace("http://testserver", ""))


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_a_person_with_the_verified_address_is_linked_and_in(
    client: Client, ana: Reviewer, elsewhere: IdentityProvider
) -> None:
    assert "Sign in with Example SSO" in client.get("/login/").content.decode()
    assert dance(client)["Location"] == "/"
    assert is_in(client)
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["signin.linked", "signin.succeeded"]
    assert SocialAccount.objects.get().extra_data == {}
    ana.refresh_from_db()
    assert ana.has_usable_password()


def test_afterwards_the_providers_own_id_counts(client: Client, ana: Reviewer, elsewhere: IdentityProvider) -> None:
    dance(client)
    elsewhere.person["email"] = "ana.married@desk.example"
    other = Client()
    assert dance(other)["Location"] == "/"
    assert is_in(other)


def test_where_one_wanted_to_go_is_kept_and_stays_on_the_site(
    client: Client, ana: Reviewer, elsewhere: IdentityProvider
) -> None:
    assert dance(client, "/login/sso/?next=/videos/new/")["Location"] == "/videos/new/"
    assert dance(Client(), "/login/sso/?next=https://evil.example/")["Location"] == "/"


@pytest.mark.parametrize(
    "person",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "stranger@desk.example"},
        {"email": ""},
        {"email": "ana@desk.example.evil.example"},
    ],
)
def test_nobody_else_gets_in_and_nobody_is_made(
    person: dict[str, Any], client: Client, ana: Reviewer, elsewhere: IdentityProvider
) -> None:
    elsewhere.person |= person
    answer = dance(client)
    assert answer["Location"] == "/login/"
    assert "No account uses your verified e-mail address" in client.get("/login/").content.decode()
    assert not is_in(client)
    assert Reviewer.objects.count() == 1


def test_an_address_of_two_people_is_nobodys(
    client: Client, ana: Reviewer, ben: Reviewer, elsewhere: IdentityProvider
) -> None:
    Reviewer.objects.filter(pk=ben.pk).update(email="ana@desk.example")
    dance(client)
    assert not is_in(client)


def test_a_person_switched_off_here_stays_out(client: Client, ana: Reviewer, elsewhere: IdentityProvider) -> None:
    dance(client)
    Reviewer.objects.filter(pk=ana.pk).update(is_active=False)
    other = Client()
    assert dance(other)["Location"] == "/login/"
    assert not is_in(other)


@pytest.mark.parametrize(
    "claims",
    [{"aud": "another-desk"}, {"iss": "https://evil.example"}, {"exp": int(time.time()) - 600}],
)
def test_a_token_for_somebody_else_or_too_old_is_refused(
    claims: dict[str, Any], client: Client, ana: Reviewer, elsewhere: IdentityProvider
) -> None:
    elsewhere.claims = claims
    assert dance(client)["Location"] == "/login/"
    assert not is_in(client)


def test_a_token_signed_with_another_key_is_refused(client: Client, ana: Reviewer, elsewhere: IdentityProvider) -> None:
    elsewhere.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    dance(client)
    assert not is_in(client)


def test_user_information_of_another_person_is_refused(
    client: Client, ana: Reviewer, elsewhere: IdentityProvider
) -> None:
    elsewhere.told = {"sub": "p-2"}
    dance(client)
    assert not is_in(client)


def test_a_return_that_this_browser_did_not_ask_for_is_refused(
    client: Client, ana: Reviewer, elsewhere: IdentityProvider
) -> None:
    away = Client().post("/login/sso/")
    back = requests.get(away["Location"], allow_redirects=False, timeout=10).headers["Location"]
    assert client.get(back.replace("http://testserver", ""))["Location"] == "/login/"
    assert not is_in(client)


def test_the_second_factor_is_asked_here_as_well(client: Client, ana: Reviewer, elsewhere: IdentityProvider) -> None:
    TOTP.activate(ana, "JBSWY3DPEHPK3PXP")
    assert dance(client)["Location"] == "/login/code/"
    assert not is_in(client)


def test_leaving_needs_a_form_of_ours(ana: Reviewer, elsewhere: IdentityProvider) -> None:
    assert Client().get("/login/sso/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/login/sso/").status_code == 403
    assert Client().post("/login/other/").status_code == 404


def test_without_a_provider_there_is_no_button_and_no_address(client: Client, db: None) -> None:
    assert "/login/sso/" not in client.get("/login/").content.decode()
    assert client.post("/login/sso/").status_code == 404
    assert client.get("/login/sso/callback/").status_code == 404


def test_half_a_set_of_settings_is_refused_by_name() -> None:
    assert allauth_settings.oidc_providers("SSO", "", "", "") == {}
    with pytest.raises(ImproperlyConfigured, match="OIDC_CLIENT_SECRET"):
        allauth_settings.oidc_providers("SSO", "https://id.example", "desk", "")
