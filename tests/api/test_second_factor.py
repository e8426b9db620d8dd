"""Whoever must have a second factor and has none reaches nothing of the API by session, whatever headers are sent."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from rest_framework.views import APIView

from reviews.access import api_tokens
from reviews.api import permissions
from reviews.models import Reviewer
from reviews.vocabulary import Role
from tests.conftest import person

pytestmark = pytest.mark.django_db
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")


class Address(NamedTuple):
    """One address of the API with the view that answers it."""

    name: str
    path: str
    view: type[APIView]


def api_addresses(patterns: list[URLResolver | URLPattern], before: str = "/") -> Iterator[Address]:
    """Every address of the site that a view of the REST framework answers, wherever it is included."""
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from api_addresses(pattern.url_patterns, path)
            continue
        view = getattr(pattern.callback, "cls", object)
        if isinstance(view, type) and issubclass(view, APIView):
            filled = path.replace("<int:pk>", "1").replace("^.*$", "nowhere/")
            yield Address(str(pattern.name), filled, view)


ADDRESSES = list(api_addresses(get_resolver().url_patterns))
GUARDED = [address for address in ADDRESSES if address.name != "api-unknown"]


@pytest.fixture(autouse=True)
def _required(settings: Any) -> None:
    settings.MFA_REQUIRED_ROLES = ["Lead", "Admin"]
    settings.API_RATE_PER_MINUTE = 0
    settings.SIGN_IN_MAX_FAILURES_PER_IP = 10_000


@pytest.fixture(params=["lead", "admin", "superuser"])
def a_person(request: pytest.FixtureRequest, db: None) -> Reviewer:
    if request.param == "superuser":
        return Reviewer.objects.create_superuser("root", password="correct horse battery")
    return person(request.param, Role.LEAD if request.param == "lead" else Role.ADMIN)


class Answer(NamedTuple):
    """What one call of the matrix came to."""

    cell: str
    status: int
    is_factor_refused: bool


def calls(somebody: Reviewer | None, header: str | None, methods: tuple[str, ...] = METHODS) -> Iterator[Answer]:
    """These methods at every guarded address, by the session of `somebody` and with this Authorization header."""
    client = Client(headers={} if header is None else {"Authorization": header})
    if somebody:
        client.force_login(somebody)
    for address in GUARDED:
        for method in methods:
            answer = getattr(client, method)(address.path)
            said = "second_factor_required" in answer.content.decode() if not answer.streaming else False
            yield Answer(f"{method} {address.path} {header!r}", answer.status_code, said or method == "head")


def test_the_walk_finds_the_api() -> None:
    assert {"api-jobs", "api-audit", "schema", "api-docs", "api-unknown"} <= {address.name for address in ADDRESSES}
    assert len(ADDRESSES) > 20


@pytest.mark.parametrize("address", GUARDED, ids=lambda address: address.name)
def test_every_view_asks_for_the_second_factor_first(address: Address) -> None:
    assert address.view.permission_classes[0] is permissions.SecondFactorPresent


# The permission comes first in every view (shown above) and knows neither address nor method, so the spellings of a
# header are tried with two methods, and every method without one.
READ_AND_WRITE = ("get", "post")


@pytest.mark.sweep
def test_a_session_without_its_factor_is_refused_at_every_address_by_every_method(a_person: Reviewer) -> None:
    for answer in calls(a_person, None):
        assert (answer.status, answer.is_factor_refused) == (403, True), answer.cell


@pytest.mark.sweep
@pytest.mark.parametrize("header", ["", "   ", "\t"])
def test_an_empty_header_is_not_a_factor(a_person: Reviewer, header: str) -> None:
    for answer in calls(a_person, header, READ_AND_WRITE):
        assert (answer.status, answer.is_factor_refused) == (403, True), answer.cell


@pytest.mark.sweep
@pytest.mark.parametrize("header", ["Basic x", "Basic YTpi", "Token", "Token rd_wrong", "Token a b", "Bearer a", "x"])
def test_a_header_that_is_no_valid_token_never_falls_back_to_the_session(a_person: Reviewer, header: str) -> None:
    for answer in calls(a_person, header, READ_AND_WRITE):
        # The page of the documentation leads to sign-in.
        assert answer.status == 401 or (answer.status == 302 and "/api/docs/" in answer.cell), answer.cell


@pytest.mark.sweep
@pytest.mark.parametrize("with_session", [False, True], ids=["token alone", "session and token"])
def test_a_token_is_asked_for_no_factor(a_person: Reviewer, with_session: bool) -> None:
    _row, raw = api_tokens.create_token(
        a_person, ["read", "submit", "decide"], 1, now=timezone.now() - timedelta(hours=1)
    )
    for answer in calls(a_person if with_session else None, f"Token {raw}", READ_AND_WRITE):
        assert answer.status not in (401, 302), answer.cell
        assert not answer.is_factor_refused or answer.cell.startswith("head"), answer.cell


@pytest.mark.sweep
@pytest.mark.parametrize("header", [None, ""])
def test_a_session_with_its_factor_gets_in(a_person: Reviewer, header: str | None) -> None:
    TOTP.activate(a_person, "JBSWY3DPEHPK3PXP")
    for answer in calls(a_person, header, READ_AND_WRITE):
        assert answer.status not in (401, 302), answer.cell
        assert not answer.is_factor_refused or answer.cell.startswith("head"), answer.cell


@pytest.mark.sweep
@pytest.mark.parametrize("header", [None, ""])
def test_a_role_of_which_no_factor_is_required_gets_in_without(ana: Reviewer, header: str | None) -> None:
    assert not any(
        answer.is_factor_refused for answer in calls(ana, header, READ_AND_WRITE) if not answer.cell.startswith("head")
    )


def test_an_unknown_address_is_nobodys_and_answers_404(lea: Reviewer) -> None:
    client = Client()
    client.force_login(lea)
    answer = client.get("/api/v1/nowhere/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
