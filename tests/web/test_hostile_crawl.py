"""Values that nobody types by accident, at every list of pages, API and admin: never a fault of ours.

Every parameter of a list meets some of the values, and every kind of parameter meets all of them.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import cycle, islice
from typing import Any, NamedTuple

import pytest
from django import forms
from django.contrib import admin
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from reviews.admin.base import CheckedList
from reviews.api.filters import MomentFilter, RowIdFilter
from reviews.api.view import ScopedView
from reviews.models import RoutingRule
from reviews.web.me.me import MyFilters
from reviews.web.queue.filters import QueueFilters
from tests.builders import a_detection, a_finding, a_job, a_policy, a_queue, a_team
from tests.conftest import person
from tests.web.test_permission_matrix import ROUTES, Route

BIG = "9" * 20
LONG = "x" * 3000
# As they stand in an address.
VALUES = [
    "", "0", "-1", BIG, "9223372036854775807", "9223372036854775808", "2147483648", "9" * 5000, "1e5", "1E400", "NaN",
    "-Infinity", "1.5", "%00", "a%00b", "%ED%A0%80", "%D9%A1%D9%A2", "%C2%B2", "9999-12-31", "0000-00-00", "0001-01-01",
    "9999-12-31T23:59:59-12:00", "2026-02-30", "None", "%27%22%3C%25", "1,%00", "1," + BIG, "(", LONG,
]  # fmt: skip
FORM_VALUES = ["", "-1", BIG, "1e5", "1E400", "NaN", "a\0b", "\u0661", "9999-12-31", "(", LONG]
KNOWN_FAULTS = ["/me/?day=9999-12-31", "/me/?show=decisions&day=9999-12-31", "/api/v1/jobs/?queue=1e5"]
PAGES = {
    "reports": ["from", "to", "from=2026-01-01&to", "to=2026-01-01&from"],
    "finding-still": ["w", "v"],
    "job-filmstrip-sheet": ["v"],
    "login": ["next"],
    "job": ["finding"],
}
OF_EVERY_LIST = ["q", "p", "o", "e", "all", "_to_field", "_popup", "_facets", "_changelist_filters", "nonsense"]
UNDECLARED = ["pk__in", "id__gte", "job__pk__in", "pk__regex", "job__account__secret_key_env__startswith"]


class Parameter(NamedTuple):
    """A parameter of an address. All of one `kind` share their code."""

    path: str
    name: str
    kind: Any


class Faults(list[str]):
    """What went wrong, by address."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.raised: list[str] = []

    def note(self, **_: Any) -> None:
        self.raised.append(repr(sys.exc_info()[1])[:200])

    def ask(self, address: str, body: dict[str, Any] | None = None) -> None:
        """One request, undone afterwards."""
        self.raised.clear()
        with transaction.atomic():
            answer = self.client.get(address) if body is None else self.client.post(address, body)
            transaction.set_rollback(True)
        if answer.status_code >= 500 or answer.status_code == 429 or self.raised:
            self.append(f"{answer.status_code} {address[:100]} {str(body or '')[:100]} {self.raised}")

    def ask_each(self, parameters: Iterable[Parameter]) -> None:
        """Every kind with every value, and every parameter with at least one."""
        kinds = defaultdict(list)
        for one in parameters:
            kinds[one.kind].append(one)
        for group in kinds.values():
            count = max(len(group), len(VALUES))
            for one, value in islice(zip(cycle(group), cycle(VALUES), strict=False), count):
                self.ask(f"{one.path}?{one.name}={value}")


@pytest.fixture
def faults(db: None, client: Client, settings: Any) -> Iterator[Faults]:
    """Asked by a superuser, who is let in everywhere, of a desk with one row of most things."""
    settings.API_RATE_PER_MINUTE = 1_000_000
    client.raise_request_exception = False
    client.force_login(person("root", is_staff=True, is_superuser=True))
    a_detection(a_finding(a_job()))
    RoutingRule.objects.create(queue=a_queue("Second", a_team("north")), position=1)
    a_policy()
    found = Faults(client)
    got_request_exception.connect(found.note)
    yield found
    got_request_exception.disconnect(found.note)


def _api_parameters(route: Route) -> Iterator[Parameter]:
    view = getattr(resolve(route.address(1)).func, "cls", None)
    if view is None or not issubclass(view, ScopedView):
        return
    filters = getattr(getattr(view, "filterset_class", None), "base_filters", {})
    for name in [*view()._known("GET"), "nonsense__in"]:
        one = filters.get(name)
        is_own = isinstance(one, RowIdFilter | MomentFilter)
        yield Parameter(route.address(1), name, (route.key, name) if is_own else type(one) if one else name)


def _page_parameters(route: Route) -> Iterator[Parameter]:
    form: type[forms.Form] | None = {"queue": QueueFilters, "me": MyFilters}.get(route.key)
    for name in PAGES.get(route.key, []):
        yield Parameter(route.address(1), name, (route.key, name))
    for name, field in form.base_fields.items() if form else ():
        yield Parameter(route.address(1), name, type(field))


def _admin_parameters() -> Iterator[Parameter]:
    for model, page in admin.site._registry.items():
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        yield from (Parameter(path, name, name) for name in OF_EVERY_LIST + UNDECLARED)
        for one in page.list_filter:
            if not isinstance(one, str):
                yield Parameter(path, one.parameter_name, one)
                continue
            field = model._meta.get_field(one)
            key = f"{one}__id" if field.is_relation else one
            yield from (
                Parameter(path, name, type(field)) for name in (f"{key}__exact", f"{one}__in", f"{one}__isnull")
            )


def test_parameters_of_pages_and_of_the_api(faults: Faults) -> None:
    for address in KNOWN_FAULTS:
        faults.ask(address)
    routes = [route for route in ROUTES if not route.pattern.startswith("admin/")]
    faults.ask_each(one for route in routes for one in (*_api_parameters(route), *_page_parameters(route)))
    for name in ("queue", "state", "page_size", "cursor"):
        faults.ask(f"/api/v1/jobs/?{name}=1&{name}=2")
        faults.ask(f"/api/v1/jobs/?{name}[]=1")
        faults.ask(f"/?{name}[]=1&{name}=1&{name}=x")
    assert not faults


def test_parameters_of_the_lists_of_the_admin(faults: Faults) -> None:
    faults.ask_each(_admin_parameters())
    assert not faults


def test_the_rows_chosen_for_an_act(faults: Faults) -> None:
    for model, page in admin.site._registry.items():
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for act in [getattr(one, "__name__", one) for one in page.actions or ()]:
            for value in [*FORM_VALUES, "1"]:
                faults.ask(path, {"action": act, "_selected_action": [value, "1"], "index": "0"})
            faults.ask(path, {"action": act, "_selected_action": ["1"], "index": BIG, "select_across": BIG})
    assert not faults


def test_every_list_of_the_admin_checks_its_address() -> None:
    for page in admin.site._registry.values():
        assert page.get_changelist(None) is CheckedList, page
