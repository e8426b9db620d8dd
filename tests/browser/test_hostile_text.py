"""Hostile text in every field that a provider or a person fills stays text on every page, the admin's too."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from reviews import audit
from reviews.decisions.claims import claim
from reviews.models import Job, Payload, Reviewer
from reviews.vocabulary import DecisionTarget, FindingKind, JobState, MediaState, ReviewState, Role
from tests.browser.conftest import sign_in, wait_for_workspace
from tests.builders import NOON, a_detection, a_finding, a_job, a_policy, a_queue, a_team, an_account
from tests.conftest import person
from tests.verdicts import record_verdict

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOSTILE = (
    "\"'><img src=x onerror=window.__hit=1><script>window.__hit=2</script></textarea></title></pre>"
    "{{ 7|add:7 }}{% now %}${7*7}<%= 7 %>javascript:window.__hit=3 "
    "\u202egnp.exe\u202c\u2066\u200b\u200d\ufeff\u0301 &lt;b&gt; ]]> --> \u2028 "
)
LONG = HOSTILE + "x" * 10_000
SHORT = HOSTILE[:80]


@pytest.fixture
def ada() -> Reviewer:
    return person("ada", Role.ADMIN, first_name=HOSTILE[:100], last_name=HOSTILE[20:120], is_staff=True)


@pytest.fixture
def job(ada: Reviewer) -> Job:
    """Every text column of a job, its findings and detections, and what hangs on them."""
    account = an_account(HOSTILE[:60], region=SHORT[:40], project_id=SHORT[:40])
    queue = a_queue(SHORT, a_team(SHORT, ada))
    job = a_job(
        account, title=LONG[:300], state=JobState.FAILED, state_raw=HOSTILE[:100], suggestion_raw=HOSTILE[:100],
        source_url=LONG, source_location=SHORT, output_bucket=SHORT, output_location=SHORT, output_object=LONG,
        error_code=LONG[:200], error_message=LONG, request_id=LONG[:200], user_data=LONG, biz_type=LONG[:200],
        pipeline_id=LONG[:200], media_error=LONG[:300], sync_error_code=HOSTILE[:100], sync_error=LONG[:500],
        request_params={HOSTILE: [LONG]}, warnings=[{"code": HOSTILE, HOSTILE: LONG}],
        media_state=MediaState.UNREADABLE, queue=queue,
    )  # fmt: skip
    for kind in FindingKind:
        finding = a_finding(
            job, kind, text=LONG, label=LONG[:200], category=HOSTILE[:100], suggestion_raw=HOSTILE[:100],
            snapshot_bucket=SHORT, snapshot_location=SHORT, snapshot_object=LONG,
        )  # fmt: skip
        a_detection(finding, content=LONG, spans=[HOSTILE], label=LONG[:200], category=HOSTILE[:100], key=SHORT)
    Payload.objects.create(job=job, run=1, page_number=0, body_gzip=b"", size=0, sha256="a" * 64, fetched_at=NOON)
    _with_decisions(job, ada)
    return job


def _with_decisions(job: Job, ada: Reviewer) -> None:
    policy, now = a_policy("HST-1", name_en=HOSTILE[:100], name_zh=HOSTILE[:100]), timezone.now()
    review = claim.claim(job.pk, by=ada, now=now)
    finding = job.findings.first()
    assert finding
    record_verdict(
        job.pk, by=ada, now=now, target=DecisionTarget.FINDING, target_id=finding.pk, verdict="block", version=1,
        fence=review.fence, idempotency_key="k", policy_id=policy.pk, note=LONG[:4000],
    )  # fmt: skip
    with transaction.atomic():
        audit.record("test.hostile", by=ada, now=now, subject=job, job_id=job.pk, text=HOSTILE)


@pytest.fixture
def opened(page: Page, browser_errors: list[str]) -> Any:
    """Opens an address and notes what went wrong on it."""
    page.on("dialog", lambda dialog: dialog.dismiss())

    def open_it(address: str, found: list[str], *, is_desk: bool = False) -> None:
        before = len(browser_errors)
        answer = page.goto(address)
        assert answer
        if is_desk:
            wait_for_workspace(page)
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        hit = page.evaluate("window.__hit")
        found += [f"{address}: {answer.status}"] if answer.status >= 500 else []
        found += [f"{address}: executed {hit}"] if hit else []
        found += [f"{address}: {over} px too wide"] if over > 0 and "/admin/" not in address else []
        found += [f"{address}: {said}" for said in browser_errors[before:] if "Failed to load resource" not in said]

    return open_it


def test_no_page_of_the_desk_runs_or_bursts(live_server: Any, page: Page, ada: Reviewer, job: Job, opened: Any) -> None:
    a_job(external_id="pending", account=job.account, state=JobState.RUNNING, state_raw=HOSTILE[:100],
          review_state=ReviewState.PENDING, suggestion="", queue=job.queue, title=LONG[:300])  # fmt: skip
    sign_in(page, live_server.url, "ada")
    found: list[str] = []
    typed = "%22%3E%3Cscript%3Ewindow.__hit=4%3C/script%3E"
    for width in (1440, 800):
        page.set_viewport_size({"width": width, "height": 900})
        for path in (
            "/", f"/?q={typed}&text={typed}", "/me/", "/me/?show=decisions", "/account/", "/videos/new/", "/jobs/new/",
            "/reports/", f"/{typed}/", f"/me/?day={typed}",
        ):  # fmt: skip
            opened(live_server.url + path, found)
        for one in Job.objects.all():
            opened(f"{live_server.url}/jobs/{one.pk}/", found, is_desk=True)
        for tab in page.locator("[role=tab]").all():
            tab.click()
            if tab.get_attribute("id") == "tab-history":
                expect(page.locator("#panel-history > *").first).to_be_attached()  # its request is over
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found += [f"{tab.get_attribute('id')} at {width}: {over} px too wide"] if over > 0 else []
        found += ["executed in a tab"] if page.evaluate("window.__hit") else []
    assert found == []


def test_no_page_of_the_admin_runs_it(live_server: Any, page: Page, ada: Reviewer, job: Job, opened: Any) -> None:
    sign_in(page, live_server.url, "ada")
    found: list[str] = []
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        try:
            addresses = [reverse(f"{name}_changelist")]
            row = model._default_manager.order_by("pk").last()
            addresses += [reverse(f"{name}_change", args=[row.pk])] if row else []
        except NoReverseMatch:
            continue
        for address in addresses:
            opened(live_server.url + address, found)
    assert found == []
