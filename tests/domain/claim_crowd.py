"""Real processes that claim until the queue is empty.

`python -m tests.domain.claim_crowd [--jobs 20000] [--people 16]`.

The database is a throw-away test database beside the one that TEST_DATABASE_URL names (SQLite in a file without it).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parents[2]


class PersonResult(TypedDict):
    """What one person saw."""

    jobs: list[int]
    took_ms: list[float]
    false_empties: int
    busy: int


@dataclass(frozen=True)
class CrowdResult:
    """What the crowd saw: job ids by how often they were handed out, milliseconds of each claim, what went wrong."""

    handed_out: Counter[int]
    took_ms: list[float]
    false_empties: int
    busy: int
    seconds: float

    @property
    def doubles(self) -> int:
        return sum(1 for times in self.handed_out.values() if times > 1)

    def __str__(self) -> str:
        cuts = statistics.quantiles(self.took_ms, n=100)
        claims = len(self.took_ms)
        return (
            f"{claims} claims in {self.seconds:.1f} s: {claims / self.seconds:.0f}/s, p50 {cuts[49]:.1f} ms, "
            f"p99 {cuts[98]:.1f} ms, doubles {self.doubles}, false empties {self.false_empties}, busy {self.busy}"
        )


def run_crowd(person_ids: list[int], environment: dict[str, str]) -> CrowdResult:
    """One process per person, all let go together, until each was told that nothing is left."""
    workers = [_worker(person_id, environment) for person_id in person_ids]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    began = time.monotonic()
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    results: list[PersonResult] = [json.loads(worker.communicate()[0]) for worker in workers]
    seconds = time.monotonic() - began
    assert [worker.returncode for worker in workers] == [0] * len(workers)
    return CrowdResult(
        Counter(job_id for one in results for job_id in one["jobs"]),
        [took for one in results for took in one["took_ms"]],
        sum(one["false_empties"] for one in results),
        sum(one["busy"] for one in results),
        seconds,
    )


def _worker(person_id: int, environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.domain.claim_crowd", "--person", str(person_id)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment,
    )  # fmt: skip


def claim_until_empty(person_id: int) -> PersonResult:
    """One person's work. Told "empty", it counts what waits: nobody gives back here, so that must be nothing."""
    from reviews.access.errors import Conflict
    from reviews.clock import now
    from reviews.decisions.claims import claim
    from reviews.models import Job, Reviewer

    somebody = Reviewer.objects.get(pk=person_id)
    print("ready", flush=True)
    sys.stdin.readline()
    seen: PersonResult = {"jobs": [], "took_ms": [], "false_empties": 0, "busy": 0}
    while True:
        began = time.perf_counter()
        try:
            review = claim.claim_next_job(by=somebody, now=now(), hold_another=True)
        except Conflict:
            seen["busy"] += 1
            continue
        if review is None:
            seen["false_empties"] += Job.objects.waiting().exists()
            return seen
        seen["jobs"].append(review.job_id)
        seen["took_ms"].append(1000 * (time.perf_counter() - began))


def fill_queues(jobs: int, people: int) -> list[int]:
    """Waiting jobs in two queues open to all, of many risks and due times; the ids of the people."""
    from datetime import timedelta

    from django.db import connection

    from reviews.models import Job, Queue
    from reviews.vocabulary import Role
    from tests.builders import NOON, a_job
    from tests.conftest import person

    account = a_job(risk=1).account
    queues = list(Queue.objects.order_by("id"))
    Job.objects.bulk_create(
        [
            Job(
                account=account, external_id=f"crowd-{number}", queue=queues[number % len(queues)], queued_at=NOON,
                state="succeeded", review_state="waiting", risk=number % 7 / 2,
                due_bucket=NOON + timedelta(minutes=15 * (number % 5)),
            )
            for number in range(1, jobs)
        ],
        batch_size=500,
    )  # fmt: skip
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as its autovacuum does of itself, where it is on
    return [person(f"crowd-{number}", Role.REVIEWER).pk for number in range(people)]


def _measure(jobs: int, people: int) -> None:
    from django.db import connection

    from tests.domain.manage_process import command_environment

    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        tale = run_crowd(fill_queues(jobs, people), command_environment())
        print(f"{connection.vendor}: {tale}, left {jobs - len(tale.handed_out)}")
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def main() -> None:
    """The measurement, or one of its processes (`--person`)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=16)
    parser.add_argument("--person", type=int)
    asked = parser.parse_args()
    if asked.person is None:
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    if asked.person is None:
        _measure(asked.jobs, asked.people)
    else:
        print(json.dumps(claim_until_empty(asked.person)))


if __name__ == "__main__":
    main()
