"""API tokens."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from reviews.access import api_tokens
from reviews.access.errors import Invalid
from reviews.models import ApiToken, AuditEntry, Reviewer
from tests.builders import NOON

pytestmark = pytest.mark.django_db


def test_a_token_is_shown_once_and_stored_as_a_hash(ana: Reviewer) -> None:
    token, raw = api_tokens.create_token(ana, ["submit", "read", "read"], 30, now=NOON)
    assert raw.startswith("rd_")
    assert len(raw) == 46
    token.refresh_from_db()
    assert raw not in str(vars(token))
    assert raw not in AuditEntry.objects.get().body
    assert (token.scopes, token.prefix, token.expires_at) == (["read", "submit"], raw[:10], NOON + timedelta(days=30))


def test_it_is_found_until_it_expires_is_revoked_or_its_owner_leaves(ana: Reviewer, ada: Reviewer) -> None:
    token, raw = api_tokens.create_token(ana, ["read"], 1, now=NOON)
    found = api_tokens.find_valid_token(raw, now=NOON)
    assert found
    assert found.owner == ana
    assert api_tokens.find_valid_token(raw, now=NOON + timedelta(days=1)) is None
    assert api_tokens.find_valid_token(raw + "x", now=NOON) is None
    assert api_tokens.find_valid_token("\ud800", now=NOON) is None
    ana.is_active = False
    ana.save()
    assert api_tokens.find_valid_token(raw, now=NOON) is None
    ana.is_active = True
    ana.save()
    api_tokens.revoke(token, by=ada, now=NOON)
    api_tokens.revoke(token, by=ada, now=NOON + timedelta(hours=1))
    assert api_tokens.find_valid_token(raw, now=NOON) is None
    assert AuditEntry.objects.filter(action="token.revoked").count() == 1


def test_its_use_is_noted_once_a_minute_at_most(
    ana: Reviewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _token, raw = api_tokens.create_token(ana, ["read"], 1, now=NOON)
    with django_assert_num_queries(2):
        api_tokens.find_valid_token(raw, now=NOON)
    with django_assert_num_queries(1):
        api_tokens.find_valid_token(raw, now=NOON + timedelta(seconds=59))
    api_tokens.find_valid_token(raw, now=NOON + timedelta(seconds=60))
    assert ApiToken.objects.get().last_used_at == NOON + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("scopes", "days", "field"),
    [([], 1, "scopes"), (["read", "fly"], 1, "scopes"), (["read"], 0, "days"), (["read"], 367, "days")],
)
def test_a_bad_scope_or_number_of_days_is_named(ana: Reviewer, scopes: list[str], days: int, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        api_tokens.create_token(ana, scopes, days, now=NOON)
    assert refused.value.field == field


def test_the_command_prints_a_working_token(ana: Reviewer, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_token", "ana", "--scope", "read", "--scope", "submit", "--days", "7")
    raw = capsys.readouterr().out.strip()
    assert ApiToken.objects.get().prefix == raw[:10]


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["nobody", "--scope", "read"], "USER"),
        (["ana"], "--scope"),
        (["ana", "--scope", "fly"], "--scope"),
        (["ana", "--scope", "read", "--days", "1000"], "--days"),
        (["ana", "--scope", "read", "--days", "soon"], "--days"),
    ],
)
def test_the_command_names_the_option_at_fault(ana: Reviewer, arguments: list[str], names: str) -> None:
    with pytest.raises(CommandError, match=names):
        call_command("create_token", *arguments)
