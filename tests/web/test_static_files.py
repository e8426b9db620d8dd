"""Static files as production serves them: every module is found under the hash that its importers name."""

import json
import re
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.management import call_command

CSS = Path(__file__).resolve().parents[2] / "static/reviews/css"
_IMPORT = re.compile(r'(?:from|import)\s*"(\.[^"]+)"')


def test_all_modules_can_be_collected_and_name_each_other_by_hash(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    backend = {"BACKEND": "moderation_site.storage.StaticFiles"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": backend}
    call_command("collectstatic", interactive=False, verbosity=0)
    hashed = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    ours = [tmp_path / there for name, there in hashed.items() if re.match(r"reviews/js/.*\.js$", name)]
    named = [(path.parent / name).resolve() for path in ours for name in _IMPORT.findall(path.read_text())]
    assert len(named) > 50
    assert [path for path in named if not path.exists() or path not in {one.resolve() for one in ours}] == []


def test_a_style_sheet_is_one_file_with_its_components_in_it(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    for name in ("app", "queue", "workspace", "account"):
        served = (tmp_path / f"reviews/css/{name}.css").read_text()
        assert "@import" not in served
        parts = re.findall(r'^@import "([^"]+)";$', (CSS / f"{name}.css").read_text(), re.MULTILINE)
        assert parts
        places = [served.index((CSS / part).read_text()) for part in parts]
        assert places == sorted(places)
        found = finders.find(f"reviews/css/{name}.css")
        assert found
        assert Path(found).read_text() == served


def test_every_component_is_part_of_one_style_sheet() -> None:
    imported = [name for path in CSS.glob("*.css") for name in re.findall(r'"components/([^"]+)"', path.read_text())]
    assert sorted(imported) == sorted(
        path.name for path in (CSS / "components").glob("*.css") if path.name != "admin_pictures.css"
    )
