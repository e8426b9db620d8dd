"""Until a page is ready, beside a bare <video> page: `python -m tests.benchmarks.page_ready`.

No debugger is attached, whose word for each request would cost more than the request: Chromium opens the pages, they
tell their own times (page_told.js). Ready: the picture can be decoded, and on the workspace boxes, timeline and first
rows are painted and keys are live. Cold: nothing cached, a browser profile of its own. Warm: the later visits of it.
"""
# ruff: noqa: E402 - Django must be set up before its models are imported

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
# As production serves the page: static files hashed and compressed, templates kept.
os.environ |= {"DEBUG": "0", "PLAIN_HTTP": "1", "SECRET_KEY": "only-for-this-benchmark-" * 3}

import django

django.setup()

import json
import shutil
import subprocess
import time
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from reviews.decisions.claims import claim
from tests.benchmarks import desk, workload
from tests.benchmarks.workspace_page import LIMITS, film_job
from tests.browser.chromium_flags import FLAGS
from tests.web_process import Site, session_cookie

ROUNDS, VISITS, PATIENCE_S = 5, 4, 90


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, desk.bench_database("ready"):
        told = Path(folder) / "told"
        os.environ |= {"MEDIA_ROOT": f"{folder}/media", "BENCH_STATIC": f"{folder}/static", "BENCH_TOLD": str(told)}
        settings.STATIC_ROOT = Path(os.environ["BENCH_STATIC"])
        call_command("collectstatic", interactive=False, verbosity=0)
        person = desk.create_reviewers(1)[0]
        jobs = {name: film_job(name, Path(folder) / "media") for name in workload.SIZES}
        for job in jobs.values():
            claim.claim(job.pk, by=person, now=timezone.now())
        cookie = session_cookie(person)
        connection.close()
        with Site(workers=2, threads=4, wsgi="tests.benchmarks.page_views") as site:
            measures = [line for name, job in jobs.items() for line in _measure(site.port, cookie, told, name, job.pk)]
    desk.save_measures("page_ready", measures)
    return 0


def _measure(port: int, cookie: str, told: Path, name: str, job_id: int) -> Iterator[dict[str, Any]]:
    seen: dict[tuple[str, str], list[dict[str, float]]] = {}
    for _ in range(ROUNDS):
        for what, path in (("bare", f"/bench/page/{job_id}/"), ("desk", f"/jobs/{job_id}/")):
            first, *later = _visits(port, cookie, told, path)
            seen.setdefault((what, "cold"), []).append(first)
            seen.setdefault((what, "warm"), []).append(later[-1])
    middle = {
        key: {part: statistics.median(one[part] or 0 for one in visits) for part in visits[0] if part != "path"}
        for key, visits in seen.items()
    }
    for cache in ("cold", "warm"):
        ours, bare = middle["desk", cache], middle["bare", cache]
        yield {
            "workload": name, "cache": cache, "ready_ms": round(ours["ready"]), "target": LIMITS[name]["ready_ms"],
            "bare_ms": round(bare["ready"]), "ratio": round(ours["ready"] / bare["ready"], 2),
            "picture_ms": round(ours["picture"]), "answered_ms": round(ours["answered"]),
            "longest_task_ms": ours["longest"], "requests": ours["requests"],
        }  # fmt: skip


def _visits(port: int, cookie: str, told: Path, path: str) -> list[dict[str, float]]:
    """What the page told of each visit in a browser of its own."""
    told.write_text("")
    query = urlencode({"to": path, "cookie": cookie.split("; ")}, doseq=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = subprocess.Popen(
            [
                *(str(shutil.which("chromium")), *FLAGS, f"--user-data-dir={profile}", "--window-size=1440,900"),
                f"http://127.0.0.1:{port}/bench/start/?{query}",
            ],
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + PATIENCE_S
        try:
            while len(lines := told.read_text().splitlines()) < VISITS:
                if time.monotonic() > end:
                    raise TimeoutError(f"{path} told {len(lines)} visits in {PATIENCE_S} s.")
                time.sleep(0.1)
        finally:
            browser.terminate()
            browser.wait()
    return [json.loads(line) for line in lines[:VISITS]]


if __name__ == "__main__":
    sys.exit(main())
