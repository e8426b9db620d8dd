"""Deployment checks: clean in production mode, loud when something is off."""

import os
import secrets
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.csp import CSP

from moderation_site import checks

ROOT = Path(__file__).resolve().parent.parent.parent


def check(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check --deploy` in production mode, in an environment of its own."""
    own = {
        "PATH": os.environ["PATH"],
        "ALLOWED_HOSTS": "desk.example",
        "DATABASE_URL": f"sqlite:///{folder / 'desk.sqlite3'}",
        "VAR_DIR": str(folder),
        "TRUSTED_PROXY_COUNT": "1",
        **environment,
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, timeout=120)


@pytest.mark.process
def test_production_settings_pass_every_check(tmp_path: Path) -> None:
    done = check(tmp_path, SECRET_KEY=secrets.token_urlsafe(60))
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stdout + done.stderr


@pytest.mark.process
def test_without_a_secret_key_production_refuses_to_start(tmp_path: Path) -> None:
    done = check(tmp_path)
    assert done.returncode != 0
    assert "SECRET_KEY is not set. Set SECRET_KEY (or SECRET_KEY_FILE)" in done.stderr


@pytest.mark.process
def test_proxies_nobody_told_of_fail_the_check(tmp_path: Path) -> None:
    done = check(tmp_path, SECRET_KEY=secrets.token_urlsafe(60), TRUSTED_PROXY_COUNT="")
    assert done.returncode != 0
    assert "desk.W020" in done.stderr
    assert "Set it to the number of your own proxies" in done.stderr


@pytest.mark.process
def test_a_weak_secret_key_fails_the_check(tmp_path: Path) -> None:
    done = check(tmp_path, SECRET_KEY="short")
    assert done.returncode != 0
    assert "W009" in done.stderr


@pytest.mark.parametrize(
    ("change", "id"),
    [
        ({"SESSION_COOKIE_AGE": 14 * 86400}, "desk.W001"),
        ({"DATA_UPLOAD_MAX_MEMORY_SIZE": None}, "desk.W002"),
        ({"DATA_UPLOAD_MAX_MEMORY_SIZE": 2**30}, "desk.W002"),
        ({"PASSWORD_HASHERS": ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]}, "desk.W003"),
    ],
)
def test_a_loose_limit_is_a_warning(settings: Any, change: dict[str, Any], id: str) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert checks.check_limits(None) == []
    for name, value in change.items():
        setattr(settings, name, value)
    assert [message.id for message in checks.check_limits(None)] == [id]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"script-src": [CSP.SELF, CSP.UNSAFE_INLINE]}, "script-src"),
        ({"style-src": [CSP.UNSAFE_INLINE]}, "style-src"),
        ({"default-src": [CSP.SELF]}, "default-src"),
        ({"frame-ancestors": []}, "frame-ancestors"),
        ({"media-src": ["https:"]}, "media-src"),
        ({"img-src": ["*"]}, "img-src"),
    ],
)
def test_a_weak_content_policy_is_an_error(settings: Any, change: dict[str, Any], said: str) -> None:
    assert checks.check_content_policy(None) == []
    settings.SECURE_CSP = {**settings.SECURE_CSP, **change}
    [message] = checks.check_content_policy(None)
    assert message.id == "desk.E002"
    assert said in message.msg


def test_no_content_policy_is_an_error(settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "csp" not in name]
    assert [message.id for message in checks.check_content_policy(None)] == ["desk.E001"]


def test_an_old_sqlite_library_in_wal_mode_is_told_with_ways_out(monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"init_command": "PRAGMA journal_mode=WAL;"}
    databases = {"default": {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": options}}
    monkeypatch.setattr(checks, "settings", SimpleNamespace(DATABASES=databases))
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    [message] = checks.check_sqlite_library(None)
    assert (message.id, message.is_serious()) == ("desk.I001", False)
    assert "PostgreSQL" in str(message.hint)
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    assert checks.check_sqlite_library(None) == []
