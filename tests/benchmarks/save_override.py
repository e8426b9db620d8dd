"""One verdict on one frame of a job of 720 and of 10,800: `python -m tests.benchmarks.save_override`.

In process (the act alone) and over HTTP by one caller, beside a raw loop on the same database: begin, lock a row,
insert twice, update twice, commit. Flat means that the frames of a job cost the act nothing.
"""
# ruff: noqa: E402 - Django must be set up before its models are imported

import itertools
import os
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from reviews import clock
from reviews.decisions.claims import claim
from reviews.models import Finding, Job, Review, Reviewer
from reviews.vocabulary import DecisionTarget, Role
from tests.benchmarks import bulk, desk, workload
from tests.builders import a_finding, a_job, an_account
from tests.conftest import person
from tests.verdicts import record_verdict
from tests.web_process import Caller, Site, session_cookie

ROUNDS = 200


class HeldJob:
    """A large job that one reviewer holds, and the next verdict on one of its frames after the other."""

    def __init__(self, name: str, by: Reviewer) -> None:
        self.name, self.by = name, by
        frames, _, segments = workload.SIZES[name]
        self.job = a_job(external_id=name)
        bulk.copies(a_finding(self.job), frames + segments - 1, key="'frame:' || n", start_ms="n * 5000")
        Job.objects.filter(pk=self.job.pk).update(findings_count=frames + segments, block_count=frames + segments)
        self.findings = itertools.cycle(Finding.objects.filter(job=self.job).values_list("pk", flat=True)[: ROUNDS * 3])
        self.review: Review = claim.claim(self.job.pk, by=by, now=clock.now())
        self.version, self.sent = Job.objects.get(pk=self.job.pk).version, 0

    def request_body(self) -> dict[str, Any]:
        self.sent += 1
        key = f"bench-{self.job.pk}-{self.sent:06d}"
        return {"verdict": "pass", "version": self.version, "fence": self.review.fence, "idempotency_key": key}

    def decide(self) -> None:
        at = {"target": DecisionTarget.FINDING, "target_id": next(self.findings)}
        self.version = record_verdict(self.job.pk, by=self.by, now=clock.now(), **at, **self.request_body()).job_version

    def send(self, line: Caller) -> None:
        status, answer = line.post(f"/findings/{next(self.findings)}/decisions/", self.request_body())
        assert status == 200, (status, answer)
        self.version = answer["version"]


def main() -> int:
    with desk.bench_database("save"):
        an_account()
        ana = person("ana", Role.REVIEWER)
        held = [HeldJob(name, ana) for name in workload.SIZES]
        bulk.analyze()
        raw = _timed(_raw_loop())
        measures = [{"what": "raw loop", **raw}, *(_in_process(one) for one in held)]
        cookie = session_cookie(ana)
        connection.close()
        with Site(workers=2, threads=4) as site:
            measures += [_over_http(site, cookie, one) for one in held]
    for measure in measures[1:]:
        measure["of_raw"] = round(measure["p50_ms"] / raw["p50_ms"], 1)
    desk.save_measures("save_override", measures)
    return 0


def _in_process(held: HeldJob) -> dict[str, Any]:
    return {"what": f"{held.name}, in process", "queries": _queries(held), **_timed(held.decide)}


def _over_http(site: Site, cookie: str, held: HeldJob) -> dict[str, Any]:
    line = Caller(site.port, cookie)
    try:
        return {"what": f"{held.name}, over HTTP", **_timed(lambda: held.send(line))}
    finally:
        line.close()


def _queries(held: HeldJob) -> int:
    with CaptureQueriesContext(connection) as queries:
        held.decide()
    return len(queries)


def _timed(act: Callable[[], None]) -> dict[str, float]:
    for _ in range(10):
        act()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return desk.percentiles_ms(times)


def _raw_loop() -> Callable[[], None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE limit_job (id integer PRIMARY KEY, version integer)")
        cursor.execute("CREATE TABLE limit_said (id integer, words varchar(1000))")
        cursor.execute("INSERT INTO limit_job VALUES (1, 0), (2, 0)")
    lock = "" if connection.vendor == "sqlite" else " FOR UPDATE"

    def once() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT version FROM limit_job WHERE id = 1{lock}")
            cursor.execute("INSERT INTO limit_said VALUES (1, %s)", ["x" * 300])
            cursor.execute("INSERT INTO limit_said VALUES (2, %s)", ["x" * 600])
            cursor.execute("UPDATE limit_job SET version = version + 1 WHERE id = 1")
            cursor.execute("UPDATE limit_job SET version = version + 1 WHERE id = 2")

    return once


if __name__ == "__main__":
    sys.exit(main())
