"""The worker as real processes: it works, survives a killed child, and leaves nobody behind."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django_q.models import OrmQ, Schedule

from reviews.models import WorkerPulse
from tests.domain.manage_process import start_command

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = start_command("worker", "--canary", "1", "--max-age", "6", "--grace", "10", "--sweep", "60")
    yield process
    if process.poll() is None:
        process.terminate()
    process.communicate(timeout=60)


def children(pid: int) -> list[int]:
    """All living descendants, oldest first."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue  # it ended meanwhile
            if int(stat[1]) == pid and stat[0] != "Z":
                found += [int(entry.name), *children(int(entry.name))]
    return found


def title(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def wait_for(what: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)


def canaries_ran() -> int:
    return WorkerPulse.objects.filter(ran_at__isnull=False).count()


def test_canaries_run_and_are_acknowledged_and_the_one_schedule_is_there(worker: subprocess.Popen[str]) -> None:
    wait_for(lambda: canaries_ran() >= 3)
    assert [(row.name, row.func, row.minutes, row.args) for row in Schedule.objects.all()] == [
        ("tick", "reviews.tasks.tick", 1, None)
    ]
    family = children(worker.pid)
    assert len(family) >= 4
    worker.terminate()
    output, _ = worker.communicate(timeout=60)
    assert worker.returncode == 0, output
    assert not [pid for pid in family if Path(f"/proc/{pid}").exists() and "qcluster" in title(pid)]


@pytest.mark.parametrize("role", ["idle", "monitor", "MainProcess"])
def test_it_recovers_from_a_killed_child(worker: subprocess.Popen[str], role: str) -> None:
    wait_for(lambda: canaries_ran() >= 2)
    family = children(worker.pid)
    # The sentinel has no title of its own: it is the child that the main process forked first.
    victims = [pid for pid in family if f" {role}" in f" {title(pid)}"]
    assert victims, [title(pid) for pid in family]
    os.kill(victims[-1] if role == "MainProcess" else victims[0], signal.SIGKILL)
    time.sleep(3)
    before = canaries_ran()
    wait_for(lambda: canaries_ran() >= before + 3, 60)
    wait_for(lambda: OrmQ.objects.count() <= 1, 60)


def test_the_cluster_does_not_outlive_a_killed_watchdog(worker: subprocess.Popen[str]) -> None:
    wait_for(lambda: canaries_ran() >= 1)
    family = children(worker.pid)
    worker.kill()
    wait_for(lambda: not [pid for pid in family if Path(f"/proc/{pid}").exists()], 60)
