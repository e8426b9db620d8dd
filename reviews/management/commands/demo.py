"""The whole desk on this machine: sandbox, worker and site, with sample videos submitted over signed HTTP."""

import contextlib
import os
import secrets
import shlex
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from reviews import clock
from reviews.management.processes import ChildEnded, ChildProcesses, StopRequested, is_listening, is_port_free
from reviews.providers.errors import ProviderError

READY_WITHIN_SECONDS = 300


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default=os.environ.get("DEMO_PORT", "8000"), help="Port of the site (DEMO_PORT).")
        parser.add_argument(
            "--sandbox-port", default=os.environ.get("SANDBOX_PORT", "8100"), help="Port of the sandbox (SANDBOX_PORT)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        site, sandbox = _port("DEMO_PORT", options["port"]), _port("SANDBOX_PORT", options["sandbox_port"])
        if os.environ.get("DESK_DEMO") != "1":
            _rerun_with_demo_settings(sandbox)
        if site == sandbox:
            raise CommandError("DEMO_PORT and SANDBOX_PORT are the same. Give two different ports.")
        for name, port in (("DEMO_PORT", site), ("SANDBOX_PORT", sandbox)):
            if not is_port_free(port):
                raise CommandError(
                    f"Port {port} is in use. Stop the program that uses it, or choose another port: make demo {name}=…"
                )
        try:
            with ChildProcesses(Path(settings.VAR_DIR) / "logs") as family:
                self._run(family, site, sandbox)
        except StopRequested:
            with contextlib.suppress(OSError):  # the terminal may be gone
                self._say("\nStopped.")
        except (ChildEnded, ProviderError) as trouble:
            raise CommandError(str(trouble)) from None

    def _run(self, family: ChildProcesses, site: int, sandbox: int) -> None:
        from reviews.management import demo_rows
        from reviews.models import Reviewer

        address = f"http://127.0.0.1:{sandbox}"
        self._say("Preparing the database and the static files ...")
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        demo_rows.ensure_people()
        self._say("Drawing the sample videos (only the first time) ...")
        call_command("sandbox", build=True, media=settings.DEMO_MEDIA)
        self._say("Starting the sandbox of both clouds, the worker and the site ...")
        family.start("sandbox", [*_manage(), "sandbox", "--port", str(sandbox), "--media", settings.DEMO_MEDIA])
        _wait(family, lambda: is_listening(sandbox), "the sandbox")
        family.start("worker", [*_manage(), "worker"])
        family.start("site", [sys.executable, "-m", "gunicorn", "moderation_site.wsgi", *_gunicorn(site)])
        _wait(family, lambda: is_listening(site), "the site")
        accounts = demo_rows.ensure_accounts(address)
        demo_rows.ensure_queues()
        by = Reviewer.objects.get(username="lea")
        for job in demo_rows.submit_videos(accounts, address, by=by, clock=clock.now):
            self._say(f"  submitted {job.title or job.external_id} to {job.account.name}")
        shown = ""

        def ready() -> bool:
            nonlocal shown
            line = demo_rows.progress_line()
            if line != shown:
                self._say(f"  {line}")
                shown = line
            return demo_rows.is_ready(accounts)

        _wait(family, ready, "a job of each provider to review")
        self._say(f"\nReady: http://127.0.0.1:{site}/\n")
        for username, role in demo_rows.PEOPLE.items():
            self._say(f"  {username:<4} {demo_rows.PASSWORD}   {role.value}")
        self._say(f"\nCommands on this demo, in another terminal: . {_short(settings.VAR_DIR / 'env')}")
        self._say(f"Logs in {_short(settings.VAR_DIR / 'logs')}. Ctrl-C stops everything.")
        family.watch()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _short(path: Path) -> Path:
    """As one types it in the project's folder."""
    return path.relative_to(settings.BASE_DIR) if path.is_relative_to(settings.BASE_DIR) else path


def _port(name: str, raw: str) -> int:
    if not raw.isdecimal() or not 1024 <= int(raw) <= 65535:
        raise CommandError(f"{name}={raw!r} is not a valid port. Give a whole number from 1024 to 65535.")
    return int(raw)


def _manage() -> list[str]:
    return [sys.executable, str(Path(settings.BASE_DIR) / "manage.py")]


def _gunicorn(port: int) -> list[str]:
    conf = Path(settings.BASE_DIR) / "moderation_site" / "gunicorn_conf.py"
    return ["--config", str(conf), "--bind", f"127.0.0.1:{port}", "--graceful-timeout", "5"]


def _wait(family: ChildProcesses, is_there: Any, what: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while not is_there():
        family.check()
        if time.monotonic() > deadline:
            raise ChildEnded(
                f"Waited {READY_WITHIN_SECONDS} s for {what}, but it did not start. See the logs in "
                f"{settings.VAR_DIR}/logs."
            )
        time.sleep(0.5)


def _rerun_with_demo_settings(sandbox: int) -> None:
    """Run this command again with settings of its own, so that it never meets another database."""
    base = Path(settings.BASE_DIR) / "var"
    folder = Path(os.environ.get("DEMO_DIR") or base / "demo").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    key = folder / "secret-key"
    if not key.exists():
        key.write_text(secrets.token_urlsafe(60), encoding="utf-8")
        key.chmod(0o600)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_URL", "SECRET_KEY"))}
    own = _settings(folder, key, base / "sandbox", f"http://127.0.0.1:{sandbox}")
    _write_settings_file(folder / "env", own)
    os.execve(  # noqa: S606 - this very command
        sys.executable, [sys.executable, *sys.argv], {**kept, **own, "DESK_DEMO": "1", "PYTHONUNBUFFERED": "1"}
    )


def _write_settings_file(file: Path, own: dict[str, str]) -> None:
    """The demo's settings as a file that a shell can read, for commands of one's own beside it."""
    lines = [f"# In a shell: . {file}", "unset DATABASE_URL_FILE SECRET_KEY"]
    lines += [f"export {name}={shlex.quote(value)}" for name, value in own.items()]
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _settings(folder: Path, key: Path, media: Path, address: str) -> dict[str, str]:
    return {
        "DEBUG": "0",
        "PLAIN_HTTP": "1",
        "SECRET_KEY_FILE": str(key),
        "ALLOWED_HOSTS": "127.0.0.1 localhost",
        "VAR_DIR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "DATABASE_URL": f"sqlite:///{folder / 'desk.sqlite3'}",
        "ALLOW_PRIVATE_ENDPOINTS": "1",
        "ALLOWED_ENDPOINTS": "127.0.0.1:*",  # the sandbox, and one of your own beside it
        "CSP_MEDIA_SOURCES": address,
        "CSP_IMAGE_SOURCES": address,
        "SYNC_POLL_SECONDS": "2",
        "DESK_KEY_SANDBOX_ID": "sandbox-ak",
        "DESK_KEY_SANDBOX_SECRET": "sandbox-sk",
        "SANDBOX_MEDIA_DIR": str(media),
    }
