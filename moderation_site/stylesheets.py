"""Style sheets of many parts, served as one file: a page asks for two, however many components there are."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, FileSystemFinder
from django.core.files.move import file_move_safe
from django.core.files.storage import FileSystemStorage
from django.core.files.temp import NamedTemporaryFile

__all__ = ["AppDirectoriesFinder", "JoinedStylesheetFinder"]  # the setting STATICFILES_FINDERS names both
_IMPORT = re.compile(r'^@import "([^"]+)";\n', re.MULTILINE)


class JoinedStorage(FileSystemStorage):
    """A folder of static files in which a style sheet that imports others stands with their text in it."""

    def path(self, name: str) -> str:
        return join_stylesheet(Path(super().path(name)), Path(self.location))


class JoinedStylesheetFinder(FileSystemFinder):
    """Finds the project's static files, style sheets joined: for `collectstatic` and the development server alike."""

    def __init__(self, app_names: Sequence[str] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(app_names, *args, **kwargs)
        for _prefix, root in self.locations:
            self.storages[root] = JoinedStorage(location=root)

    def find_location(self, root: str, path: str, prefix: str | None = None) -> str | None:
        found = super().find_location(root, path, prefix)
        return join_stylesheet(Path(found), Path(root)) if found else None


def join_stylesheet(source: Path, root: Path) -> str:
    """The path of `source`, or of a copy below VAR_DIR that holds its imports when it is a style sheet with any."""
    text = source.read_text() if source.suffix == ".css" and source.is_file() else ""
    if not _IMPORT.search(text):
        return str(source)
    joined = _IMPORT.sub(lambda line: (source.parent / line[1]).read_text(), text)
    target = settings.VAR_DIR / "stylesheets" / source.relative_to(root)
    if not target.is_file() or target.read_text() != joined:
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_at_once(target, joined)
    return str(target)


def _write_at_once(target: Path, text: str) -> None:
    """Whole or not at all: another process may be reading."""
    with NamedTemporaryFile("w", dir=target.parent, delete=False) as draft:
        draft.write(text)
    file_move_safe(draft.name, str(target), allow_overwrite=True)
