"""Claims and decisions by 50 reviewers over HTTP, beside an empty view: `python -m tests.benchmarks.desk_http`.

gunicorn as in docs/deployment.md (2 workers of 4 threads) on a database of its own; the reviewers are threads of this
process on the same machine, so their own work is part of what is measured.
"""
# ruff: noqa: E402 - Django must be set up before its models are imported

import os
import re
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection

from reviews import audit
from reviews.models import Decision, Finding, Review
from tests.benchmarks import desk
from tests.web_process import Caller, Site, session_cookie

PEOPLE, CLAIMS, DECISIONS, EMPTY = 50, 20, 20, 40
CLAIM_RATE, PACED_CLAIMS = 100, 30  # the target's rate, in turns of half a second
AT_WORK, DECIDE_RATE, PACED_DECISIONS = 20, 10, 15  # twenty people with a decision every two seconds
JOBS = 5000
Held = tuple[int, int, int]  # job, fence, finding


def main() -> int:
    with desk.bench_database("http"):
        desk.create_jobs(JOBS)
        cookies = [session_cookie(one) for one in desk.create_reviewers(PEOPLE)]
        connection.close()
        with Site(workers=2, threads=4, wsgi="tests.benchmarks.empty_views") as site:
            measures = _measure(site, cookies)
        desk.save_measures("desk_http", measures)
        assert audit.verify_trail().is_whole
    return 0


def _measure(site: Site, cookies: list[str]) -> list[dict[str, Any]]:
    bare = _crowd(site, cookies, "bare view", EMPTY, lambda line, _, __: _fine(line.get("/bench/bare/")))
    empty = _crowd(site, cookies, "empty view", EMPTY, lambda line, _, __: _fine(line.get("/bench/empty/")))
    what = f"claim next, {CLAIM_RATE} asked a second"
    paced = _crowd(site, cookies, what, PACED_CLAIMS, lambda line, _, __: _claim(line), CLAIM_RATE)
    claims = _crowd(site, cookies, "claim next", CLAIMS, lambda line, _, __: _claim(line))
    held = _held()
    decisions = _crowd(site, cookies, "decide", DECISIONS, lambda line, who, turn: _decide(line, held[who], turn))
    what, few = f"decide, {DECIDE_RATE} a second by {AT_WORK}", cookies[:AT_WORK]
    calm = _crowd(site, few, what, PACED_DECISIONS, lambda line, who, turn: _decide(line, held[who], turn + DECISIONS),
                  DECIDE_RATE)  # fmt: skip
    assert Decision.objects.count() == PEOPLE * DECISIONS + AT_WORK * PACED_DECISIONS
    for one in (claims, decisions):
        one["of_empty"] = round(one["per_s"] / empty["per_s"], 2)
    return [bare, empty, paced, claims, decisions, calm]


def _crowd(
    site: Site, cookies: list[str], what: str, each: int, act: Callable[[Caller, int, int], None], rate: int = 0
) -> dict[str, Any]:
    """All reviewers at once, `each` acts one after the other; times of single acts and acts a second together.

    With `rate` all of them together ask so often in a second, each in turn, and a time counts from the moment at which
    the act was due, whether or not the one before had come back.
    """
    times: list[float] = []
    faults: list[BaseException] = []

    def work(who: int) -> None:
        line = Caller(site.port, cookies[who])
        try:
            for turn in range(each):
                due = began + (turn * len(cookies) + who) / rate if rate else time.perf_counter()
                time.sleep(max(0.0, due - time.perf_counter()))
                act(line, who, turn)
                times.append(time.perf_counter() - due)
        except BaseException as fault:
            faults.append(fault)
        finally:
            line.close()

    people = [threading.Thread(target=work, args=[who]) for who in range(len(cookies))]
    began = time.perf_counter()
    for one in people:
        one.start()
    for one in people:
        one.join()
    took = time.perf_counter() - began
    if faults:
        raise faults[0]
    return {"what": what, "per_s": round(len(times) / took), **desk.percentiles_ms(times)}


def _fine(status: int) -> None:
    assert status == 200, status


def _claim(line: Caller) -> None:
    status, answer = line.post("/claims/", {})
    assert status == 302, (status, answer)
    assert re.fullmatch(r"/jobs/\d+/", answer["location"]), answer


def _held() -> list[Held]:
    """The newest claim of each reviewer, by name, with a finding of its job."""
    newest = {one.reviewer_id: one for one in Review.objects.filter(outcome="active").order_by("id")}
    finding = dict(Finding.objects.values_list("job_id", "id"))
    return [(one.job_id, one.fence, finding[one.job_id]) for _, one in sorted(newest.items())]


def _decide(line: Caller, held: Held, turn: int) -> None:
    job_id, fence, finding_id = held
    said = {
        "verdict": "block" if turn % 2 else "pass",
        "version": turn + 1,
        "fence": fence,
        "idempotency_key": f"bench-{job_id:08d}-{turn:04d}",
    }
    status, answer = line.post(f"/findings/{finding_id}/decisions/", said)
    assert status == 200, (status, answer)


if __name__ == "__main__":
    sys.exit(main())
