"""Child processes of a foreground command: started together, watched, stopped together."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

STOP_GRACE_SECONDS = 20
_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1  # prctl(2)


class ChildEnded(Exception):
    """A child that should have gone on has ended."""


class StopRequested(Exception):
    """Somebody asked the command to stop (Ctrl-C, SIGTERM, or the terminal was closed)."""


def is_port_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server may listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def is_listening(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody answers there now."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0


class ChildProcesses:
    """Children by name, each in its own group with its output in a log file. Use as a context manager."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "ChildProcesses":
        self._logs.mkdir(parents=True, exist_ok=True)
        for number in _STOP_SIGNALS:
            signal.signal(number, _stop)
        return self

    def __exit__(self, *exc: object) -> None:
        for number in _STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        for child in reversed(self._children.values()):
            _end(child)

    def log_of(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start `command` as child `name`. Its output goes to its log; it ends with us, even when we are killed."""
        with self.log_of(name).open("ab") as log:
            self._children[name] = subprocess.Popen(  # noqa: S603 - our own commands
                list(command), stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
                preexec_fn=_end_with_parent,
            )  # fmt: skip

    def check(self) -> None:
        """Raises ChildEnded with the last lines of its log when a child is gone."""
        for name, child in self._children.items():
            if child.poll() is not None:
                tail = "\n".join(self.log_of(name).read_text(errors="replace").splitlines()[-15:])
                raise ChildEnded(f"The {name} ended with code {child.returncode}. Its last lines:\n{tail}")

    def watch(self) -> None:
        """Wait until a child ends (ChildEnded) or somebody stops us (Stopped)."""
        while True:
            self.check()
            time.sleep(0.5)


def _end_with_parent() -> None:
    """In the child: SIGTERM as soon as the parent is gone (Linux only; elsewhere a killed parent leaves children)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(STOP_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _stop(number: int, frame: FrameType | None) -> None:
    raise StopRequested
