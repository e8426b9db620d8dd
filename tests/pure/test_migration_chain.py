"""The chain of migrations that one replaces: it ends in the same models, and no later change of the code changes it."""

import ast
from pathlib import Path

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

MIGRATIONS = Path(__file__).resolve().parents[2] / "reviews" / "migrations"
# Django imports default values and validators that are functions; a rename of one of these fails when it starts.
FUNCTIONS = {
    "reviews.models.job.draw_sampling_seed",
    "reviews.models.note._salt",
    "reviews.models.provider_account.check_platform_link",
    "reviews.models.work_calendar.check_time_zone",
    "reviews.models.work_calendar.check_hours",
    "reviews.models.work_calendar.check_holidays",
}


REPLACED_UNTIL = "0021_model_names"


def changes_after(loader: MigrationLoader) -> object:
    ends = loader.graph.leaf_nodes()
    with translation.override(None):
        return MigrationAutodetector(loader.project_state(ends), ProjectState.from_apps(apps)).changes(loader.graph)


def test_both_ways_to_the_newest_migration_end_in_the_models() -> None:
    assert changes_after(MigrationLoader(None, replace_migrations=False)) == {}
    assert changes_after(MigrationLoader(None)) == {}


def test_the_one_migration_replaces_all_before_it() -> None:
    disk = {
        name: migration for (app, name), migration in MigrationLoader(None).disk_migrations.items() if app == "reviews"
    }
    [squashed] = [migration for migration in disk.values() if migration.replaces]
    assert {name for _, name in squashed.replaces} == {name for name in disk if name <= REPLACED_UNTIL} - {
        squashed.name
    }


def test_no_migration_uses_live_code() -> None:
    used = {name for path in MIGRATIONS.glob("*.py") for name in _names_of_ours(ast.parse(path.read_text()))}
    assert {name for name in used if not any(longer.startswith(f"{name}.") for longer in used)} == FUNCTIONS


def _names_of_ours(tree: ast.Module) -> set[str]:
    """`reviews.x.y` as it is written in code, and modules that names are imported from."""
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    written = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return {name for name in imported | written if name.startswith(("reviews.", "moderation_site"))} - {
        "reviews.migrations"
    }
