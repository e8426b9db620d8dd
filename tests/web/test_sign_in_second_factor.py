"""The second factor: set up, used, replaced by a recovery code, required for roles, limited, audited."""

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from reviews.access import api_tokens
from reviews.models import AuditEntry, Reviewer
from tests.web.totp import totp_code

pytestmark = pytest.mark.django_db(transaction=True)
SIGN_IN = {"username": "lea", "password": "correct horse battery"}


@pytest.fixture(autouse=True)
def _no_code_was_used_before(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def required(settings: Any) -> None:
    settings.MFA_REQUIRED_ROLES = ["Lead", "Admin"]


def signed_in(client: Client) -> Any:
    return client.post("/login/", SIGN_IN)


def set_up(client: Client) -> tuple[str, list[str]]:
    """The key and the recovery codes."""
    secret = client.get("/account/second-factor/set-up/").context["form"].secret
    answer = client.post("/account/second-factor/set-up/", {"code": totp_code(secret)})
    assert answer["Location"] == "/account/recovery-codes/"
    return secret, list(client.get("/account/recovery-codes/").context["unused_codes"])


def test_a_lead_reaches_nothing_but_the_set_up(client: Client, lea: Reviewer, required: None) -> None:
    signed_in(client)
    for page in ("/", "/reports/", "/account/", "/account/password/", "/admin/", "/nowhere/"):
        answer = client.get(page)
        assert (
            answer.status_code == 404 if page == "/nowhere/" else answer["Location"] == "/account/second-factor/set-up/"
        )
    assert client.get("/account/second-factor/set-up/").status_code == 200
    set_up(client)
    assert client.get("/").status_code == 200


def test_the_api_by_session_says_why(client: Client, lea: Reviewer, required: None) -> None:
    signed_in(client)
    answer = client.get("/api/v1/jobs/")
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "second_factor_required"


def test_tokens_and_other_roles_are_not_asked(client: Client, lea: Reviewer, ana: Reviewer, required: None) -> None:
    from reviews import clock

    raw = api_tokens.create_token(lea, ["read"], 1, now=clock.now())[1]
    client.force_login(lea)
    assert client.get("/api/v1/jobs/", HTTP_AUTHORIZATION=f"Token {raw}").status_code == 200
    client.force_login(ana)
    assert client.get("/").status_code == 200


def test_a_superuser_counts_as_an_admin(client: Client, db: None, required: None) -> None:
    client.force_login(Reviewer.objects.create_superuser("root", password=SIGN_IN["password"]))
    assert client.get("/")["Location"] == "/account/second-factor/set-up/"


def test_signing_in_then_asks_for_a_code_and_takes_each_once(client: Client, lea: Reviewer) -> None:
    signed_in(client)
    secret, _ = set_up(client)
    cache.clear()
    other = Client()
    assert signed_in(other)["Location"] == "/login/code/"
    assert other.get("/").status_code == 302
    once = totp_code(secret)  # one code for both: asked again after its 30 seconds, the key gives another
    assert other.post("/login/code/", {"code": once})["Location"] == "/"
    assert other.get("/").status_code == 200
    third = Client()
    signed_in(third)
    assert "Incorrect code" in third.post("/login/code/", {"code": once}).content.decode()


def test_a_recovery_code_works_once(client: Client, lea: Reviewer) -> None:
    signed_in(client)
    _, spare = set_up(client)
    assert len(spare) == 10
    for expected in (302, 200):
        other = Client()
        signed_in(other)
        assert other.post("/login/code/", {"code": spare[0]}).status_code == expected


def test_recovery_codes_are_shown_once(client: Client, lea: Reviewer) -> None:
    signed_in(client)
    _, spare = set_up(client)
    again = client.get("/account/recovery-codes/").content.decode()
    assert not any(code in again for code in spare)


def test_where_one_wanted_to_go_survives_the_code(client: Client, lea: Reviewer) -> None:
    signed_in(client)
    _, spare = set_up(client)
    other = Client()
    other.post("/login/?next=/reports/", SIGN_IN)
    assert other.post("/login/code/", {"code": spare[0]})["Location"] == "/reports/"


def test_five_wrong_codes_wait_from_any_address_and_with_the_right_code(client: Client, lea: Reviewer) -> None:
    signed_in(client)
    _, spare = set_up(client)
    for n in range(5):
        other = Client(REMOTE_ADDR=f"10.0.0.{n}")
        signed_in(other)
        assert "Incorrect code" in other.post("/login/code/", {"code": "000000x"}).content.decode()
    last = Client(REMOTE_ADDR="10.0.0.99")
    signed_in(last)
    assert "Too many failed attempts" in last.post("/login/code/", {"code": spare[0]}).content.decode()
    assert AuditEntry.objects.filter(action="signin.locked", actor_id=lea.pk).count() == 1


def test_changes_ask_again_after_a_while(client: Client, lea: Reviewer, settings: Any) -> None:
    signed_in(client)
    set_up(client)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    for page in ("recovery-codes/", "recovery-codes/new/", "second-factor/remove/"):
        answer = client.get(f"/account/{page}")
        assert answer["Location"].startswith("/account/again/?next=")
    assert client.get(answer["Location"]).status_code == 200
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
    again = client.post(answer["Location"], {"password": SIGN_IN["password"]})
    assert again["Location"] == "/account/second-factor/remove/"


def test_every_change_is_audited_without_a_secret(client: Client, lea: Reviewer) -> None:
    signed_in(client)
    secret, spare = set_up(client)
    client.post("/account/recovery-codes/new/")
    client.post("/account/second-factor/remove/")
    entries = list(AuditEntry.objects.order_by("id"))
    assert [entry.action for entry in entries] == [
        "signin.succeeded", "second_factor.added", "second_factor.recovery_codes_made", "second_factor.removed",
    ]  # fmt: skip
    assert not any(word in entry.body for entry in entries for word in (secret, *spare))
    assert not Authenticator.objects.exists()


def test_secrets_are_not_stored_in_clear(client: Client, lea: Reviewer) -> None:
    signed_in(client)
    secret, spare = set_up(client)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not any(code in stored for code in spare)


def test_a_command_takes_the_factor_off_and_ends_the_sessions(client: Client, lea: Reviewer) -> None:
    signed_in(client)
    set_up(client)
    said = StringIO()
    call_command("reset_second_factor", "lea", stdout=said)
    assert "was removed" in said.getvalue()
    assert client.get("/").status_code == 302
    assert signed_in(client)["Location"] == "/"
    with pytest.raises(CommandError, match="the user 'nobody' does not exist"):
        call_command("reset_second_factor", "nobody")


def test_a_factor_made_with_the_former_secret_key_still_works(client: Client, lea: Reviewer, settings: Any) -> None:
    signed_in(client)
    _, spare = set_up(client)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" * 6
    other = Client()
    signed_in(other)
    assert other.post("/login/code/", {"code": spare[0]}).status_code == 302
