"""Fifty jobs by API and the queue page out of 200 large, 5,000 and 1,000,000: `python -m tests.benchmarks.list_jobs`.

In process, through every middleware. Asked by somebody who sees all of 20 queues, half of them, and one. The raw limit
in the same run: the same fifty rows read by the bare driver. Another size: `list_jobs 100000`.
"""
# ruff: noqa: E402 - Django must be set up before its models are imported

import os
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment

from reviews import clock
from reviews.models import Job, Queue, Review, Reviewer
from reviews.vocabulary import ReviewState, Role
from tests.benchmarks import bulk, desk, workload
from tests.builders import NOON, a_finding, a_job, a_queue, a_team
from tests.conftest import person

ROUNDS, QUEUES, LARGE = 20, 20, "W720"
SIZES = (200, 5_000, 1_000_000)
ADDRESSES = {
    "api": "/api/v1/jobs/",
    "api, waiting": "/api/v1/jobs/?review_state=waiting",
    "page": "/",
    "page, in claim order": "/?order=handed",
}
_LIMIT = "SELECT * FROM reviews_job ORDER BY id DESC LIMIT 50"


def main() -> int:
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    setup_test_environment()
    measures = []
    with desk.bench_database("list"):
        people = _people()
        first = a_job(risk=1, queue=Queue.objects.get(name="bench-0"))
        for size in sizes:
            _fill(first, size)
            _add_history(people["10 of 20"], size)
            measures += [_measure(size, *each) for each in _each(people)]
            measures.append({"jobs": size, "who": "bare driver", "what": "50 rows", **_timed(_bare)})
    desk.save_measures("list_jobs", measures)
    return 0


def _people() -> dict[str, Reviewer]:
    teams = [a_team(f"bench-{number}") for number in range(QUEUES)]
    for number, team in enumerate(teams):
        a_queue(f"bench-{number}", team)
    sees = {"all queues": person("all", Role.ADMIN), "10 of 20": person("ten", Role.REVIEWER)}
    sees["10 of 20"].groups.add(*teams[:10])
    sees["1 of 20"] = person("one", Role.REVIEWER)
    sees["1 of 20"].groups.add(teams[0])
    return sees


def _fill(first: Job, size: int) -> None:
    """Up to `size` jobs in all queues, nine of ten settled; the first 200 with a large job's findings."""
    have = Job.objects.count()
    lowest = Queue.objects.get(name="bench-0").pk
    bulk.copies(
        first, size - have, start=have,
        external_id="'copy-' || n", queue_id=f"{lowest} + n % {QUEUES}", risk="n % 100",
        review_state="CASE WHEN n % 10 = 0 THEN 'waiting' ELSE 'settled' END",
        settled_at="CASE WHEN n % 10 = 0 THEN NULL ELSE r.ready_at END",
    )  # fmt: skip
    if size == SIZES[0]:
        frames, _, segments = workload.SIZES[LARGE]
        for job in Job.objects.all():
            bulk.copies(a_finding(job), frames + segments - 1, key="'frame:' || n", start_ms="n * 5000")
        Job.objects.update(findings_count=frames + segments, detections_count=workload.detection_count(LARGE))
    bulk.analyze()


def _add_history(reviewer: Reviewer, size: int) -> None:
    """What `reviewer` did before, one in fifty jobs: most of it settled, some sent to somebody else or skipped.

    And claims that lapsed, which wait although their rows say claimed.
    """
    Review.objects.all().delete()
    first = Job.objects.order_by("pk").values_list("pk", flat=True)[0]
    # A waiting job of the first queue is every twentieth, a settled one the next.
    like = {"reviewer": reviewer, "fence": 1, "claimed_at": NOON, "lease_until": NOON, "ended_at": clock.now()}
    review = Review.objects.create(job_id=first + 1, outcome="submitted", verdict="pass", **like)
    bulk.copies(review, size // 50 - 2, job_id=f"{first} + 20 * n + 1", ended_at="r.claimed_at")
    for outcome, verdict, start, count in (("submitted", "review", 1, 300), ("skipped", "", 301, 30)):
        bulk.copies(
            review, min(count, size // 100), job_id=f"{first} + 20 * (n + {start})",
            outcome=f"'{outcome}'", verdict=f"'{verdict}'",
        )  # fmt: skip
    lapsed = min(200, size // 200)
    bulk.copies(review, lapsed, job_id=f"{first} + 20 * (n + 400)", outcome="'active'", verdict="''")
    claimed = Review.objects.active().values("job_id")
    Job.objects.filter(pk__in=claimed).update(review_state=ReviewState.CLAIMED)
    bulk.analyze()


def _each(people: dict[str, Reviewer]) -> list[tuple[str, Reviewer, str]]:
    return [(who, one, what) for who, one in people.items() for what in ADDRESSES]


def _measure(size: int, who: str, one: Reviewer, what: str) -> dict[str, Any]:
    client, address = Client(), ADDRESSES[what]
    client.force_login(one)
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return {"jobs": size, "who": who, "what": what, "queries": len(queries), **_timed(lambda: client.get(address))}


def _timed(act: Callable[[], Any]) -> dict[str, float]:
    times, work = [], []
    for _ in range(ROUNDS):
        started, worked = time.perf_counter(), time.process_time()
        act()
        times.append(time.perf_counter() - started)
        work.append(time.process_time() - worked)
    # The least is what a busy machine disturbs least; PostgreSQL works in other processes.
    return {**desk.percentiles_ms(times), "least_ms": round(min(times) * 1000, 1), "cpu_ms": round(min(work) * 1000, 1)}


def _bare() -> None:
    with connection.cursor() as wrapped:
        bare = wrapped.connection.cursor()  # the driver itself
        bare.execute(_LIMIT)
        assert len(bare.fetchall()) == 50
        bare.close()


if __name__ == "__main__":
    sys.exit(main())
