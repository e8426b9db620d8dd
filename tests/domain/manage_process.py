"""The desk's own commands as real processes over the tests' database."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def command_environment(**more: str) -> dict[str, str]:
    """What `manage.py` needs to meet the tests' database and the sandbox's keys."""
    facts = connection.settings_dict
    if connection.vendor == "postgresql":
        user, host, port = facts["USER"] or "root", facts["HOST"] or "127.0.0.1", facts["PORT"] or 5432
        secret = f":{facts['PASSWORD']}" if facts["PASSWORD"] else ""
        url = f"postgres://{user}{secret}@{host}:{port}/{facts['NAME']}"
    else:
        url = f"sqlite:///{facts['NAME']}"
    return {
        **os.environ, "DJANGO_SETTINGS_MODULE": "moderation_site.settings", "DATABASE_URL": url, "DEBUG": "1",
        "ALLOW_PRIVATE_ENDPOINTS": "1", "ALLOWED_ENDPOINTS": "127.0.0.1:*",
        "VAR_DIR": str(settings.VAR_DIR), "SYNC_POLL_SECONDS": "1", "WORKERS": "2",
        "DESK_KEY_SANDBOX_ID": "sandbox-ak", "DESK_KEY_SANDBOX_SECRET": "sandbox-sk", "PYTHONUNBUFFERED": "1", **more,
    }  # fmt: skip


def start_command(*arguments: str, **more: Any) -> subprocess.Popen[str]:
    """`manage.py ...` with its output, errors included, in one pipe."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=command_environment(), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more,
    )  # fmt: skip
