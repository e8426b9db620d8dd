"""The product's main job in a real browser, on real input: sandbox, signed HTTP, H.264, a decision, the report."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from reviews.models import AuditEntry, Decision, Detection, Job, ProviderAccount, Reviewer
from reviews.providers.base import SubmitRequest
from reviews.sandbox import clips, server
from reviews.sync.submit import submit_video
from reviews.vocabulary import MediaState, ReviewState, Role
from tests.browser.conftest import sign_in, wait_for_workspace, wait_until
from tests.browser.video_scene import screenshot_of_page, until_shown
from tests.builders import a_policy, an_account
from tests.conftest import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLIP = "street"
COLOURS = {"review": (240, 185, 91), "block": (255, 138, 128)}  # the dark theme's tokens


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[server.Sandbox]:
    monkeypatch.setenv("DESK_KEY_SANDBOX_ID", "sandbox-ak")
    monkeypatch.setenv("DESK_KEY_SANDBOX_SECRET", "sandbox-sk")
    running = server.start(speed=50)
    settings.SECURE_CSP = {
        **settings.SECURE_CSP,
        "media-src": [*settings.SECURE_CSP["media-src"], running.url],
        "img-src": [*settings.SECURE_CSP["img-src"], running.url],
    }
    settings.SYNC_POLL_SECONDS = 1
    yield running
    running.stop()


@pytest.fixture
def jobs(sandbox: server.Sandbox) -> dict[str, Job]:
    """One job of each provider, submitted and synced over signed HTTP."""
    sources = {"huawei": f"{sandbox.url}/media/{CLIP}.mp4", "alibaba": f"oss://sandbox-videos/{CLIP}.mp4"}
    found = {}
    for provider, source in sources.items():
        request = SubmitRequest(
            source=source,
            title="clip",
            frame_interval_s=1 if provider == "huawei" else None,
            output="" if provider == "huawei" else "oss://sandbox-stills/{Count}.jpg",
        )
        found[provider] = submit_video(_account(provider, sandbox.url), request, by=None, now=timezone.now())
    call_command("sync", until_idle=True)
    for job in found.values():
        job.refresh_from_db()
        assert job.review_state == ReviewState.WAITING
    return found


def _account(provider: str, url: str) -> ProviderAccount:
    return an_account(
        provider, provider, endpoint=url, identity_endpoint=url, object_endpoint=url,
        rate_per_second=100, discovers_jobs=False,
    )  # fmt: skip


def test_a_person_reviews_a_job_of_each_provider(
    live_server: Any, page: Page, jobs: dict[str, Job], browser_errors: list[str]
) -> None:
    ana = person("ana", Role.LEAD, first_name="Ana")
    policy = a_policy()
    sign_in(page, live_server.url)
    expect(page.locator(".queue-table tbody tr")).to_have_count(2)

    page.click("text=Review next")
    wait_for_workspace(page)
    first = Job.objects.get(review_state=ReviewState.CLAIMED)
    second = Job.objects.exclude(pk=first.pk).get()
    for job in (first, second):
        assert page.url == f"{live_server.url}/jobs/{job.pk}/"
        play(page)
        see_the_box(page, job)
        overridden = override_one(page, job)
        submit_verdict(page, policy.pk)
        page.wait_for_url(f"{live_server.url}/jobs/{second.pk}/" if job == first else f"{live_server.url}/")
        if job == first:
            wait_for_workspace(page)
        is_settled(job, ana, overridden)

    page.goto(f"{live_server.url}/reports/")
    expect(page.get_by_role("row", name="finding").locator("td").nth(2)).to_have_text("2")
    expect(page.get_by_role("row", name="All").locator("td").nth(1)).to_have_text("2")
    assert browser_errors == []


def play(page: Page) -> None:
    wait_until(page, "document.querySelector('video').readyState >= 2")
    page.keyboard.press("Space")
    wait_until(page, "document.querySelector('video').currentTime > 0.4")
    page.keyboard.press("Space")
    wait_until(page, "document.querySelector('video').paused")


def see_the_box(page: Page, job: Job) -> None:
    """A box is drawn where the provider says, and the picture under it is what the clip's script drew."""
    detection = (
        Detection.objects.filter(finding__job=job, label__in=["weapon", "leader"], x1__isnull=False)
        .order_by("finding__start_ms")
        .select_related("finding")
        .first()
    )
    if detection is None:
        assert job.account.provider != "huawei"  # this provider tells no boxes
        return
    start_ms = detection.finding.start_ms
    assert start_ms is not None
    go_to(page, detection.finding_id)
    wait_until(page, f"Math.abs(document.querySelector('video').currentTime * 1000 - {start_ms}) < 5")
    until_shown(page)
    assert detection.box
    x1, y1, x2, y2 = detection.box
    truth = {label: (box, colour) for label, box, colour in clips.boxes_at(CLIP, start_ms / 1000)}
    _, colour = truth[detection.label]
    middle, edge = ((x1 + x2) / 2, (y1 + y2) / 2), (x1, (y1 + y2) / 2)
    seen: Any = screenshot_of_page(page).getpixel(on_screen(page, *middle))
    assert max(seen) - min(seen) < 8  # grey until a person holds on
    page.keyboard.down("Shift")
    page.keyboard.down("H")
    wait_until(
        page, lambda: near(screenshot_of_page(page).getpixel(on_screen(page, *middle)), colour, 40), "its colour shows"
    )
    wait_until(
        page,
        lambda: near(screenshot_of_page(page).getpixel(on_screen(page, *edge)), COLOURS[detection.suggestion], 40),
        "boxed",
    )
    page.keyboard.up("H")
    page.keyboard.up("Shift")


def go_to(page: Page, finding_id: int) -> None:
    """Step with N until that finding is the chosen one."""
    row = page.locator(".finding[aria-current=true]")
    place = page.evaluate(
        "async id => { const d = await (await fetch(location.pathname + 'timeline.json')).json();"
        "const f = d.findings.id; if (Array.isArray(f)) return f.indexOf(id);"
        "let at = f.from; for (let i = 0; i < d.findings.count; i++) { if (at === id) return i;"
        "at += Array.isArray(f.steps) ? f.steps[i] : f.steps.same } return -1 }",
        finding_id,
    )
    for _ in range(place + 1):
        page.keyboard.press("n")
    expect(row).to_have_attribute("data-index", str(place))


def on_screen(page: Page, x: float, y: float) -> tuple[int, int]:
    """A point of the source picture in page pixels, worked out apart from the page's own code."""
    rect = page.evaluate(
        "() => { const v = document.querySelector('video'), r = v.getBoundingClientRect();"
        "return [r.x, r.y, r.width, r.height, v.videoWidth, v.videoHeight] }"
    )
    left, top, width, height, sw, sh = rect
    scale = min(width / sw, height / sh)
    return round(left + (width - sw * scale) / 2 + x * scale), round(top + (height - sh * scale) / 2 + y * scale)


def near(seen: Any, wanted: tuple[int, ...], most: int) -> bool:
    return all(abs(one - other) <= most for one, other in zip(seen, wanted, strict=True))


def override_one(page: Page, job: Job) -> str:
    """Give the chosen finding another verdict than the machine's, by its key."""
    if page.locator(".finding[aria-current=true]").count() == 0:
        page.keyboard.press("n")
    row = page.locator(".finding[aria-current=true]")
    said = row.locator(".finding-verdict .chip").get_attribute("data-suggestion")
    verdict = "pass" if said != "pass" else "block"
    page.keyboard.press("1" if verdict == "pass" else "3")
    expect(row.locator(f".finding-verdict [data-verdict={verdict}]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#desk-say")).to_have_text("Saved.")
    decision = Decision.objects.get(job=job)
    assert (decision.verdict, decision.is_override) == (verdict, True)
    return verdict


def submit_verdict(page: Page, policy: int) -> None:
    page.locator(".verdict-choice label", has_text="block").click()
    page.select_option("verdict-bar [name=policy_id]", str(policy))
    page.fill("verdict-bar [name=note]", "seen in the browser")
    page.keyboard.press("Control+Enter")


def is_settled(job: Job, by: Reviewer, overridden: str) -> None:
    job.refresh_from_db()
    assert (job.review_state, job.verdict) == (ReviewState.SETTLED, "block")
    assert Decision.objects.filter(job=job, target="finding", verdict=overridden).count() == 1
    actions = set(AuditEntry.objects.filter(job_id=job.pk, actor_id=by.pk).values_list("action", flat=True))
    assert {"job.viewed", "claim.taken", "decision.recorded", "job.settled"} <= actions


def test_the_video_of_each_provider_is_known_to_us(jobs: dict[str, Job]) -> None:
    assert {job.media_state for job in jobs.values()} <= {MediaState.READY, MediaState.UNKNOWN}


def test_a_link_that_ended_is_renewed_and_the_place_is_kept(
    live_server: Any, page: Page, jobs: dict[str, Job], sandbox: server.Sandbox
) -> None:
    person("ana", Role.REVIEWER, first_name="Ana")
    sign_in(page, live_server.url)
    sandbox.faults.next(1, status=403, action="oss-object")
    page.goto(f"{live_server.url}/jobs/{jobs['alibaba'].pk}/")
    wait_for_workspace(page)
    wait_until(page, "document.querySelector('video').readyState >= 2")
    expect(page.locator(".screen-state")).to_be_hidden()
    page.evaluate("document.querySelector('video').currentTime = 7")
    wait_until(page, "!document.querySelector('video').seeking")
    page.evaluate("document.querySelector('review-player').renewedAt = undefined")
    page.evaluate("document.querySelector('video').dispatchEvent(new Event('error'))")
    wait_until(page, "document.querySelector('video').readyState >= 2")
    wait_until(page, "Math.abs(document.querySelector('video').currentTime - 7) < 0.1")
