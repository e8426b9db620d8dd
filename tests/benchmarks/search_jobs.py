"""Searching all jobs among a million findings with a text: `python -m tests.benchmarks.search_jobs`.

50,000 jobs in 20 queues, 20 findings each, Chinese and Latin. Asked by people who see all queues and one; rare and
common words, of two and more characters. Beside it the raw limit: the same text looked for by LIKE in every row. Also
how long the index takes to build, and what storing costs with it. Another size: `search_jobs 100000`.
"""
# ruff: noqa: E402 - Django must be set up before its models are imported

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection
from django.test.utils import setup_test_environment

from reviews.models import Finding, Job, Queue, Reviewer, search_index
from reviews.search import job_search
from reviews.vocabulary import Role
from tests.benchmarks import bulk, desk
from tests.builders import a_finding, a_job, a_queue, a_team
from tests.conftest import person

ROUNDS, QUEUES, FINDINGS, FINDINGS_OF_A_JOB = 11, 20, 1_000_000, 20
WORDS = {
    "two Chinese characters, in one of 10,000": "微信",
    "two Chinese characters, in one of 5": "直播",
    "four Chinese characters, in one of 10,000": "加微信领",
    "two letters, in one of 10,000": "qr",
    "a Latin word, in one of 10,000": "wechat",
    "a Latin word, in one of 5": "today",
    "nowhere": "zebra",
}
_TEXT = """CASE n % 5
    WHEN 0 THEN '欢迎来到直播间，第' || n || '位朋友'
    WHEN 1 THEN 'Scene ' || n || ': come and buy, only today'
    WHEN 2 THEN '今天天气不错，我们出去走走 ' || (n * CAST(7919 AS bigint) % 100003)
    WHEN 3 THEN 'part ' || (n * CAST(104729 AS bigint) % 1000003) || ' of the show'
    ELSE '商品编号' || (n * 31 % 99991) || '限时优惠' END
|| CASE WHEN n % 10000 = 7 THEN ' 加微信领红包 scan the QR on WeChat' ELSE '' END"""


def main() -> int:
    count = int(sys.argv[1]) if sys.argv[1:] else FINDINGS
    setup_test_environment()
    with desk.bench_database("search"):
        people = {"all queues": person("all", Role.ADMIN), "1 of 20": person("one", Role.REVIEWER)}
        measures = [*_fill(count, people["1 of 20"]), _build(count)]
        for word, text in WORDS.items():
            measures += [_measure(count, who, viewer, word, text) for who, viewer in people.items()]
            measures.append({"findings": count, "who": "raw limit", "word": word, **_timed(partial(_scan, text))})
    desk.save_measures("search_jobs", measures)
    return 0


def _fill(count: int, one: Reviewer) -> list[dict[str, Any]]:
    teams = [a_team(f"bench-{number}") for number in range(QUEUES)]
    for number, team in enumerate(teams):
        a_queue(f"bench-{number}", team)
    one.groups.add(teams[0])
    lowest = Queue.objects.get(name="bench-0").pk
    job = a_job(queue=Queue.objects.get(name="bench-0"), title="clip")
    finding = a_finding(job, text="first")
    jobs = count // FINDINGS_OF_A_JOB
    bulk.copies(job, jobs - 1, external_id="'copy-' || n", title="'Clip ' || n", queue_id=f"{lowest} + n % {QUEUES}")
    started = time.perf_counter()
    where = f"{job.pk} + n / {FINDINGS_OF_A_JOB}"
    bulk.copies(finding, count - 1, key="'frame:' || n", start_ms="n * 1000", text=_TEXT, job_id=where)
    stored = time.perf_counter() - started
    bulk.analyze()
    return [{"findings": count, "what": "stored with the index", "seconds": round(stored, 1)}]


def _build(count: int) -> dict[str, Any]:
    """The index of the findings, built as by the first migrate."""
    source = search_index.SOURCES[1]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP INDEX {source.fts}")
        else:
            cursor.execute(f"DROP TABLE {source.fts}_terms")
            cursor.execute(f"DROP TABLE {source.fts}")
    started = time.perf_counter()
    search_index.install_search(connection)
    return {"findings": count, "what": "built", "seconds": round(time.perf_counter() - started, 1), "MB": _size(source)}


def _size(source: search_index.SearchSource) -> float:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_relation_size(%s)", [source.fts])
        else:
            cursor.execute(f"SELECT sum(length(block)) FROM {source.fts}_data")
        return round(float(cursor.fetchone()[0]) / 1e6, 1)


def _measure(count: int, who: str, viewer: Reviewer, word: str, text: str) -> dict[str, Any]:
    viewer = Reviewer.objects.get(pk=viewer.pk)

    def search() -> job_search.FoundJobs:
        found = job_search.find_jobs(text, viewer=viewer)
        job_search.find_moments(found, Job.objects.filter(pk__in=found.job_ids[:50]))
        return found

    return {"findings": count, "who": who, "word": word, "jobs": len(search().job_ids), **_timed(search)}


def _scan(text: str) -> None:
    list(Finding.objects.filter(text__icontains=text).order_by("-id").values_list("job_id")[:20_000])


def _timed(act: Callable[[], Any]) -> dict[str, float]:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return {**desk.percentiles_ms(times), "least_ms": round(min(times) * 1000, 1)}


if __name__ == "__main__":
    sys.exit(main())
