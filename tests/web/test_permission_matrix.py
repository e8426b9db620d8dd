"""Every address of the site by every role and method, and other teams' rows by every method."""

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import DjangoDbBlocker

from reviews.models import Job, Queue, Reviewer
from reviews.vocabulary import Role
from tests.builders import a_detection, a_finding, a_job, a_queue, a_team
from tests.conftest import person
from tests.web.permission_table import ADMIN_MODELS, ADMINS, ANONYMOUS, BODIES, NO_ROLE, OFF, ROWS, SUPERUSER, Row

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
NO_SUCH_ROW = 404
REFUSED = {302, 400, 401, 403, 404, 405}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


class Route(NamedTuple):
    """An address with its namespace and its pattern, regular expressions kept as they are."""

    key: str
    pattern: str

    @property
    def row(self) -> Row | None:
        model = re.match(r"admin/(\w+/\w+)/", self.pattern)
        if model and self.key not in ROWS:
            return Row(ADMINS, ADMINS) if model.group(1) in ADMIN_MODELS else None
        return ROWS.get(self.key)

    @property
    def about(self) -> str:
        """What the id in the address belongs to; empty without one, and in the admin, which sees all rows."""
        names = PARAMETER.findall(self.pattern)
        if not names or self.pattern.startswith("admin/") or self.key not in ROWS:
            return ""
        return re.split(r"s/<", self.pattern)[0].rpartition("/")[2]

    def address(self, row_id: int) -> str:
        path = PARAMETER.sub(str(row_id), self.pattern)
        path = path.replace("^(?P<app_label>reviews|auth)/$", "reviews/").replace("(?P<url>.*)$", "x")
        return "/" + path.replace("^.*$", "nowhere/").replace("^", "").replace("$", "")


def _walk(patterns: list[Any], before: str = "", space: str = "") -> Iterator[Route]:
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield Route(space + pattern.name if pattern.name else path, path)


ROUTES = list(_walk(get_resolver().url_patterns))
OWNED = [route for route in ROUTES if route.about in ("job", "finding", "detection", "queue")]


class CastMember(NamedTuple):
    """A caller of the matrix and the cookies of a session signed in by sign-in's own code, once for all addresses."""

    role: str
    person: Reviewer | None
    cookies: SimpleCookie


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[CastMember]]:
    """Everybody, made and signed in once a module; what a test writes on top is undone by its `db`."""
    with django_db_blocker.unblock(), transaction.atomic():
        people: dict[str, Reviewer | None] = {ANONYMOUS: None, NO_ROLE: person("none")}
        people |= {role: person(role.value.lower(), role, is_staff=role == Role.ADMIN) for role in Role}
        people[OFF] = person("off", Role.ADMIN, is_staff=True, is_active=False)
        people[SUPERUSER] = person("root", is_staff=True, is_superuser=True)
        yield [CastMember(role, somebody, a_client(somebody).cookies) for role, somebody in people.items()]
        transaction.set_rollback(True)


def a_row_for(route: Route, job: Job) -> int:
    detection = a_detection(a_finding(job))
    assert job.queue_id
    ids = {"job": job.pk, "finding": detection.finding_id, "detection": detection.pk, "queue": job.queue_id}
    return ids.get(route.about, NO_SUCH_ROW if route.about else 1)


def a_client(somebody: Reviewer | None, cookies: SimpleCookie | None = None) -> Client:
    """A client signed in as somebody: by the cookies of a session that is there, else by a new one."""
    client = Client(raise_request_exception=False)
    if cookies is not None:
        client.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies.items()})
        return client
    if somebody:
        client.force_login(somebody)
    return client


def ask(client: Client, method: str, address: str, body: dict[str, Any] | None = None) -> Any:
    send = getattr(client, method)
    return send(address) if method in ("get", "head") else send(address, body, content_type="application/json")


def is_refused(answer: Any) -> bool:
    to_sign_in = answer.status_code == 302 and "login" in answer.headers["Location"]
    return to_sign_in or answer.status_code in (401, 403)


def test_every_address_has_a_row() -> None:
    missing = [f"{route.key!r}: {route.pattern}" for route in ROUTES if route.row is None]
    assert not missing, "Add to ROWS (or its model to ADMIN_MODELS) in tests/web/permission_table.py: " + "; ".join(
        missing
    )


@pytest.mark.sweep
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.pattern or "/")
def test_a_role_gets_in_where_its_row_says(cast: list[CastMember], db: None, route: Route) -> None:
    row = route.row or Row(frozenset())
    address = route.address(a_row_for(route, a_job()))
    methods = ("get", "post", "delete") if route.pattern.startswith("admin/") else METHODS
    for role, somebody, cookies in cast:
        client = a_client(somebody, cookies)
        for method in methods:
            answer = ask(client, method, address)
            cell = f"{method.upper()} {address} by {role}: {answer.status_code}"
            assert answer.status_code < 500, cell
            if method == "options":
                continue
            is_read = method in ("get", "head")
            allowed = row.read if is_read else row.write
            if role not in allowed:
                assert answer.status_code in REFUSED, cell
                assert answer.status_code != 302 or is_refused(answer), cell
            elif not route.pattern.startswith("admin/"):  # there a model may refuse even an admin
                assert not is_refused(answer), cell
                assert not is_read or answer.status_code < 400 or answer.status_code in (400, 404), cell


@pytest.mark.parametrize("route", OWNED, ids=lambda route: route.pattern)
def test_another_teams_rows_are_not_there(db: None, route: Route) -> None:
    cy, ana, lea = person("cy", Role.REVIEWER), person("ana", Role.REVIEWER), person("lea", Role.LEAD)
    queue = a_queue("Cy's", a_team("north", cy))
    address = route.address(a_row_for(route, a_job(queue=queue)))
    for somebody in (ana, lea):
        client = a_client(somebody)
        for method in METHODS:
            answer = ask(client, method, address, BODIES.get(route.key))
            role_is_refused = (
                answer.status_code == 403
                and somebody == ana
                and Role.REVIEWER not in (route.row or Row(frozenset())).write
            )
            assert answer.status_code in (404, 405) or role_is_refused, (method, somebody, answer.status_code)
    assert Queue.objects.filter(pk=queue.pk).exists()
