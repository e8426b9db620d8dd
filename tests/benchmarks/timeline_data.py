"""The timeline's data by API, cold and warm, beside the raw limit: `python -m tests.benchmarks.timeline_data`.

Cold: no kept columns, the answer is built and kept. Warm: the kept columns are served. Limit, in the same run: the same
columns read with the bare driver, encoded by msgspec as plain lists and compressed at the same level. The database is
TEST_DATABASE_URL's server (SQLite without it), in a database of its own that is dropped at the end.
"""
# ruff: noqa: E402 - Django must be set up before its models are imported

import gzip
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

import msgspec
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.utils import timezone

from reviews.models import Job, Reviewer, TimelineColumns
from reviews.providers.huawei.client import Huawei
from reviews.sync.store import store_result
from reviews.timeline.timeline_data import GZIP_LEVEL
from reviews.vocabulary import Role
from tests.benchmarks import workload
from tests.builders import a_job, an_account

ROUNDS = 9
TARGETS = {"W720": (20, 60), "W10800": (150, 400)}  # ms, kB
_FINDINGS = (
    "SELECT id, kind, start_ms, end_ms, suggestion, suggestion_raw, category, label, score, text,"
    " snapshot_object, still_file, withdrawn_at FROM reviews_finding WHERE job_id = {job} ORDER BY start_ms, id"
)
_DETECTIONS = (
    "SELECT d.finding_id, d.id, d.category, d.label, d.suggestion, d.suggestion_raw, d.score, d.score_raw, d.x1,"
    " d.y1, d.x2, d.y2, d.box_kind, d.content, CAST(d.spans AS text), d.is_withdrawn"
    " FROM reviews_detection d JOIN reviews_finding f ON f.id = d.finding_id WHERE f.job_id = {job}"
    " ORDER BY d.finding_id, d.position"
)


def main() -> int:
    settings.ALLOWED_HOSTS = ["*"]
    connection.settings_dict["TEST"]["NAME"] = _bench_name()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        client = _reader()
        measures = [_measure(client, name) for name in workload.SIZES]
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    _print(measures)
    path = Path("var/bench") / f"timeline_data-{connection.vendor}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"database": connection.vendor, "measures": measures}, indent=1) + "\n")
    return 0


def _bench_name() -> str:
    name = str(connection.settings_dict["NAME"])
    return f"{name}_bench_timeline" if connection.vendor == "postgresql" else f"{name}.bench-timeline"


def _reader() -> Client:
    person = Reviewer.objects.create_user("bench")
    person.groups.add(Group.objects.get_or_create(name=Role.REVIEWER.value)[0])
    client = Client()
    client.force_login(person)
    return client


def _measure(client: Client, name: str) -> dict[str, Any]:
    job = _stored(name)
    address = f"/jobs/{job.pk}/timeline.json"

    def cold() -> int:
        TimelineColumns.objects.all().delete()
        return len(client.get(address).content)

    size = cold()
    cold_ms = _median_ms(lambda: client.get(address), before=lambda: TimelineColumns.objects.all().delete())
    warm_ms = _median_ms(lambda: client.get(address))
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)  # before the limit's own memory
    limit_size = len(_limit(job.pk))
    limit_ms = _median_ms(lambda: _limit(job.pk))
    return {
        "workload": name,
        "cold_ms": cold_ms,
        "warm_ms": warm_ms,
        "limit_ms": limit_ms,
        "cold_over_limit": round(cold_ms / limit_ms, 2),
        "kb": round(size / 1000, 1),
        "limit_kb": round(limit_size / 1000, 1),
        "target_ms": TARGETS[name][0],
        "target_kb": TARGETS[name][1],
        "peak_rss_mb": peak,
    }


def _stored(name: str) -> Job:
    job = a_job(an_account(name.lower()), external_id=name)
    result = Huawei.normalise([workload.huawei_answer(name, name)])
    store_result(job, result, payload_sha256="0" * 64, now=timezone.now(), fence=job.sync_fence)
    job.refresh_from_db()
    assert job.detections_count >= workload.detection_count(name)
    return job


def _median_ms(act: Callable[[], Any], before: Callable[[], Any] = lambda: None) -> float:
    times = []
    for _ in range(ROUNDS):
        before()
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return round(statistics.median(times) * 1000, 1)


def _limit(job_id: int) -> bytes:
    with connection.cursor() as wrapped:
        bare = wrapped.connection.cursor()  # the driver itself
        columns = []
        for sql in (_FINDINGS, _DETECTIONS):
            bare.execute(sql.format(job=int(job_id)))
            columns.append([list(column) for column in zip(*bare.fetchall(), strict=True)])
        bare.close()
    return gzip.compress(msgspec.json.encode(columns), GZIP_LEVEL, mtime=0)


def _print(measures: list[dict[str, Any]]) -> None:
    head = ("cold ms", "warm ms", "limit ms", "target", "kB", "limit kB", "target", "RSS MB")
    print(" " * 8 + "".join(f"{word:>9}" for word in head))
    for one in measures:
        print(
            f"{one['workload']:8}{one['cold_ms']:>9}{one['warm_ms']:>9}{one['limit_ms']:>9}{one['target_ms']:>9}"
            f"{one['kb']:>9}{one['limit_kb']:>9}{one['target_kb']:>9}{one['peak_rss_mb']:>9}"
        )


if __name__ == "__main__":
    sys.exit(main())
