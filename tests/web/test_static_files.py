"""Static files as production serves them: every module is found under the hash that its importers name."""

import json
import re
from pathlib import Path
from typing import Any

from django.core.management import call_command

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
