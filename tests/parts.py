"""Which part of a run a test belongs to, decided from what it uses.

`browser`  asks for Chromium.
`process`  starts programs, or tries hundreds of orders: seconds each. Written by hand, and checked while tests run:
           an unmarked test that starts a program fails and says so.
`sweep`    asks the whole site with hundreds of values, roles or methods: seconds each, and written by hand, too. What a
           sweep finds is a slip in a page that has tests of its own, so the quick loop goes without.
`database` asks for the database and is not listed below: it runs again on PostgreSQL. A new test is in until somebody
           says why it need not be.
"""

import os
import sys
from typing import Any

import pytest
from django.test import TransactionTestCase

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}
QUICK_PROGRAMS = {"git", "node"}  # node: all tests of the scripts' pure modules are one run of a second
DECODER = "reviews.media.decoder_child"  # the site's own: tests of pictures are quick all the same

_PERMISSIONS = "permissions by role and method; the queries behind the addresses are those of the tests of each page"
_PICTURES = "files and pictures; rows are found by their key"
_SIGN_IN = "sessions, cookies and second factors; rows are found by their key"
_TEXT = "templates and words"
# A module, or one test of it -> why its SQL is not another one on PostgreSQL.
ONCE = {
    "api/test_access.py": _PERMISSIONS,
    "api/test_hostile.py::test_hostile_bodies_are_refused_in_json": "refused before a query is made of the body",
    "api/test_hostile.py::test_other_content_types_are_refused_in_json": "refused before a query is made of the body",
    "api/test_schema.py": "made of the code",
    "api/test_submit_to_the_sandbox.py": "the provider's side; registering has tests of its own",
    "api/test_throttle.py": "counted in the cache, not in the database",
    "domain/test_media_decode.py": _PICTURES,
    "domain/test_media_filmstrip.py": _PICTURES,
    "domain/test_media_filmstrip_interrupted.py": _PICTURES,
    "domain/test_media_filmstrip_sandbox.py": _PICTURES,
    "domain/test_media_prepare.py": _PICTURES,
    "domain/test_media_prepare_sandbox.py": _PICTURES,
    "web/test_admin_language.py": _TEXT,
    "web/test_admin_pictures.py": _PICTURES,
    "web/test_every_field_is_shown.py": _TEXT,
    "web/test_filmstrip.py": _PICTURES,
    "web/test_keys.py": _TEXT,
    "web/test_languages.py": _TEXT,
    "web/test_login.py": _SIGN_IN,
    "web/test_media.py": _PICTURES,
    "web/test_media_front_server.py": _PICTURES,
    "web/test_module_preloads.py": _TEXT,
    "web/test_intake.py": _TEXT,
    "web/test_permission_matrix.py": _PERMISSIONS,
    "web/test_sessions.py": _SIGN_IN,
    "web/test_sign_in_oidc.py": _SIGN_IN,
    "web/test_sign_in_second_factor.py": _SIGN_IN,
    "web/test_sign_in_production.py": _SIGN_IN,
    "web/test_sign_out.py": _SIGN_IN,
    "web/test_static_files.py": "files",
    "web/test_workspace_addresses.py": "addresses are made of patterns",
}


def mark(items: list[pytest.Item]) -> None:
    """Give every test its marks, and let browser tests come last: Playwright's event loop then meets no other test."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "chromium" in fixtures:  # not `page`, which is also the name of a parameter
            item.add_marker("browser")
        if _uses_database(item, fixtures) and not runs_once(item.nodeid):
            item.add_marker("database")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def runs_once(nodeid: str) -> bool:
    """Whether that test, or its whole module, stands in `ONCE`."""
    module, _, rest = nodeid.removeprefix("tests/").partition("::")
    return module in ONCE or f"{module}::{rest.partition('[')[0]}" in ONCE


def _uses_database(item: pytest.Item, fixtures: set[str]) -> bool:
    is_django_case = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    return is_django_case or item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)


class ProgramWatch:
    """Refuses a program that a test starts without saying so by `process`."""

    def __init__(self) -> None:
        self.item: pytest.Item | None = None
        sys.addaudithook(self._hear)

    def _hear(self, event: str, facts: tuple[Any, ...]) -> None:
        if event != "subprocess.Popen" or self.item is None:
            return
        command = facts[1] if isinstance(facts[1], list | tuple) else [facts[1]]
        program = os.path.basename(str(command[0]))  # noqa: PTH119 - this runs inside every Popen
        if (
            program in QUICK_PROGRAMS
            or DECODER in command
            or any(map(self.item.get_closest_marker, ("process", "browser")))
        ):
            return
        raise AssertionError(
            f"{self.item.nodeid} starts {program}: mark it with pytest.mark.process, which `make fast` leaves out."
        )
