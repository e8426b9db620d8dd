"""The site in processes of its own: gunicorn over the test's database, and a reviewer's session without a browser."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from reviews.models import Reviewer

ROOT = Path(__file__).resolve().parent.parent
CSRF = "c" * 32


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def session_cookie(person: Reviewer) -> str:
    """The Cookie header of a session row of `person`, with a CSRF cookie to match `CSRF`."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"


class Site:
    """gunicorn with `workers` processes; the master brings back a worker that was killed."""

    def __init__(self, workers: int = 1, threads: int = 4, wsgi: str = "tests.web_process_wsgi") -> None:
        self.port, self._shape, self._wsgi = free_port(), (workers, threads), wsgi

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill_all()

    def start(self) -> None:
        workers, threads = self._shape
        known = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DESK_DATABASE": str(connection.settings_dict["NAME"])}
        self.master = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", self._wsgi, "--bind", f"127.0.0.1:{self.port}"),
                *("--config", "moderation_site/gunicorn_conf.py"),
                *("--workers", str(workers), "--threads", str(threads)),
                *("--log-level", "critical"),
            ],
            env={**os.environ, **known},
            cwd=ROOT,
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )
        self.wait()

    def wait(self, seconds: float = 30) -> None:
        """Until it answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if self.get("/login/") < 500:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
        raise TimeoutError("The site did not answer.")

    def get(self, address: str) -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("GET", address)
            return line.getresponse().status
        finally:
            line.close()

    def workers(self) -> list[int]:
        path = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def kill_worker(self) -> None:
        for pid in self.workers():
            os.kill(pid, signal.SIGKILL)

    def kill_all(self) -> None:
        os.killpg(self.master.pid, signal.SIGKILL)
        self.master.wait()


class Caller:
    """One reviewer's connection, kept alive."""

    def __init__(self, port: int, cookie: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = {"Cookie": cookie, "X-CSRFToken": CSRF, "Content-Type": "application/json"}

    def post(self, address: str, said: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self._line.request("POST", address, json.dumps(said), self._headers)
        answer = self._line.getresponse()
        raw = answer.read()
        is_json = re.match("application/json", answer.headers.get("Content-Type", ""))
        return answer.status, json.loads(raw) if is_json else {"location": answer.headers.get("Location", "")}

    def get(self, address: str) -> int:
        self._line.request("GET", address, headers=self._headers)
        answer = self._line.getresponse()
        answer.read()
        return answer.status

    def close(self) -> None:
        self._line.close()
