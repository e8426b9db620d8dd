"""Values that nobody types by accident, at every list of pages, API and admin: never a fault of ours.

Every parameter of a list meets some of the values, and every kind of parameter meets all of them.
"""

from collections.abc import Iterator

import pytest
from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import resolve, reverse

from reviews.admin.base import CheckedList
from reviews.api.filters import MomentFilter, RowIdFilter
from reviews.api.view import ScopedView
from reviews.web.me.me import MyFilters
from reviews.web.queue.filters import QueueFilters
from tests.web.hostile import BIG, FORM_VALUES, Faults, Parameter
from tests.web.test_permission_matrix import ROUTES, Route

pytestmark = pytest.mark.sweep

PARTS = 4
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
    filters: dict[str, type[forms.Form]] = {"queue": QueueFilters, "me": MyFilters}
    form = filters.get(route.key)
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
                assert isinstance(one, type)
                assert issubclass(one, admin.SimpleListFilter)
                yield Parameter(path, str(one.parameter_name), one)
                continue
            field = model._meta.get_field(one)
            key = f"{one}__id" if field.is_relation else one
            yield from (
                Parameter(path, name, type(field)) for name in (f"{key}__exact", f"{one}__in", f"{one}__isnull")
            )


def _page_and_api_parameters() -> Iterator[Parameter]:
    for route in ROUTES:
        if not route.pattern.startswith("admin/"):
            yield from (*_api_parameters(route), *_page_parameters(route))


@pytest.mark.parametrize("part", range(PARTS))
def test_parameters_of_pages_and_of_the_api(faults: Faults, part: int) -> None:
    faults.ask_each(_page_and_api_parameters(), part=part, parts=PARTS)
    assert not faults


def test_parameters_that_were_faults_or_are_given_twice(faults: Faults) -> None:
    for address in KNOWN_FAULTS:
        faults.ask(address)
    for name in ("queue", "state", "page_size", "cursor"):
        faults.ask(f"/api/v1/jobs/?{name}=1&{name}=2")
        faults.ask(f"/api/v1/jobs/?{name}[]=1")
        faults.ask(f"/?{name}[]=1&{name}=1&{name}=x")
    assert not faults


@pytest.mark.parametrize("part", range(PARTS))
def test_parameters_of_the_lists_of_the_admin(faults: Faults, part: int) -> None:
    faults.ask_each(_admin_parameters(), part=part, parts=PARTS)
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
        assert page.get_changelist(HttpRequest()) is CheckedList, page
