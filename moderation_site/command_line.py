"""Django's command line, with a sentence instead of a traceback for what is wrong with the surroundings."""

import sys
from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError, InterfaceError


def run(argv: Sequence[str]) -> None:
    """Run `argv`. A wrong setting and an unusable database end with exit code 1; --traceback shows where."""
    try:
        _configure()
        execute_from_command_line(list(argv))
    except ImproperlyConfigured as error:
        _end(argv, f"Setting: {error}", error)
    except (DatabaseError, InterfaceError) as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        _end(
            argv,
            f"The database cannot be used: {first}. DATABASE_URL must name one that can be reached and written "
            "(SQLite in VAR_DIR when it is not set), prepared by manage.py migrate.",
            error,
        )


def _configure() -> None:
    # Django swallows a wrong setting until the command is looked up, and then blames the command's name as well.
    from django.conf import settings

    settings.INSTALLED_APPS  # noqa: B018 - loads them


def _end(argv: Sequence[str], sentence: str, error: Exception) -> None:
    if "--traceback" in argv:
        raise error
    sys.stderr.write(f"{sentence}\n")
    sys.exit(1)
