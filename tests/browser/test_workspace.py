"""The desk in a real browser on rows of our own: keys, conflicts, drafts, hostile text, a large job."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reviews.decisions.claims import claim
from reviews.models import Decision, Detection, Finding, Job, Review, Reviewer
from reviews.vocabulary import DecisionTarget, FindingKind, MediaState, Role
from tests.browser.conftest import add_session, open_claimed_workspace, wait_for_workspace
from tests.builders import NOON, a_detection, a_finding, a_job
from tests.conftest import person
from tests.verdicts import record_verdict

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def job() -> Job:
    job = a_job(media_state=MediaState.UNREACHABLE, media_error="The store answered 404.")
    for _ in range(3):
        a_detection(a_finding(job))
    a_finding(job, FindingKind.AUDIO, text="said something", label="abuse")
    return job


def test_keys_choose_and_decide_without_a_video(
    live_server: Any, page: Page, ana: Reviewer, job: Job, browser_errors: list[str]
) -> None:
    open_claimed_workspace(page, live_server, job)
    expect(page.get_by_text("The video cannot be reached.")).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.keyboard.press("Shift+N")
    page.keyboard.press("2")
    expect(page.locator("#desk-say")).to_have_text("Saved.")
    assert Decision.objects.get().finding == job.findings.in_time().first()
    expect(page.locator("[data-rollup=block]")).to_have_text("3")
    assert browser_errors == []


def test_keys_are_letters_while_somebody_types(live_server: Any, page: Page, ana: Reviewer, job: Job) -> None:
    open_claimed_workspace(page, live_server, job)
    page.keyboard.press("n")
    page.click("verdict-bar [name=note]")
    page.keyboard.type("n 123 ")
    assert page.input_value("verdict-bar [name=note]") == "n 123 "
    assert Decision.objects.count() == 0


def test_a_detection_has_its_own_verdict(live_server: Any, page: Page, ana: Reviewer, job: Job) -> None:
    open_claimed_workspace(page, live_server, job)
    page.keyboard.press("n")
    page.locator(".detection [data-verdict=pass]").click()
    expect(page.locator(".detection [data-verdict=pass]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#desk-say")).to_have_text("Saved.")
    assert Decision.objects.get().target == DecisionTarget.DETECTION


def test_a_stale_write_says_who_changed_what_and_keeps_the_note(
    live_server: Any, page: Page, ana: Reviewer, job: Job, browser_errors: list[str]
) -> None:
    open_claimed_workspace(page, live_server, job)
    page.fill("verdict-bar [name=note]", "half a thought")
    review, finding = Review.objects.get(), job.findings.in_time()[0]
    record_verdict(
        job.pk, by=ana, now=timezone.now(), target=DecisionTarget.FINDING, target_id=finding.pk, verdict="pass",
        version=1, fence=review.fence, idempotency_key="in-another-tab",
    )  # fmt: skip
    page.locator("h1").click()
    page.keyboard.press("n")
    page.keyboard.press("3")
    expect(page.locator("#desk-say")).to_contain_text("Ana marked it as pass")
    assert page.input_value("verdict-bar [name=note]") == "half a thought"
    expect(page.locator(".finding[aria-current=true] .finding-verdict [data-verdict=pass]")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert all("409" in complaint for complaint in browser_errors)


def test_losing_the_claim_says_so_at_once_and_keeps_the_draft(
    live_server: Any, page: Page, ana: Reviewer, job: Job
) -> None:
    ben = person("ben", Role.REVIEWER, first_name="Ben")
    open_claimed_workspace(page, live_server, job)
    page.fill("verdict-bar [name=note]", "half a thought")
    Review.objects.update(lease_until=NOON.replace(year=2020))
    claim.claim(job.pk, by=ben, now=timezone.now())
    page.evaluate("document.querySelector('lease-clock').beat()")
    expect(page.locator("#desk-say")).to_contain_text("Your claim on this job has ended.")
    expect(page.get_by_role("button", name="Submit & next")).to_be_disabled()
    assert page.input_value("verdict-bar [name=note]") == "half a thought"


def test_a_missing_policy_is_told_beside_the_field(live_server: Any, page: Page, ana: Reviewer, job: Job) -> None:
    open_claimed_workspace(page, live_server, job)
    page.locator(".verdict-choice label", has_text="block").click()
    page.click("text=Submit & next")
    expect(page.locator(".verdict-error")).to_contain_text("choose the policy")
    expect(page.locator("verdict-bar [name=policy_id]")).to_be_focused()


HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<svg/onload=alert(1)>", "{{ 7*7 }}",
    "javascript:alert(1)", "</script><script>alert(1)</script>", "<iframe srcdoc='<script>alert(1)</script>'>",
]  # fmt: skip


def test_hostile_text_stays_text_in_the_browser(
    live_server: Any, page: Page, ana: Reviewer, browser_errors: list[str]
) -> None:
    job = a_job(title=HOSTILE[0], user_data=HOSTILE[1], source_url=HOSTILE[4], media_state=MediaState.UNREACHABLE)
    for text in HOSTILE:
        a_detection(a_finding(job, category=text[:100], label=text, text=text), content=text, spans=[text], label=text)
    add_session(page, live_server.url)
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    wait_for_workspace(page)
    for _ in HOSTILE:
        page.keyboard.press("n")
    for tab in ("text", "history", "facts"):
        page.click(f"#tab-{tab}")
    assert page.locator("iframe, svg[onload], img[onerror], .facts a, .finding a").count() == 0
    assert browser_errors == []


def test_a_three_hour_video_with_32400_detections_stays_small(
    live_server: Any, page: Page, ana: Reviewer, browser_errors: list[str]
) -> None:
    job = a_job(media_state=MediaState.UNREACHABLE, duration_ms=10_800_000, frame_interval_ms=1000)
    frames = Finding.objects.bulk_create(
        Finding(
            job=job, key=f"f{n}", kind=FindingKind.FRAME, start_ms=n * 1000, suggestion="block",
            category="porn", first_seen_at=NOON, changed_at=NOON,
        )
        for n in range(10_800)
    )  # fmt: skip
    Detection.objects.bulk_create(
        Detection(
            finding=frame, key=str(k), position=k, category="porn", label="x", suggestion="review", score=0.5,
            x1=k, y1=k, x2=k + 50, y2=k + 50,
        )
        for frame in frames for k in range(3)
    )  # fmt: skip
    add_session(page, live_server.url)
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    wait_for_workspace(page)
    expect(page.locator("#tab-findings")).to_contain_text("10800")
    page.locator(".finding-scroll").evaluate("e => e.scrollTop = e.scrollHeight / 2")
    expect(page.locator(".finding").nth(8)).to_contain_text("01:")
    assert page.evaluate("document.querySelectorAll('*').length") < 1500
    box = page.locator("review-timeline .lanes canvas").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 8)
    expect(page.locator(".finding[aria-current=true]")).to_be_visible()
    assert browser_errors == []
