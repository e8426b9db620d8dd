"""`make demo` as a new user meets it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[2]
MAX_WAIT_SECONDS = 60  # the longest for an answer, on a machine that does much else beside


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def demo(folder: Path, site: int, sandbox: int) -> "subprocess.Popen[str]":
    hostile = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/production", "DEBUG": "1"}
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("VAR_DIR", "DJANGO_"))} | hostile
    environment |= {"DEMO_DIR": str(folder), "DEMO_PORT": str(site), "SANDBOX_PORT": str(sandbox)}
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo"], cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )  # fmt: skip


@pytest.fixture
def ports() -> tuple[int, int]:
    return free_port(), free_port()


def lines_until(process: "subprocess.Popen[str]", word: str, within_s: float = 240) -> list[str]:
    assert process.stdout
    seen: list[str] = []
    deadline = time.monotonic() + within_s
    for line in process.stdout:
        seen.append(line.rstrip())
        if word in line or time.monotonic() > deadline:
            break
    assert any(word in line for line in seen), "\n".join(seen)
    return seen


def ended(process: "subprocess.Popen[str]") -> Iterator[str]:
    assert process.stdout
    with process.stdout:
        yield from process.stdout
    process.wait(MAX_WAIT_SECONDS)


def assert_a_token_reads_jobs(folder: Path, port: int) -> None:
    """The README's way: commands of one's own in a shell with the demo's settings."""
    command = f". {folder}/env && {sys.executable} manage.py create_token ana --scope read --days 1"
    hostile = {"PATH": os.environ["PATH"], "DATABASE_URL": "postgres://nobody@127.0.0.1:1/production"}
    made = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=ROOT,
        env=hostile,
        text=True,
        timeout=MAX_WAIT_SECONDS,
        capture_output=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    answer = requests.get(
        f"http://127.0.0.1:{port}/api/v1/jobs/",
        headers={"Authorization": f"Token {made.stdout.strip()}"},
        timeout=MAX_WAIT_SECONDS,
    )
    assert answer.status_code == 200
    assert answer.json()["results"]


@pytest.mark.timeout(900)  # it is made ready twice
def test_the_demo_gets_ready_stops_on_ctrl_c_and_works_a_second_time(tmp_path: Path, ports: tuple[int, int]) -> None:
    process = demo(tmp_path, *ports)
    try:
        assert_it_is_ready(process, tmp_path, ports)
    finally:
        process.send_signal(signal.SIGINT)
        rest = "".join(ended(process))
    assert process.returncode == 0, rest
    assert_nothing_is_left(tmp_path, ports)

    process = demo(tmp_path, *ports)  # on what the first one has made, and this one is ended without a word
    try:
        assert_it_is_ready(process, tmp_path, ports)
    finally:
        process.send_signal(signal.SIGHUP)
        list(ended(process))
    assert_nothing_is_left(tmp_path, ports)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux ends the children of a killed program")
def test_nothing_of_a_killed_demo_outlives_it(tmp_path: Path, ports: tuple[int, int]) -> None:
    process = demo(tmp_path, *ports)
    try:
        lines_until(process, "submitted")
    finally:
        process.send_signal(signal.SIGKILL)
        list(ended(process))
    assert_nothing_is_left(tmp_path, ports)


def assert_it_is_ready(process: "subprocess.Popen[str]", folder: Path, ports: tuple[int, int]) -> None:
    shown = lines_until(process, "Logs in")
    assert f"Ready: http://127.0.0.1:{ports[0]}/" in shown
    page = requests.get(f"http://127.0.0.1:{ports[0]}/", timeout=MAX_WAIT_SECONDS)
    assert page.url.endswith("/login/?next=/")
    assert page.status_code == 200
    assert_a_token_reads_jobs(folder, ports[0])


def assert_nothing_is_left(folder: Path, ports: tuple[int, int]) -> None:
    """Neither a process nor an open port, after the seconds that gunicorn has to end what it answers."""
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while (left := [*processes_of(folder), *filter(is_open, ports)]) and time.monotonic() < deadline:
        time.sleep(0.25)
    assert not left


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def processes_of(folder: Path) -> list[str]:
    """Command lines of what runs with the demo's settings (Linux; elsewhere none are seen)."""
    mark = f"VAR_DIR={folder}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def test_a_taken_port_is_a_clear_error(tmp_path: Path, ports: tuple[int, int]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", ports[0]))
        taken.listen()
        process = demo(tmp_path, *ports)
        said = "".join(ended(process))
    assert process.returncode == 1
    assert f"Port {ports[0]} is in use" in said
    assert "DEMO_PORT" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("wrong", ["eighty", "80", "70000", ""])
def test_a_wrong_port_names_the_variable(tmp_path: Path, wrong: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "demo", "--port", wrong], cwd=ROOT, env={**os.environ, "DEBUG": "1"},
        capture_output=True, text=True, timeout=MAX_WAIT_SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "DEMO_PORT" in done.stderr
    assert "Traceback" not in done.stderr
