"""docs/deployment.md, Two roles: its statements are run as they stand there, on the real server."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from moderation_site.checks import audit_tables
from tests.domain.manage_process import ROOT, command_environment

only_on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles.")


def statements() -> list[list[str]]:
    """The two SQL blocks of the section, each as statements, with names that no other run uses."""
    section = (ROOT / "docs/deployment.md").read_text().split("### Two roles")[1].split("\n## ")[0]
    blocks = re.findall(r"```sql\n(.*?)```", section, re.DOTALL)
    own = re.sub(r"\W", "_", str(connection.settings_dict["NAME"]))
    renamed = [re.sub(r"\bdesk(?=_owner\b|_site\b|\b)", f"{own}_desk", block) for block in blocks]
    return [[one.strip() for one in block.split(";") if one.strip()] for block in renamed]


def address(role: str | None = None, secret: str = "", database: str = "postgres") -> str:
    facts = connection.settings_dict
    user = role or facts["USER"] or "root"
    secret = secret or (facts["PASSWORD"] if role is None else "")
    place = f"{facts['HOST'] or '127.0.0.1'}:{facts['PORT'] or 5432}"
    return f"postgres://{user}{f':{secret}' if secret else ''}@{place}/{database}"


def run(url: str, *arguments: str) -> str:
    process = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, text=True,
        env=command_environment(DATABASE_URL=url, DJANGO_ALLOW_ASYNC_UNSAFE=""),  # a deploy check refuses it
        capture_output=True, timeout=240, check=False,
    )  # fmt: skip
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout + process.stderr


def execute(url: str, lines: list[str]) -> None:
    with psycopg.connect(url, autocommit=True) as server:
        for line in lines:
            server.execute(line)


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return match[1]


@pytest.fixture
def roles(db: None) -> Iterator[tuple[str, str, str]]:
    """(owner's name, owner's address, site's address) of a migrated database with both roles."""
    once, after_migrate = statements()
    owner, site = (found(r"CREATE ROLE (\w+)", line) for line in once[:2])
    database = found(r"CREATE DATABASE (\w+)", once[2])
    gone = [
        f"DROP DATABASE IF EXISTS {database} WITH (FORCE)",
        f"DROP ROLE IF EXISTS {site}",
        f"DROP ROLE IF EXISTS {owner}",
    ]
    execute(address(), [*gone, *once])
    try:
        as_owner = address(owner, "owner-secret", database)
        run(as_owner, "manage.py", "migrate", "--verbosity", "0")
        with psycopg.connect(as_owner) as server:
            for line in after_migrate:
                server.execute(line)
        yield owner, as_owner, address(site, "site-secret", database)
    finally:
        execute(address(), gone)


@pytest.mark.process
@only_on_postgresql
def test_the_sites_role_does_all_the_desk_does_and_cannot_touch_what_is_append_only(
    roles: tuple[str, str, str],
) -> None:
    owner, as_owner, as_site = roles
    told = run(as_site, "-m", "tests.domain.site_role_flow", owner)
    result = json.loads(told.split("RESULT ")[1].splitlines()[0])
    assert (result["whole"], result["decisions"], result["seals"]) == (True, 11, 1)
    assert set(result["pages"].values()) == {200}
    assert len(result["refused"]) == 62
    assert {one: code for one, code in result["refused"].items() if code != "42501"} == {}
    assert "is intact" in run(as_site, "manage.py", "verify_audit")
    assert "desk.W030" not in run(as_site, "manage.py", "check", "--deploy", "--database", "default")
    assert "desk.W031" not in run(as_site, "manage.py", "check", "--deploy", "--database", "default")
    warned = run(as_owner, "manage.py", "check", "--deploy", "--database", "default")
    assert "desk.W030" in warned
    assert "Two roles" in warned
    execute(as_owner, [f"GRANT UPDATE ON reviews_decision TO {found('//(.*?):', as_site)}"])
    warned = run(as_site, "manage.py", "check", "--deploy", "--database", "default")
    assert "desk.W031" in warned
    assert "reviews_decision" in warned


@only_on_postgresql
@pytest.mark.django_db
def test_a_superuser_counts_as_owner() -> None:
    assert [one.id for one in audit_tables(None, databases=["default"])] == ["desk.W030"]


@pytest.mark.django_db
def test_without_a_database_named_or_on_sqlite_nothing_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit_tables(None) == []
    if connection.vendor == "sqlite":
        assert audit_tables(None, databases=["default"]) == []
    call_command("check", "--database", "default")
