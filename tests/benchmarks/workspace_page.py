"""The workspace in a real browser beside a bare <video> page: `python -m tests.benchmarks.workspace_page`.

Both pages show the same film, from the same gunicorn in production's shape, in the same run, in turns, each time in a
browser profile of its own (nothing cached). The films are drawn by the sandbox: 1 h and 3 h, 320 x 180, two frames a
second. Ready: the picture can be decoded, and on the workspace boxes, timeline and first rows are painted as well.
"""
# ruff: noqa: E402 - Django must be set up before its models are imported

import os
import random
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
# As production serves the page: static files hashed and compressed, templates kept.
os.environ |= {"DEBUG": "0", "PLAIN_HTTP": "1", "SECRET_KEY": "only-for-this-benchmark-" * 3}

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from reviews.decisions.claims import claim
from reviews.models import HarmRule, Job
from reviews.sandbox import video_encoder
from reviews.sandbox.clip import Clip
from reviews.timeline import timeline_data
from reviews.vocabulary import MediaState
from tests.benchmarks import desk, workload
from tests.benchmarks.timeline_data import _stored as stored
from tests.browser.chromium_flags import FLAGS
from tests.web_process import Site, session_cookie

ROUNDS, SEEKS = 5, 12
HOURS = {"W720": 1, "W10800": 3}
LIMITS = {  # docs: the performance plan
    "W720": {"ready_ms": 600, "heap_mb": 10, "wire_kb": 60},
    "W10800": {"ready_ms": 1000, "heap_mb": 25, "wire_kb": 400},
}
MAX_TASK_MS, NODES, SCRUB_MS, SEEK_OVER_LIMIT = 50, 1500, 2300, 1.5
PROBE = Path(__file__).with_name("page_probe.js")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, desk.bench_database("page"):
        os.environ |= {"MEDIA_ROOT": f"{folder}/media", "BENCH_STATIC": f"{folder}/static"}
        settings.STATIC_ROOT = Path(os.environ["BENCH_STATIC"])
        call_command("collectstatic", interactive=False, verbosity=0)
        person = desk.create_reviewers(1)[0]
        jobs = {name: film_job(name, Path(folder) / "media") for name in workload.SIZES}
        for job in jobs.values():
            claim.claim(job.pk, by=person, now=timezone.now())
        cookie = session_cookie(person)
        connection.close()
        with Site(workers=2, threads=4, wsgi="tests.benchmarks.page_views") as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            measures = [one for name, job in jobs.items() for one in _measure(browser, site.port, cookie, name, job.pk)]
            browser.close()
    desk.save_measures("workspace_page", measures)
    return 0


def film_job(name: str, media: Path) -> Job:
    HarmRule.objects.all().delete()  # or a card would stand before the picture
    job = stored(name)
    kept = Path("var/bench") / f"film-{HOURS[name]}h.mp4"
    kept.parent.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        print(f"  drawing a film of {HOURS[name]} h, once", flush=True)
        unfinished = kept.with_stem("unfinished")
        video_encoder.encode_clip(Clip(name, name, HOURS[name] * 3600, 320, 180, 2, ()), unfinished)
        unfinished.rename(kept)
    (media / "videos").mkdir(parents=True, exist_ok=True)
    shutil.copy(kept, media / "videos" / f"{job.pk}.mp4")
    job.media_state, job.media_file = MediaState.READY, f"videos/{job.pk}.mp4"
    job.duration_ms, job.width, job.height = HOURS[name] * 3_600_000, 320, 180
    job.save()
    timeline_data.timeline_columns(job)  # the worker has drawn them before a person comes
    return job


def _measure(browser: Browser, port: int, cookie: str, name: str, job_id: int) -> list[dict[str, Any]]:
    seen: dict[str, list[dict[str, float]]] = {"bare": [], "desk": []}
    for _ in range(ROUNDS):
        for what, address in (("bare", f"/bench/page/{job_id}/"), ("desk", f"/jobs/{job_id}/")):
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            for one in cookie.split("; "):
                key, _sign, value = one.partition("=")
                context.add_cookies([{"name": key, "value": value, "url": f"http://127.0.0.1:{port}"}])
            context.add_init_script(path=PROBE)
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{port}{address}")
            seen[what].append(_bare(page) if what == "bare" else _desk(page, context.new_cdp_session(page)))
            context.close()
    middle = {
        what: {key: statistics.median(one[key] for one in rounds) for key in rounds[0]} for what, rounds in seen.items()
    }
    return _lines(name, middle["bare"], middle["desk"])


def _places(ms: float, count: int) -> list[int]:
    dice = random.Random(7)
    return [dice.randrange(int(ms * 0.95)) for _ in range(count)]


def _bare(page: Page) -> dict[str, float]:
    assert page.evaluate("bench.until(() => bench.picture, 20000)"), "The bare page shows no picture."
    told: dict[str, float] = page.evaluate("({ ready: bench.picture, longest: bench.longest })")
    length = page.evaluate("document.querySelector('video').duration * 1000")
    # The places that the key leads to, so that near seeks are compared with near ones.
    near = [(n + 1) * 5000 for n in range(SEEKS)]
    told["seek"] = statistics.median([page.evaluate("ms => bench.bareSeek(ms)", ms) for ms in near])
    seek = "places => bench.scrub(places, (ms) => (document.querySelector('video').currentTime = ms / 1000))"
    told["scrub"] = page.evaluate(seek, _places(length, 40))
    return told


def _desk(page: Page, cdp: CDPSession) -> dict[str, float]:
    assert page.evaluate("bench.until(() => bench.ready && bench.picture, 60000)"), "The workspace is not ready."
    told: dict[str, float] = page.evaluate(
        "({ desk: bench.ready, picture: bench.picture, ready: Math.max(bench.ready, bench.picture),"
        " longest: bench.longest, nodes: document.querySelectorAll('*').length,"
        " wire: performance.getEntriesByType('resource').find((one) => one.name.includes('timeline.json'))"
        ".encodedBodySize })"
    )
    cdp.send("HeapProfiler.enable")
    cdp.send("HeapProfiler.collectGarbage")
    usage = cdp.send("Runtime.getHeapUsage")
    told["heap"] = (usage["usedSize"] + usage.get("backingStorageSize", 0)) / 1e6  # with the columns' bytes
    steps = [page.evaluate("bench.key('n')") for _ in range(SEEKS + 1)][1:]  # the first finding stands where we are
    told["key"] = statistics.median([ms for ms in steps if ms is not None])
    length = page.evaluate("document.querySelector('video').duration * 1000")
    told["scrub"] = page.evaluate(
        "places => bench.scrub(places, (ms) => document.querySelector('review-player').seek(ms))", _places(length, 40)
    )
    told["longest_scrub"] = page.evaluate("bench.longest")
    told["longest_zoom"] = _zoom_and_pan(page)
    return told


def _zoom_and_pan(page: Page) -> float:
    """The longest task while the wheel zooms in and out over the timeline and drags it, milliseconds."""
    page.evaluate("bench.longest = 0")
    box = page.locator("review-timeline .lanes canvas").bounding_box()
    assert box
    x, y = box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    for turn in range(40):
        page.mouse.wheel(0, -200 if turn < 25 else 200)
    for turn in range(20):
        page.mouse.wheel(150 if turn % 2 else -150, 0)
    for turn in range(20):
        page.mouse.move(x - turn * 10, y)
    page.evaluate("bench.until(() => false, 300)")  # tasks are told a little later
    longest: float = page.evaluate("bench.longest")
    return longest


def _lines(name: str, bare: dict[str, float], seen: dict[str, float]) -> list[dict[str, Any]]:
    limits = LIMITS[name]

    def line(what: str, value: float, target: float, beside: float | None = None) -> dict[str, Any]:
        ratio = {"bare": round(beside, 1), "ratio": round(value / beside, 2)} if beside else {}
        return {"workload": name, "what": what, "value": round(value, 1), "target": round(target, 1), **ratio}

    return [
        line("ready, ms", seen["ready"], limits["ready_ms"], bare["ready"]),
        line("of it desk ready, ms", seen["desk"], limits["ready_ms"]),
        line("of it picture, ms", seen["picture"], limits["ready_ms"], bare["ready"]),
        line("longest task while loading, ms (0: none over 50)", seen["longest"], MAX_TASK_MS, bare["longest"]),
        line("longest task in 40 seeks, ms (0: none over 50)", seen["longest_scrub"], MAX_TASK_MS),
        line("longest task while zooming and panning, ms (0: none over 50)", seen["longest_zoom"], MAX_TASK_MS),
        line("JS heap, MB", seen["heap"], limits["heap_mb"]),
        line("DOM elements", seen["nodes"], NODES),
        line("timeline data on the wire, kB", seen["wire"] / 1000, limits["wire_kb"]),
        line("key to the next finding's overlay, ms", seen["key"], SEEK_OVER_LIMIT * bare["seek"], bare["seek"]),
        line("40 seeks in 2 s until the last is painted, ms", seen["scrub"], SCRUB_MS, bare["scrub"]),
    ]


if __name__ == "__main__":
    sys.exit(main())
