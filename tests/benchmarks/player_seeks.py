"""Seeks of the player beside a bare <video> page: `python -m tests.benchmarks.player_seeks`.

The same hour of film and the same moments in the same run, in turns: near (the next finding, 5 s on), far (anywhere in
the hour), and 40 seeks in 2 s. On the bare page a seek is over when it is sought and its frame presented; at the desk
when the boxes of that frame are drawn as well: with pictures plain, then grey and blurred as a person's first settings
are, which a browser without a graphics card pays for with the processor.
"""


# ruff: noqa: E402 - Django must be set up before its models are imported

import os
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
from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks import desk, workspace_page
from tests.browser.chromium_flags import FLAGS
from tests.web_process import Site, session_cookie

ROUNDS, SEEKS = 3, 15
NEAR, FAR = "near", "far"
BARE, PLAIN, BLURRED = "bare", "plain", "grey and blurred"
PLACES = {
    NEAR: [600_000 + 5000 * n for n in range(SEEKS)],
    FAR: [(n * 1_357_000) % 3_500_000 for n in range(1, SEEKS + 1)],
}
SCRUB = [(n * 577_000) % 3_500_000 for n in range(1, 41)]
DESK_SEEK = """async (ms) => {
    const player = document.querySelector("review-player");
    const began = performance.now();
    await new Promise((tell) => {
        player.addEventListener("frame", function heard() {
            if (player.frames.wanted !== null) return;
            player.removeEventListener("frame", heard);
            tell();
        });
        player.seek(ms);
    });
    return performance.now() - began;
}"""
DESK_SCRUB = """async (places) => {
    const player = document.querySelector("review-player");
    const began = performance.now();
    for (const ms of places) {
        player.seek(ms);
        await new Promise((tell) => setTimeout(tell, 50));
    }
    await bench.until(() => player.frames.wanted === null, 20000);
    return performance.now() - began;
}"""
BARE_SCRUB = "places => bench.scrub(places, (ms) => (document.querySelector('video').currentTime = ms / 1000))"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, desk.bench_database("seeks"):
        os.environ |= {"MEDIA_ROOT": f"{folder}/media", "BENCH_STATIC": f"{folder}/static"}
        settings.STATIC_ROOT = Path(os.environ["BENCH_STATIC"])
        call_command("collectstatic", interactive=False, verbosity=0)
        person = desk.create_reviewers(1)[0]
        job = workspace_page.film_job("W720", Path(folder) / "media")
        cookie = session_cookie(person)
        connection.close()
        with Site(workers=2, threads=4, wsgi="tests.benchmarks.page_views") as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            measures = _measure(browser, f"http://127.0.0.1:{site.port}", cookie, job.pk)
            browser.close()
        desk.save_measures("player_seeks", measures)
    return 0


def _measure(browser: Browser, site: str, cookie: str, job_id: int) -> list[dict[str, Any]]:
    times: dict[tuple[str, str], list[float]] = {}
    for _ in range(ROUNDS):
        for who in (BARE, PLAIN, BLURRED):
            address = f"/bench/page/{job_id}/" if who == BARE else f"/jobs/{job_id}/"
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            for name, _, value in (one.partition("=") for one in cookie.split("; ")):
                context.add_cookies([{"name": name, "value": value, "url": site}])
            context.add_init_script(path=workspace_page.PROBE)
            page = context.new_page()
            page.goto(site + address)
            ready = "bench.picture" if who == BARE else "bench.picture && bench.ready"
            assert page.evaluate(f"bench.until(() => {ready}, 60000)")
            if who == PLAIN:
                page.evaluate("Object.assign(document.documentElement.dataset, { grey: '0', blur: '0' })")
            for what, found in _of(page, who).items():
                times.setdefault((what, who), []).extend(found)
            context.close()
    middle = {key: statistics.median(found) for key, found in times.items()}
    return [
        _line(what, who, middle[what, who], middle[what, BARE])
        for what in (NEAR, FAR, "40 seeks in 2 s")
        for who in (PLAIN, BLURRED)
    ]


def _of(page: Page, who: str) -> dict[str, list[float]]:
    seek, scrub = ("ms => bench.bareSeek(ms)", BARE_SCRUB) if who == BARE else (DESK_SEEK, DESK_SCRUB)
    told = {what: [page.evaluate(seek, ms) for ms in places] for what, places in PLACES.items()}
    return {**told, "40 seeks in 2 s": [page.evaluate(scrub, SCRUB)]}


def _line(what: str, who: str, value: float, bare: float) -> dict[str, Any]:
    target = 2300 if what.startswith("40") else round(1.5 * bare, 1)
    measured = {
        "what": what,
        "pictures": who,
        "ms": round(value, 1),
        "bare_ms": round(bare, 1),
        "ratio": round(value / bare, 2),
    }
    return {**measured, "target_ms": target}


if __name__ == "__main__":
    sys.exit(main())
