"""What the benchmarks of one part of the workspace share: a job of the workload, a server, its page in Chromium."""

import contextlib
import shutil
from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from reviews.models import Job, Reviewer
from reviews.providers.huawei.client import Huawei
from reviews.sync.store import store_result
from reviews.vocabulary import MediaState
from tests.benchmarks import desk, workload
from tests.browser.chromium_flags import FLAGS
from tests.builders import a_job, an_account
from tests.web_process import session_cookie

LENGTH_MS = {"W720": 3_600_000, "W10800": 10_800_000}


def stored(name: str) -> Job:
    """The job of workload `name`, without a video."""
    job = a_job(
        an_account(name.lower()), external_id=name, media_state=MediaState.UNREACHABLE, duration_ms=LENGTH_MS[name]
    )
    result = Huawei.normalise([workload.huawei_answer(name, name)])
    store_result(job, result, payload_sha256="0" * 64, now=timezone.now(), fence=job.sync_fence)
    return job


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The address of the site in a thread of this process."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.terminate()


def _open(page: Page, address: str, who: Reviewer, job: Job, watch: str) -> None:
    """The workspace of `job`, at rest; then `watch`, a script, begins to look."""
    for pair in session_cookie(who).split("; "):
        key, value = pair.split("=")
        page.context.add_cookies([{"name": key, "value": value, "url": address}])
    page.goto(f"{address}/jobs/{job.pk}/")
    page.wait_for_selector("#desk[data-ready=true]")
    page.wait_for_load_state("networkidle")
    page.evaluate(watch)


def each(bench: str, watch: str) -> Iterator[tuple[str, Browser, Page]]:
    """For each workload its name, the browser and the open desk that `watch` looks at; in a database for `bench`."""
    with desk.bench_database(bench):
        who = desk.create_reviewers(1)[0]
        jobs = {name: stored(name) for name in workload.SIZES}
        with serving() as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            for name, job in jobs.items():
                page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
                _open(page, address, who, job, watch)
                yield name, browser, page
                page.context.close()
            browser.close()


def max_cpu_ms(events: list[dict[str, Any]]) -> float:
    """The longest task of the page's main thread in a trace's `events`, as the processor counted it."""
    names = [one for one in events if one.get("name") == "thread_name" and one["args"]["name"] == "CrRendererMain"]
    mains = {(one["pid"], one["tid"]) for one in names}
    tasks = [one for one in events if one.get("name", "").endswith("RunTask") and (one["pid"], one["tid"]) in mains]
    return round(max((one.get("tdur", 0) for one in tasks), default=0) / 1000, 1)
