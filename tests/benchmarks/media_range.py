"""64 KiB of a film over HTTP, one player, beside an empty view: `python -m tests.benchmarks.media_range`.

gunicorn as in docs/deployment.md. Each round asks for the raw range, the empty view and the film's range, so that all
three meet the same machine. With MEDIA_ACCEL_PREFIX the bytes are nginx's and the desk's share is the last line.
"""
# ruff: noqa: E402 - Django must be set up before its models are imported

import http.client
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection

from tests.benchmarks import desk
from tests.builders import a_job
from tests.web_process import Site, session_cookie

PART = 64 * 1024
FILM_BYTES = 300 * 1024 * 1024
ROUNDS, WARM = 400, 40
TARGET_MS = 3


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, desk.bench_database("range"):
        os.environ["MEDIA_ROOT"] = folder
        film = Path(folder) / "videos" / "film.mp4"
        film.parent.mkdir()
        with film.open("wb") as target:
            target.truncate(FILM_BYTES)  # a hole reads as fast as a cached film
        os.environ["BENCH_FILM"] = str(film)
        job, cookie = a_job(media_file="videos/film.mp4"), session_cookie(desk.create_reviewers(1)[0])
        connection.close()
        measures = _measure(job.pk, cookie)
        os.environ["MEDIA_ACCEL_PREFIX"] = "/kept/"
        handed = _measure(job.pk, cookie)[-1]
        measures.append({**handed, "what": "range handed to nginx (the desk's part)"})
    desk.save_measures("media_range", measures)
    return 0


def _measure(job_id: int, cookie: str) -> list[dict[str, Any]]:
    asked = {
        "raw 64 KiB": "/bench/range/",
        "empty view": "/bench/empty/",
        "64 KiB of the film": f"/jobs/{job_id}/video/",
    }
    times: dict[str, list[float]] = {what: [] for what in asked}
    dice = random.Random(1)
    with Site(workers=2, threads=4, wsgi="tests.benchmarks.range_views") as site:
        line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
        for turn in range(ROUNDS + WARM):
            first = dice.randrange(FILM_BYTES - PART)
            headers = {"Cookie": cookie, "Range": f"bytes={first}-{first + PART - 1}"}
            for what, address in asked.items():
                started = time.perf_counter()
                line.request("GET", address, headers=headers)
                answer = line.getresponse()
                body = answer.read()
                took = time.perf_counter() - started
                assert answer.status in (200, 206), (address, answer.status)
                assert len(body) == PART or answer.status == 200, (address, len(body))
                if turn >= WARM:
                    times[what].append(took)
        line.close()
    measures: list[dict[str, Any]] = [{"what": what, **desk.percentiles_ms(taken)} for what, taken in times.items()]
    measures[-1] |= {"of_empty": round(measures[-1]["p50_ms"] / measures[-2]["p50_ms"], 2), "target_ms": TARGET_MS}
    return measures


if __name__ == "__main__":
    sys.exit(main())
