"""What is wrong with the surroundings of a command is told in a sentence, never in a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[2]
KEY = "a-key-for-tests-only-" * 3


def manage(*arguments: str, **environment: str) -> tuple[int, str]:
    """Exit code and all that was written, with nothing but `environment` set."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env={**kept, **environment}, text=True, timeout=60,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({}, "SECRET_KEY is not set. Set SECRET_KEY"),
        ({"DEBUG": "perhaps"}, "DEBUG='perhaps' is not a valid yes or no. Write 1 or 0."),
        ({"DEBUG": "1", "WORKERS": "many"}, "WORKERS='many' is not a whole number"),
        ({"DEBUG": "1", "DATABASE_URL": "mysql://host/name"}, "DATABASE_URL must be sqlite:///"),
        ({"DEBUG": "1", "DATABASE_URL": "no address"}, "DATABASE_URL is not a database address"),
        ({"DEBUG": "1", "DATABASE_URL": "sqlite:////dev/null/desk.sqlite3"}, "DATABASE_URL must name one"),
        ({"DEBUG": "1", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/desk"}, "DATABASE_URL must name one"),
        ({"DEBUG": "1", "VAR_DIR": "/dev/null/var"}, "VAR_DIR='/dev/null/var' cannot be created"),
        ({"SECRET_KEY_FILE": "/dev/null/key"}, "SECRET_KEY_FILE='/dev/null/key' cannot be read"),
    ],
)
@pytest.mark.parametrize("command", [("create_token", "ana", "--scope", "read"), ("sync",)])
def test_a_wrong_setting_is_a_sentence(
    settings: dict[str, str], named: str, command: tuple[str, ...], tmp_path: Path
) -> None:
    code, said = manage(*command, **{"VAR_DIR": str(tmp_path), **settings})
    assert code == 1
    assert named in said
    assert "Traceback" not in said


def test_a_database_that_was_never_migrated_says_so(tmp_path: Path) -> None:
    code, said = manage("create_token", "ana", "--scope", "read", SECRET_KEY=KEY, VAR_DIR=str(tmp_path))
    assert code == 1
    assert "manage.py migrate" in said
    assert "Traceback" not in said


def test_the_database_lies_in_var_dir_unless_named(tmp_path: Path) -> None:
    code, said = manage("migrate", "-v0", SECRET_KEY=KEY, VAR_DIR=str(tmp_path))
    assert (code, said) == (0, "")
    assert (tmp_path / "desk.sqlite3").is_file()


def test_the_traceback_is_there_for_who_asks(tmp_path: Path) -> None:
    code, said = manage("sync", "--traceback", SECRET_KEY=KEY, VAR_DIR=str(tmp_path))
    assert code == 1
    assert "Traceback" in said
