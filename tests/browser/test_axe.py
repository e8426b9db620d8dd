"""Every page and state of the desk passes axe, in both themes, wide and narrow."""

from datetime import timedelta
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.utils import timezone
from playwright.sync_api import Page, expect

from reviews.decisions.claims import claim
from reviews.models import Job, Reviewer
from reviews.vocabulary import FindingKind, HarmBand, JobState, MediaState, ReviewState, Role
from tests.browser.conftest import add_session, sign_in, sign_in_by_form, wait_for_workspace
from tests.builders import NOON, a_detection, a_finding, a_job, a_policy
from tests.conftest import person
from tests.verdicts import submit_verdict

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
type Look = tuple[Literal["light", "dark"], int]
LOOKS: list[Look] = [("light", 1440), ("light", 800), ("dark", 1440), ("dark", 800)]


def check(page: Page, looks: list[Look] = LOOKS) -> None:
    """No violation in any of the looks; each is named with the first element that breaks it."""
    found = []
    for theme, width in looks:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        moving = "() => document.getAnimations().filter(it => it.effect.getComputedTiming().activeDuration > 0).length"
        assert page.evaluate(moving) == 0, "something moves for who asked for no motion"
        for broken in Axe().run(page, options=RULES).response["violations"]:
            nodes = [
                f"{node['target'][0]} ({node['any'][0]['message'] if node['any'] else ''})" for node in broken["nodes"]
            ]
            found.append(f"{theme} {width}: {broken['id']} x{len(nodes)}: {'; '.join(nodes[:3])}")
    assert not found, "\n".join(found)


def full_job(**fields: Any) -> Job:
    a_policy()
    fields = {"media_state": MediaState.UNREACHABLE, "title": "City marathon", "due_at": NOON, **fields}
    job = a_job(**fields)
    for _ in range(4):
        a_detection(a_finding(job))
    a_finding(job, kind=FindingKind.AUDIO, text="你好 hello", suggestion="review")
    a_finding(job, kind=FindingKind.TEXT, text="标题 title", suggestion="pass")
    return job


def settle(job: Job, by: Reviewer) -> None:
    now = timezone.now()
    review = claim.claim(job.pk, by=by, now=now, hold_another=True)
    said = {"version": job.version, "fence": review.fence, "idempotency_key": "k", "note": "a note"}
    submit_verdict(job.pk, by=by, now=now, verdict="pass", **said)


def test_signing_in(live_server: Any, page: Page, ana: Reviewer) -> None:
    page.goto(f"{live_server.url}/login/")
    check(page)
    page.fill("#id_username", "ana")
    page.fill("#id_password", "wrong")
    page.press("#id_password", "Enter")
    expect(page.locator("[role=alert]")).to_be_visible()
    check(page)


def test_an_empty_queue(live_server: Any, page: Page, ana: Reviewer) -> None:
    sign_in(page, live_server.url)
    check(page)


def test_a_full_queue(live_server: Any, page: Page, ana: Reviewer, ada: Reviewer) -> None:
    full_job(harm_band=HarmBand.EXTREME)
    claim.claim(full_job(external_id="held").pk, by=ada, now=timezone.now())
    claim.claim(full_job(external_id="mine").pk, by=ana, now=timezone.now())
    a_job(
        external_id="b", state=JobState.FAILED, error_code="X", error_message="gone", due_at=NOON + timedelta(days=999)
    )
    a_job(external_id="c", review_state=ReviewState.PENDING, state=JobState.RUNNING, suggestion="")
    settle(full_job(external_id="d"), ana)
    sign_in(page, live_server.url)
    check(page)
    page.goto(f"{live_server.url}/?q=nothing-like-it&suggestion=block")
    check(page)


def test_my_work(live_server: Any, page: Page, ana: Reviewer) -> None:
    add_session(page, live_server.url)
    page.goto(f"{live_server.url}/me/")
    check(page)
    settle(full_job(), ana)
    claim.claim(full_job(external_id="mine").pk, by=ana, now=timezone.now())
    for query in ("", "?show=decisions"):
        page.goto(f"{live_server.url}/me/{query}")
        check(page)


STATES: dict[str, dict[str, Any]] = {
    "open": {},
    "failed": {"state": JobState.FAILED, "error_code": "ResourceNotFound", "error_message": "The object is gone"},
    "lost": {"state": JobState.LOST},
    "pending": {"state": JobState.RUNNING, "review_state": ReviewState.PENDING, "suggestion": ""},
    "media": {"media_state": MediaState.READY},
    "card": {"harm_band": HarmBand.EXTREME},
}


@pytest.mark.parametrize("state", STATES)
def test_a_workspace(live_server: Any, page: Page, ana: Reviewer, state: str) -> None:
    job = full_job(**STATES[state])
    add_session(page, live_server.url)
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    wait_for_workspace(page)
    check(page)


def test_a_workspace_with_nothing_found(live_server: Any, page: Page, ana: Reviewer) -> None:
    job = a_job(media_state=MediaState.UNREACHABLE)
    add_session(page, live_server.url)
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    wait_for_workspace(page)
    check(page)


def test_a_claimed_workspace_and_its_tabs(live_server: Any, page: Page, ana: Reviewer) -> None:
    job = full_job()
    claim.claim(job.pk, by=ana, now=timezone.now())
    add_session(page, live_server.url)
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    wait_for_workspace(page)
    check(page)
    for tab in page.locator("[role=tab]").all():
        tab.click()
        check(page, [LOOKS[0], LOOKS[-1]])


def test_a_workspace_that_somebody_else_holds(live_server: Any, page: Page, ana: Reviewer) -> None:
    person("lea", Role.LEAD, first_name="Lea")
    job = full_job()
    claim.claim(job.pk, by=ana, now=timezone.now())
    add_session(page, live_server.url, "lea")
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    wait_for_workspace(page)
    check(page)


def test_a_settled_workspace_and_its_history(live_server: Any, page: Page, ana: Reviewer) -> None:
    job = full_job()
    settle(job, ana)
    add_session(page, live_server.url)
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    wait_for_workspace(page)
    page.click("#tab-history")
    expect(page.locator(".history-list").first).to_be_visible()
    check(page)


@pytest.mark.parametrize(
    "address",
    [
        "/account/",
        "/account/password/",
        "/videos/new/",
        "/videos/sent/",
        "/jobs/new/",
        "/reports/",
        "/nothing/",
        "/admin/",
    ],
)
def test_a_page_of_an_admin(live_server: Any, page: Page, ada: Reviewer, address: str) -> None:
    settle(full_job(), ada)
    add_session(page, live_server.url, "ada")
    page.goto(f"{live_server.url}{address}")
    check(page)


def a_form_sent_empty(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("main form button.primary").click()
    expect(page.locator(".errorlist").first).to_be_visible()
    check(page)


def test_forms_with_errors(live_server: Any, page: Page, ada: Reviewer) -> None:
    a_job()
    sign_in(page, live_server.url, "ada")
    for address in ("/videos/new/", "/jobs/new/"):
        a_form_sent_empty(page, f"{live_server.url}{address}")


def test_the_second_factor(live_server: Any, page: Page, ana: Reviewer) -> None:
    sign_in_by_form(page, live_server.url)
    page.goto(f"{live_server.url}/account/")
    page.click("text=Set up a second factor")
    expect(page.locator(".qr")).to_be_visible()
    check(page)


def test_a_page_that_the_role_forbids(live_server: Any, page: Page, ana: Reviewer, browser_errors: list[str]) -> None:
    add_session(page, live_server.url)
    page.goto(f"{live_server.url}/reports/")
    check(page)


@pytest.mark.parametrize(
    "template",
    ["errors/400.html", "errors/413.html", "errors/500.html", "errors/503.html", "429.html", "403_csrf.html"],
)
def test_a_page_of_what_went_wrong(live_server: Any, page: Page, template: str) -> None:
    """The page's own body at an address that fails for nobody: a fault made for it would be a fault in the site."""
    page.route("**/wrong/", lambda route: route.fulfill(body=render_to_string(template), content_type="text/html"))
    page.goto(f"{live_server.url}/wrong/")
    check(page)
