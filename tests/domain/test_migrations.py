"""A database of the version before the first release migrates with its rows; a new one has the same schema."""

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from pytest_django import DjangoDbBlocker

from tests.domain.manage_process import ROOT, command_environment
from tests.domain.throw_away_database import ThrowAwayDatabase, throw_away_database

DUMPS = ROOT / "tests" / "payloads" / "database"
SQUASHED = "0001_squashed_0021_model_names"
# Values that the dump leaves empty, under the names that the columns had then.
MORE_ROWS = """
UPDATE reviews_job SET brought_by_id = 2, order_due_at = '2026-11-22 09:15:00+00:00' WHERE id = 3;
UPDATE reviews_wellnessfloor SET card_from = 'graphic';
INSERT INTO reviews_autosettlerule (name, position, verdict, left_to_people, is_active, provider, suggestion, category,
    label, finding_kind) VALUES ('Cartoons', 1, 'pass', 0.2, FALSE, '', '', 'cartoon', '', '');
"""
VALUES = {
    "SELECT id, {lot} FROM reviews_job ORDER BY id",
    "SELECT id, {order_due_at}, {brought_by_id} FROM reviews_job ORDER BY id",
    "SELECT d.id, n.text, n.salt FROM reviews_decision d JOIN reviews_note n ON n.id = d.{noted_id} ORDER BY d.id",
    "SELECT id, supersedes_id, batch_key, idempotency_key, request_digest FROM reviews_decision ORDER BY id",
    "SELECT id, {card_from} FROM reviews_wellnessfloor",
    "SELECT name, {left_to_people} FROM reviews_autosettlerule",
    "SELECT id, job_id, reviewer_id, outcome, fence FROM reviews_review ORDER BY id",
    "SELECT id, body, previous_hash, hash FROM reviews_auditentry ORDER BY id",
}
RENAMED = {
    "lot": "sampling_seed", "order_due_at": "due_bucket", "brought_by_id": "added_by_id", "noted_id": "note_id",
    "card_from": "warn_from_band", "left_to_people": "human_sample_rate",
}  # fmt: skip


def run(database: ThrowAwayDatabase, *arguments: str) -> str:
    process = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=command_environment(DATABASE_URL=database.url), text=True,
        capture_output=True, timeout=240, check=False,
    )  # fmt: skip
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout


def row_counts(database: ThrowAwayDatabase) -> dict[str, int]:
    tables = [model._meta.db_table for model in apps.get_app_config("reviews").get_models() if not model._meta.proxy]
    newer = {
        "reviews_draw",
        "reviews_ruleversion",
        "reviews_tokenrefusal",
        "reviews_recoveryrequest",
        "reviews_videofacts",
        "reviews_playablecopy",
        "reviews_submission",
    }
    older = [table for table in tables if table not in newer]
    return {table: database.rows(f"SELECT count(*) FROM {table}")[0][0] for table in older}


def stored_values(database: ThrowAwayDatabase, names: dict[str, str]) -> dict[str, list[tuple[Any, ...]]]:
    return {query: database.rows(query.format(**names)) for query in sorted(VALUES)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("databases")


@pytest.fixture(scope="module")
def old_desk(folder: Path, django_db_setup: None) -> Iterator[ThrowAwayDatabase]:
    """The dump's database, not migrated yet."""
    with throw_away_database("old", folder) as database:
        database.run_script((DUMPS / f"schema_0017.{connection.vendor}.sql").read_text())
        database.run_script(MORE_ROWS)
        yield database


@pytest.fixture(scope="module")
def before(old_desk: ThrowAwayDatabase) -> dict[str, Any]:
    """Its rows before the migration."""
    same = {name: name for name in RENAMED}
    return {"counts": row_counts(old_desk), "values": stored_values(old_desk, same)}


@pytest.fixture(scope="module")
def migrated(old_desk: ThrowAwayDatabase, before: dict[str, Any]) -> ThrowAwayDatabase:
    """The same database after `migrate`."""
    run(old_desk, "manage.py", "migrate", "--verbosity", "0")
    return old_desk


@pytest.fixture(scope="module")
def new_desk(folder: Path, django_db_setup: None) -> Iterator[ThrowAwayDatabase]:
    """A new database: the one migration, and what follows every migrate."""
    with throw_away_database("new", folder) as database:
        run(database, "manage.py", "migrate", "--verbosity", "0")
        yield database


pytestmark = [pytest.mark.process, pytest.mark.django_db]


def test_every_row_and_value_of_an_old_database_stays(migrated: ThrowAwayDatabase, before: dict[str, Any]) -> None:
    assert before["counts"]["reviews_decision"] == 5
    assert row_counts(migrated) == before["counts"]
    assert stored_values(migrated, RENAMED) == before["values"]
    notes = migrated.rows("SELECT DISTINCT n.text FROM reviews_decision d JOIN reviews_note n ON n.id = d.note_id")
    assert {text for (text,) in notes} == {"a doll", "both fine", "sure"}
    assert migrated.rows("SELECT added_by_id FROM reviews_job WHERE id = 3") == [(2,)]
    [(due,)] = migrated.rows("SELECT due_bucket FROM reviews_job WHERE id = 3")
    assert (datetime.fromisoformat(due) if isinstance(due, str) else due) == datetime(2026, 11, 22, 9, 15, tzinfo=UTC)


def test_an_old_database_has_applied_the_rest_of_the_chain_and_nothing_is_left_to_do(
    migrated: ThrowAwayDatabase,
) -> None:
    applied = {name for (name,) in migrated.rows("SELECT name FROM django_migrations WHERE app = 'reviews'")}
    assert applied == {SQUASHED, *(name for app, name in MigrationLoader(None).disk_migrations if app == "reviews")}
    assert "No planned migration operations" in run(migrated, "manage.py", "migrate", "--plan")
    assert "No changes detected" in run(migrated, "manage.py", "makemigrations", "--check", "--dry-run")


def test_only_unsettled_videos_of_an_old_database_are_measured_again(migrated: ThrowAwayDatabase) -> None:
    """What was measured before does not say where a file's clock begins; a settled job needs no picture any more."""
    jobs = migrated.rows("SELECT review_state, media_next_try_at IS NOT NULL FROM reviews_job")
    assert {bool(is_due) for state, is_due in jobs if state in ("waiting", "claimed")} == {True}
    assert not any(is_due for state, is_due in jobs if state not in ("waiting", "claimed"))


def test_the_audit_trail_of_an_old_database_shows_no_difference(migrated: ThrowAwayDatabase) -> None:
    """Its entries name fewer facts than those of today, so rows are compared in part; the chain is compared whole."""
    told = run(migrated, "manage.py", "verify_audit")
    assert "No difference was found up to entry 7 (7 entries)" in told
    assert "Checked only partly: 5 decisions" in told


@pytest.mark.parametrize("table", ["reviews_decision", "reviews_auditentry", "reviews_auditseal", "reviews_draw"])
@pytest.mark.parametrize("desk", ["migrated", "new_desk"])
def test_what_is_append_only_refuses_changes(desk: str, table: str, request: pytest.FixtureRequest) -> None:
    database: ThrowAwayDatabase = request.getfixturevalue(desk)
    if database.is_file:  # its triggers are asked row by row
        assert {f"{table}_no_update", f"{table}_no_delete"} <= {name for _, name in triggers(database)}
        if not database.rows(f"SELECT 1 FROM {table}"):
            return
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with pytest.raises((sqlite3.DatabaseError, psycopg.DatabaseError), match="append-only"):
            database.run_script(statement)


def test_a_job_of_an_old_database_is_claimed_decided_and_submitted(migrated: ThrowAwayDatabase) -> None:
    result = json.loads(run(migrated, "-m", "tests.domain.migrated_desk_flow").split("RESULT ")[1])
    assert result == {"answers": [201, 201, 201, 200], "state": "settled", "verdict": "pass"}
    assert "No difference was found" in run(migrated, "manage.py", "verify_audit")


def test_a_new_database_runs_one_migration_and_has_the_schema_of_an_old_one(
    migrated: ThrowAwayDatabase, new_desk: ThrowAwayDatabase, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        ours, theirs = schema(new_desk), schema(migrated)
    assert set(ours) == set(theirs)
    differences = {table: (ours[table] - theirs[table], theirs[table] - ours[table]) for table in ours}
    assert {table: both for table, both in differences.items() if any(both)} == {}
    assert definitions(new_desk) == definitions(migrated)
    assert triggers(new_desk) == triggers(migrated)
    # Those of the append-only tables; SQLite has three more for each source of the search.
    assert len(triggers(new_desk)) == (10 + 9 if new_desk.is_file else 15)


def schema(database: ThrowAwayDatabase) -> dict[str, set[Any]]:
    """Columns, constraints and indexes by table. Names that Django makes up (with a digest in them) are left out."""
    with database.connected() as other, other.cursor() as cursor:
        tables = sorted(other.introspection.table_names(cursor))
        return {table: _columns(other, cursor, table) | _constraints(other, cursor, table) for table in tables}


def _columns(other: BaseDatabaseWrapper, cursor: Any, table: str) -> set[Any]:
    described = other.introspection.get_table_description(cursor, table)
    return {
        (one.name, one.type_code, one.display_size, one.internal_size, one.null_ok, one.default, one.collation)
        for one in described
    }


def _constraints(other: BaseDatabaseWrapper, cursor: Any, table: str) -> set[Any]:
    found = other.introspection.get_constraints(cursor, table)
    facts = []
    for name, one in found.items():
        made_up = (
            re.search(r"_[0-9a-f]{8}(_|$)|^fk_\d+$|^__unnamed|_(check|pkey|key|uniq)\d*$|^sqlite_", name) is not None
        )
        facts.append(repr(("" if made_up else name, sorted((key, value) for key, value in one.items()))))
    return set(facts)


def definitions(database: ThrowAwayDatabase) -> set[tuple[str, str]]:
    """(table, SQL) of checks and indexes, which Django's introspection knows by their columns only."""
    if not database.is_file:
        checks = database.rows(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid > 0"
        )
        indexes = database.rows("SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'")
        # A dump that is loaded again has other casts and brackets in the same conditions.
        return {
            (table, re.sub(r"INDEX \S+ ON|::(character varying|text)(\[\])?|[()]", "", sql))
            for table, sql in (*checks, *indexes)
        }
    tables = database.rows("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    indexes = database.rows("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    return {
        *((table, check) for table, sql in tables for check in _checks(sql)),
        *((table, re.sub(r'INDEX "\w+" ON', "INDEX ON", sql)) for table, sql in indexes),
    }


def _checks(sql: str) -> Iterator[str]:
    """Every CHECK (...) of a CREATE TABLE, up to the bracket that closes it."""
    for start in re.finditer(r"\bCHECK \(", sql):
        depth, end = 1, start.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(sql[end], 0)
            end += 1
        yield sql[start.start() : end]


def triggers(database: ThrowAwayDatabase) -> set[tuple[str, str]]:
    return set(
        database.rows(
            "SELECT sql, name FROM sqlite_master WHERE type = 'trigger'"
            if database.is_file
            else "SELECT pg_get_triggerdef(oid), tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
    )
