"""Raw provider JSON -> readable rows, beside the raw limit of the same run: `python -m tests.benchmarks.ingest`.

Measures what a sync step does once the answer is there: the payload row, normalise, store (two commits). The database
is TEST_DATABASE_URL's server (SQLite without it), in a database of its own that is dropped at the end.
"""
# ruff: noqa: E402 - Django must be set up before its models are imported

import json
import os
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection
from django.utils import timezone

from reviews.models import Job
from reviews.providers.base import AnswerPage
from reviews.providers.huawei.client import Huawei
from reviews.sync import lease, pages, pull
from reviews.sync.step import StepClock
from tests.benchmarks import raw_limit, workload
from tests.builders import an_account

ROUNDS = {"W720": 15, "W10800": 5}
TARGET = 80_000


def main() -> int:
    connection.settings_dict["TEST"]["NAME"] = _bench_name()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        idle_mb = _peak_mb()
        measures = [_measure(name) for name in workload.SIZES]
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    report = {"database": connection.vendor, "target": TARGET, "rss_before_mb": idle_mb, "measures": measures}
    _print(report)
    path = Path("var/bench") / f"ingest-{connection.vendor}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=1) + "\n")
    return 0


def _bench_name() -> str:
    name = str(connection.settings_dict["NAME"])
    return f"{name}_bench" if connection.vendor == "postgresql" else f"{name}.bench"


def _measure(name: str) -> dict[str, Any]:
    raw = workload.huawei_answer(name)
    account = an_account(name.lower())
    times = [_ingest(account, raw, f"{name}-{number}") for number in range(ROUNDS[name] + 1)][1:]
    peak = _peak_mb()  # before the limit's own memory
    bare = raw_limit.seconds(raw, ROUNDS[name] + 1)[1:]
    count = workload.detection_count(name)
    rate, limit = count / statistics.median(times), count / statistics.median(bare)
    return {
        "workload": name,
        "raw_bytes": len(raw),
        "detections": count,
        "detections_per_s": round(rate),
        "best_per_s": round(count / min(times)),
        "limit_per_s": round(limit),
        "share_of_limit": round(rate / limit, 2),
        "peak_rss_mb": peak,
    }


def _ingest(account: Any, raw: bytes, external_id: str) -> float:
    """Seconds from the answer in memory to committed rows."""
    now = timezone.now()
    job = Job.objects.create(account=account, external_id=external_id)
    held = lease.acquire(job.pk, now)
    assert held is not None
    started = time.perf_counter()
    pages.store_page(job.pk, held.fence, 1, AnswerPage(body=raw), is_last=True, now=now)
    pull.store_run(job, held, Huawei, pages.PageRun(bodies=[raw]), StepClock(now), was_final=False)
    took = time.perf_counter() - started
    stored = job.findings.count()
    assert stored == sum(workload.SIZES[external_id.split("-")[0]][::2]), stored
    return took


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _print(report: dict[str, Any]) -> None:
    print(f"ingest on {report['database']}: detections per second, median of the rounds (target {TARGET:,})")
    print(f"{'workload':>9} {'ours':>9} {'best':>9} {'limit':>9} {'share':>6} {'peak RSS':>9}")
    for row in report["measures"]:
        print(
            f"{row['workload']:>9} {row['detections_per_s']:>9,} {row['best_per_s']:>9,} {row['limit_per_s']:>9,}"
            f" {row['share_of_limit']:>6} {row['peak_rss_mb']:>6} MB"
        )
        if row["detections_per_s"] < TARGET:
            print(f"{'':>9} below the target")


if __name__ == "__main__":
    sys.exit(main())
