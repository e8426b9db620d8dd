"""The pages around the workspace, as a person uses them: filters, refreshing, reopening, emptiness, width."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reviews.decisions.claims import claim
from reviews.models import Job, Reviewer
from reviews.vocabulary import JobState, MediaState, ReviewState, Role, Suggestion
from tests.browser.conftest import add_session, sign_in, wait_for_workspace, wait_until
from tests.builders import a_finding, a_job, an_account
from tests.conftest import person
from tests.verdicts import submit_verdict

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def settled(by: Reviewer, external_id: str = "job-1") -> Job:
    job, now = a_job(external_id=external_id, media_state=MediaState.UNREACHABLE), timezone.now()
    a_finding(job)
    review = claim.claim(job.pk, by=by, now=now)
    said = {"version": job.version, "fence": review.fence, "idempotency_key": external_id, "note": "fine"}
    submit_verdict(job.pk, by=by, now=now, verdict="pass", **said)
    return job


def rows(page: Page) -> Any:
    return page.locator(".queue-table tbody tr")


def test_filters_survive_a_reload_and_the_way_back(live_server: Any, page: Page, ana: Reviewer) -> None:
    a_job(external_id="alpha")
    beta = a_job(external_id="beta", suggestion=Suggestion.PASS, due_at=timezone.now() - timedelta(hours=1))
    sign_in(page, live_server.url)
    expect(rows(page)).to_have_count(2)
    page.select_option("#id_suggestion", "pass")
    page.click("summary:has-text('More filters')")
    page.select_option("#id_due", "overdue")
    page.press("#id_text", "Enter")
    expect(rows(page)).to_have_count(1)
    page.reload()
    expect(page.locator("#id_due")).to_be_visible()
    assert page.input_value("#id_suggestion") == "pass"
    page.click(f"#job-{beta.pk}")
    wait_for_workspace(page)
    page.go_back()
    expect(rows(page)).to_have_count(1)
    page.click(".chosen .removes:has-text('overdue')")
    expect(page.locator(".chosen .removes")).to_have_count(1)
    page.click("text=Clear")
    expect(rows(page)).to_have_count(2)


def test_a_filter_is_kept_by_name_and_removed(live_server: Any, page: Page, ana: Reviewer) -> None:
    a_job()
    add_session(page, live_server.url)
    page.goto(f"{live_server.url}/?suggestion=pass")
    page.click("summary:has-text('Save this filter')")
    page.fill("#keep-name", "only passes")
    page.press("#keep-name", "Enter")
    expect(page.locator(".kept a")).to_have_text("only passes")
    page.goto(f"{live_server.url}/")
    page.click(".kept a")
    expect(page).to_have_url(f"{live_server.url}/?suggestion=pass")
    page.click("[aria-label='Delete the saved filter only passes']")
    expect(page.locator(".kept")).to_have_count(0)


def stop_the_clock(page: Page) -> None:
    """The page's time goes on only when the test says so."""
    page.clock.pause_at(page.evaluate("Date.now()") + 5_000)


def test_what_arrives_shows_by_itself_and_leaves_focus_and_place_alone(
    live_server: Any, page: Page, ana: Reviewer, browser_errors: list[str]
) -> None:
    jobs = [a_job(external_id=f"job-{number}") for number in range(30)]
    page.clock.install()
    sign_in(page, live_server.url)
    page.focus(f"#job-{jobs[3].pk}")
    place = page.evaluate("scrollY")
    assert place > 0
    a_job(external_id="new-one")
    page.clock.run_for(21_000)
    expect(page.locator("text=new-one")).to_have_count(1)
    assert page.evaluate("document.activeElement.id") == f"job-{jobs[3].pk}"
    wait_until(page, f"Math.abs(scrollY - {place}) <= 1")
    stop_the_clock(page)
    seconds = int(page.locator("[data-refreshed]").inner_text().split()[1])
    page.clock.run_for(5_000)
    expect(page.locator("[data-refreshed]")).to_have_text(f"updated {seconds + 5} s ago")
    assert browser_errors == []


def test_nothing_is_refreshed_under_marked_words_or_an_open_menu(live_server: Any, page: Page, ana: Reviewer) -> None:
    a_job()
    page.clock.install()
    add_session(page, live_server.url)
    page.goto(f"{live_server.url}/?suggestion=block")
    stop_the_clock(page)
    page.click("summary:has-text('Save this filter')")
    a_job(external_id="new-one")
    page.clock.run_for(60_000)
    expect(page.locator("[data-refreshed]")).to_have_text("updates are paused while you read or select")
    expect(page.locator("text=new-one")).to_have_count(0)
    page.click("summary:has-text('Save this filter')")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#jobs-head'))")
    page.clock.run_for(30_000)
    expect(page.locator("text=new-one")).to_have_count(0)
    page.evaluate("getSelection().removeAllRanges()")
    page.clock.run_for(2_000)
    expect(page.locator("text=new-one")).to_have_count(1)


def test_a_refresh_that_fails_is_told_and_tried_again(
    live_server: Any, page: Page, ana: Reviewer, browser_errors: list[str]
) -> None:
    a_job()
    page.clock.install()
    sign_in(page, live_server.url)
    page.context.set_offline(True)
    page.clock.run_for(21_000)
    expect(page.locator("[data-refreshed]")).to_contain_text("update failed")
    page.context.set_offline(False)
    page.clock.run_for(21_000)
    expect(page.locator("[data-refreshed]")).to_contain_text("updated")
    expect(page.locator("[data-refreshed]")).not_to_contain_text("could not")


def test_emptiness_says_what_to_do_next(live_server: Any, page: Page, ana: Reviewer) -> None:
    sign_in(page, live_server.url)
    main = page.locator("main")
    expect(main).to_contain_text("There is no active provider account.")
    an_account()
    page.reload()
    expect(main).to_contain_text("No jobs yet.")
    expect(main.locator("a:has-text('Submit a video')")).to_be_visible()
    claim.claim(a_job().pk, by=person("ben", Role.REVIEWER, first_name="Ben"), now=timezone.now())
    page.reload()
    expect(main).to_contain_text("1 job is claimed by another reviewer")
    expect(rows(page)).to_contain_text("claimed by Ben")


def test_a_settled_job_is_reopened_from_my_work(live_server: Any, page: Page, ana: Reviewer) -> None:
    job = settled(ana)
    sign_in(page, live_server.url)
    page.click("nav >> text=My work")
    expect(page.locator("#my-reviews tbody tr")).to_have_count(1)
    page.click("text=Reopen")
    page.wait_for_url(f"{live_server.url}/jobs/{job.pk}/")
    wait_for_workspace(page)
    expect(page.locator("body")).to_contain_text("Reopened. You have claimed the job")
    job.refresh_from_db()
    assert (job.review_state, job.verdict) == (ReviewState.CLAIMED, "")
    page.goto(f"{live_server.url}/me/?show=decisions")
    expect(page.locator("#my-decisions tbody tr")).to_have_count(1)
    page.goto(f"{live_server.url}/")
    page.click("text=Continue")
    page.wait_for_url(f"{live_server.url}/jobs/{job.pk}/")


def test_a_pending_jobs_page_turns_into_its_desk_by_itself(live_server: Any, page: Page, ana: Reviewer) -> None:
    job = a_job(state=JobState.RUNNING, review_state=ReviewState.PENDING, media_state=MediaState.UNREACHABLE)
    page.clock.install()
    add_session(page, live_server.url)
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    expect(page.locator("#pending")).to_be_visible()
    Job.objects.update(state=JobState.SUCCEEDED, review_state=ReviewState.WAITING)
    page.clock.run_for(6_000)
    expect(page.locator("text=Claim this job")).to_be_visible()


def test_a_form_begins_at_its_first_error(live_server: Any, page: Page, ana: Reviewer) -> None:
    an_account()
    add_session(page, live_server.url)
    page.goto(f"{live_server.url}/videos/new/")
    page.click("main button.primary")
    expect(page.locator("#id_source")).to_be_focused()
    expect(page.locator("#id_source")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".field:has(#id_source) .errorlist")).to_be_visible()


def test_theme_and_language_are_switched_on_every_page(live_server: Any, page: Page, ana: Reviewer) -> None:
    for address in ("/login/", "/nothing/", "/"):
        page.goto(f"{live_server.url}{address}")
        page.click("[data-theme-switch]")
        expect(page.locator("html")).to_have_attribute("data-theme", "light")
        page.click("[data-theme-switch]")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.click("button[lang=zh-hans]")
        expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
        page.click("button[lang=en]")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        if address == "/nothing/":
            sign_in(page, live_server.url)


PAGES = ["/", "/?q=x&suggestion=block&due=overdue", "/me/", "/me/?show=decisions", "/account/", "/account/password/",
         "/videos/new/", "/jobs/new/", "/reports/", "/nothing/"]  # fmt: skip


def test_no_page_scrolls_sideways(live_server: Any, page: Page) -> None:
    ada = person("ada", Role.ADMIN, first_name="Ada", is_staff=True)
    settled(ada, "01795190400_550cf7189b78b9182806313eb537d87c")
    a_job(external_id="b" * 128, title="w" * 300, state=JobState.FAILED, error_message="m" * 500, error_code="C" * 200)
    sign_in(page, live_server.url, "ada")
    found = []
    for width in (800, 320):
        page.set_viewport_size({"width": width, "height": 800})
        for address in (*PAGES, "/login/"):
            page.goto(f"{live_server.url}{address}")
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found += [f"{address} at {width}: {over} px"] if over > 0 else []
    assert found == []


def test_every_error_page_is_designed(live_server: Any, page: Page, ana: Reviewer) -> None:
    sign_in(page, live_server.url)
    for address in ("/nothing/", "/reports/"):
        page.goto(f"{live_server.url}{address}")
        expect(page.locator("h1")).to_have_count(1)
        expect(page.locator("main .code")).to_be_visible()
        expect(page.locator("a.button")).to_have_attribute("href", "/")
