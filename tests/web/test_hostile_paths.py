"""Values that nobody types by accident, in paths, in the search behind choices and in the forms of the admin."""

from itertools import cycle, islice
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from reviews.admin.base import CheckedRows
from reviews.models import Queue, Reviewer, RoutingRule
from tests.builders import a_queue
from tests.web.hostile import BIG, FORM_VALUES, Faults, Parameter
from tests.web.test_permission_matrix import PARAMETER, ROUTES, Route

pytestmark = pytest.mark.sweep

PATH_VALUES = ["0", BIG, "9223372036854775807", "9" * 5000, "%00", "-1", "1e5", "%D9%A1%D9%A2", "_5F", "%ED%A0%80"]
ROW_IDS = [None, "", "-1", BIG, "9223372036854775807", "9" * 5000, "a\0b", "\u0661", "1e5"]
COUNTS = [None, "", "0", "-1", "3", BIG, "9223372036854775808", "9" * 5000, "a\0b", "\u0661", "1e5"]
PARTS = 4
MODELS = list(admin.site._registry)


def _kind_of(route: Route) -> str:
    """The pages of the admin are alike for every model."""
    return route.pattern.rpartition(">")[2] if route.pattern.startswith("admin/") else route.key


def _ids_by_route() -> list[tuple[Route, list[str]]]:
    """Every kind of page with all values, and every page with U+0000."""
    routes = [route for route in ROUTES if PARAMETER.search(route.pattern)]
    first = {_kind_of(route): route for route in reversed(routes)}
    return [(route, PATH_VALUES if first[_kind_of(route)] is route else ["%00"]) for route in routes]


@pytest.mark.parametrize("part", range(PARTS))
def test_ids_in_the_path(faults: Faults, part: int) -> None:
    for route, values in _ids_by_route()[part::PARTS]:
        for value in values:
            path = PARAMETER.sub(value, route.pattern).replace("(?P<url>.*)$", "x")
            address = "/" + path.replace("^", "").replace("$", "")
            faults.ask(address)
            faults.ask(address, {})
    assert not faults


def test_the_search_behind_the_choices_of_a_form(faults: Faults) -> None:
    path, about = reverse("admin:autocomplete"), "app_label=reviews&model_name={}&field_name={}&term"
    sources = [("finding", "job"), ("review", "reviewer"), ("decision", "policy"), ("nonsense", "job"), ("job", "%00")]
    faults.ask_each(Parameter(path, about.format(*one), one) for one in sources)
    faults.ask_each([Parameter(path, about.format("finding", "job") + "=a&page", "page")])
    assert not faults


@pytest.mark.parametrize("name", ["term", "page", "app_label", "model_name", "field_name", "nonsense"])
def test_a_search_for_choices_refuses_what_no_column_can_hold(client: Client, ada: Reviewer, name: str) -> None:
    client.force_login(ada)
    given = {"app_label": "reviews", "model_name": "finding", "field_name": "job", "term": "a"}
    assert client.get(reverse("admin:autocomplete"), {**given, name: "a\0b"}).status_code == 400


def _form_of(faults: Faults, path: str) -> dict[str, Any]:
    """What a browser would send back from the page; empty where nothing can be changed."""
    answer = faults.client.get(path)
    if answer.status_code != 200 or answer.context.get("adminform") is None:
        return {}
    if not answer.context["has_change_permission"]:
        return {}
    sets = [one.formset for one in answer.context["inline_admin_formsets"]]
    inner = [one.management_form for one in sets] + [form for one in sets for form in one.forms]
    fields = [field for form in [answer.context["adminform"].form, *inner] for field in form]
    return {field.html_name: "" if field.value() is None else field.value() for field in fields}


def _page_of(model: Any, kind: str) -> str | None:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}"
    if kind == "add":
        return reverse(name)
    row = model._default_manager.first()
    return reverse(name, args=[row.pk]) if row else None


@pytest.mark.parametrize("kind", ["add", "change"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_the_forms_of_the_admin(faults: Faults, model: Any, kind: str) -> None:
    path = _page_of(model, kind)
    body = _form_of(faults, path) if path else {}
    for number, name in enumerate(body):
        for value in islice(cycle(FORM_VALUES), number, number + 3):
            faults.ask(path or "", {**body, name: value})
    assert not faults


@pytest.fixture
def rule(faults: Faults) -> RoutingRule:
    """A rule of the queue "Second"; another one lies beside it, in the queue "Third"."""
    RoutingRule.objects.create(queue=a_queue("Third"), position=1)
    return RoutingRule.objects.get(queue__name="Second")


def _rows_of(faults: Faults, rule: RoutingRule) -> tuple[str, dict[str, Any]]:
    path = reverse("admin:reviews_queue_change", args=[rule.queue_id])
    return path, _form_of(faults, path)


def _with(body: dict[str, Any], name: str, value: str | None) -> dict[str, Any]:
    return {key: one for key, one in {**body, name: value}.items() if one is not None}


@pytest.mark.parametrize("name", ["rules-TOTAL_FORMS", "rules-INITIAL_FORMS", "rules-MIN_NUM_FORMS"])
def test_the_counts_of_rows_in_a_form(faults: Faults, rule: RoutingRule, name: str) -> None:
    path, body = _rows_of(faults, rule)
    for value in COUNTS:
        faults.ask(path, _with(body, name, value))
        faults.ask(path, {**_with(body, name, value), "rules-0-DELETE": "on"})
    assert not faults


@pytest.mark.parametrize("name", ["rules-0-id", "rules-0-queue"])
def test_the_ids_of_rows_in_a_form(faults: Faults, rule: RoutingRule, name: str) -> None:
    path, body = _rows_of(faults, rule)
    elsewhere = RoutingRule.objects.exclude(pk=rule.pk).get()
    other = str(elsewhere.pk if name.endswith("id") else elsewhere.queue_id)
    for value in [*ROW_IDS, other]:
        faults.ask(path, _with(body, name, value))
        faults.ask(path, {**_with(body, name, value), "rules-0-DELETE": "on"})
    assert not faults
    assert Queue.objects.get(name="Third").rules.get() == elsewhere


def test_every_table_of_rows_in_a_form_is_bounded() -> None:
    for page in admin.site._registry.values():
        assert all(issubclass(one, CheckedRows) for one in page.inlines), page


def test_a_post_that_asks_for_thousands_of_rows_is_told_so(faults: Faults, rule: RoutingRule) -> None:
    path, body = _rows_of(faults, rule)
    answer = faults.client.post(path, {**body, "rules-TOTAL_FORMS": BIG})
    rows = answer.context["inline_admin_formsets"][0].formset
    assert rows.non_form_errors() == ["Please submit at most 21 forms."]
    assert len(rows.forms) == rows.max_num == 21


@pytest.mark.parametrize(("page", "name"), [("team", "members"), ("queue", "teams"), ("reviewer", "groups")])
def test_several_rows_chosen_in_a_form(faults: Faults, page: str, name: str) -> None:
    """An id of 20 digits was a fault of the server."""
    path = reverse(f"admin:reviews_{page}_add")
    if page == "reviewer":
        path = reverse("admin:reviews_reviewer_change", args=[Reviewer.objects.get(username="root").pk])
    body = _form_of(faults, path)
    for value in [*FORM_VALUES, "9223372036854775807", "9223372036854775808"]:
        faults.ask(path, {**body, name: [value, "1"]})
    assert not faults
