"""The workspace names all its modules, so that the browser fetches them at once."""

import re
from pathlib import Path

import pytest
from django.test import Client

from reviews.models import Reviewer
from reviews.templatetags import modules
from tests.builders import a_job

STATIC = Path(__file__).resolve().parents[2] / "static"
FIRST = "reviews/js/workspace.js"
MAX_MODULES_BEFORE_READY = 69  # each is a request: what the first look does not need belongs to later.js


def test_every_module_that_another_imports_is_found_once() -> None:
    names = modules.needed_by(FIRST)
    assert (names[0], len(names)) == (FIRST, len(set(names)))
    assert len(names) <= MAX_MODULES_BEFORE_READY
    for name in names:
        for imported in re.findall(r'from "(\.[^"]+)"', (STATIC / name).read_text()):
            reached = (STATIC / name).parent.joinpath(imported).resolve().relative_to(STATIC)
            assert str(reached) in names, f"{name} imports {imported}"


def test_what_can_wait_is_not_named() -> None:
    """The workspace imports `later.js` once findings can be judged; nothing before that leads to its elements."""
    assert "reviews/js/later.js" not in modules.needed_by(FIRST)
    named = set(modules.needed_by(FIRST))
    imported = re.findall(r'from "\./([^"]+)"', (STATIC / "reviews/js/later.js").read_text())
    waits = {f"reviews/js/{name}" for name in imported}
    assert len(waits) > 5
    assert not named & waits


def test_sources_that_are_not_at_hand_leave_the_first_alone() -> None:
    assert modules.needed_by("reviews/js/nowhere.js") == ("reviews/js/nowhere.js",)


@pytest.mark.django_db
def test_the_workspace_preloads_them(client: Client, ana: Reviewer) -> None:
    client.force_login(ana)
    page = client.get(f"/jobs/{a_job().pk}/").content.decode()
    named = re.findall(r'<link rel="modulepreload" href="/static/([^"]+)" fetchpriority="low">', page)
    assert tuple(named) == modules.needed_by(FIRST)
