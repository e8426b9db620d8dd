"""The cluster as one process group that lives and dies whole."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

_PR_SET_PDEATHSIG = 1


class Cluster:
    """`manage.py qcluster` in a session of its own; killing means the group, for orphans would go on working."""

    def __init__(self, say: Callable[[str], Any]) -> None:
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        manage = Path(settings.BASE_DIR) / "manage.py"
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, str(manage), "qcluster"], start_new_session=True, preexec_fn=_stop_with_parent
        )
        self._say(f"watchdog: cluster started, process group {self._process.pid}")

    def kill(self) -> None:
        """SIGKILL for the whole group. Safe by design: leases end, queue rows are handed out again."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):  # the group is gone already
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self, grace_s: float) -> None:
        """Let running tasks end, but not for ever: the cluster itself waits without a limit."""
        if self._process is None:
            return
        self._say("watchdog: stopping the cluster")
        if self.is_running:
            self._process.send_signal(signal.SIGTERM)
        end = time.monotonic() + grace_s
        while self.is_running and time.monotonic() < end:
            time.sleep(0.1)
        if self.is_running:
            self._say(f"watchdog: tasks were still running after {grace_s:g} s, killing the cluster")
        self.kill()


def _stop_with_parent() -> None:
    """Linux: SIGTERM for the cluster when the watchdog dies; its children follow it in good order."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
