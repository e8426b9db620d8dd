"""A desk whose job is claimed, opened without the sign-in page."""

import json
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, Route

from reviews.decisions.claims import claim
from reviews.models import Decision, Job, Reviewer
from reviews.vocabulary import MediaState
from tests.browser.conftest import add_session, wait_for_workspace, wait_until
from tests.builders import a_detection, a_finding, a_job

NO_MEDIA = MediaState.UNREACHABLE
WRITES = "**/decisions/"
FOCUS = "dispatchEvent(new Event('focus'))"
UNSENT = "Object.keys(localStorage).filter(key => key.startsWith('desk-unsent-')).length"

NONE_UNSENT = f"{UNSENT} === 0"
FIRST_RENEWAL = "performance.getEntriesByType('resource').some(one => one.name.endsWith('/lease/'))"


def a_job_of_three(**fields: Any) -> Job:
    """Three frames that the machine would block, 5 s apart, without a video."""
    job = a_job(**{"media_state": NO_MEDIA, **fields})
    for _ in range(3):
        a_detection(a_finding(job))
    return job


def open_job(page: Page, address: str, person: Reviewer, job: Job) -> None:
    """The page of the job, whoever holds it."""
    add_session(page, address, person.username)
    page.goto(f"{address}/jobs/{job.pk}/")
    wait_for_workspace(page)


def open_claimed_job(page: Page, address: str, person: Reviewer, job: Job) -> None:
    """The workspace of a job that `person` has claimed, after its first renewal.

    A renewal still on its way would tell the page of a claim that the test ends next, before the test's own step does.
    """
    claim.claim(job.pk, by=person, now=timezone.now())
    open_job(page, address, person, job)
    wait_until(page, FIRST_RENEWAL)


def record_status_texts(page: Page) -> None:
    """From now on, writes down every word that the desk says: a later one may take its place at once."""
    page.evaluate(
        "() => { const said = document.querySelector('#desk-say'); window.heard = [];"
        "new MutationObserver(() => window.heard.push(said.textContent)).observe(said, { childList: true }) }"
    )


def recorded_status_texts(page: Page) -> str:
    return "\n".join(page.evaluate("window.heard"))


class SentDecisions:
    """Hears each decision on its way; `lose`: what happens to the first ones."""

    def __init__(self, page: Page, *lose: str) -> None:
        self.keys: list[str] = []
        self.lose = list(lose)
        page.context.route(WRITES, self.on_route)

    def on_route(self, route: Route) -> None:
        self.keys.append(json.loads(route.request.post_data or "{}")["idempotency_key"])
        fault = self.lose.pop(0) if self.lose else ""
        if fault == "request":
            route.abort()
        elif fault == "answer":
            route.fetch()  # the server commits, its answer gets lost
            route.abort()
        elif fault == "busy":
            error = {"error": {"code": "database_unavailable", "message": "busy", "field": "", "context": {}}}
            route.fulfill(status=503, json=error, headers={"Retry-After": "5"})
        else:
            route.continue_()


def stored_decisions() -> list[tuple[int, str]]:
    found = Decision.objects.order_by("id").values_list("finding__start_ms", "verdict")
    return [(start or 0, verdict) for start, verdict in found]
