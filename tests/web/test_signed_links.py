"""No surface shows what signs a link: every hostile spelling on every page, list, answer, error, row and log line."""

import gzip
import html
import json
import logging

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reviews import audit
from reviews.models import AuditEntry, Job, Payload, ProviderAccount, Reviewer
from reviews.providers.errors import AuthenticationFailed, ProviderError
from reviews.sync import health, submit
from reviews.vocabulary import FindingKind, MediaState
from tests.builders import NOON, a_finding, a_job, an_account
from tests.hostile_links import HOSTILE, SECRET
from tests.responses import body_of

PARTS = [HOSTILE[start::4] for start in range(4)]


def a_job_full_of(links: list[str], by: Reviewer) -> Job:
    """A job each of whose texts holds every link, as a sentence and as the whole text."""
    text = " and ".join(f"could not read {link} at all" for link in links)
    account = an_account("leaky", last_error=links[0], last_error_code="connection")
    job = a_job(
        account, title=f"see {links[0]}", source_url=links[0], error_message=text, error_code="E1", state="failed",
        sync_error=links[-1], sync_error_code="connection", media_error=links[0], media_state=MediaState.UNREACHABLE,
        user_data=text, request_params={"data": {"url": links[0], "all": links, "sign": SECRET}, links[-1]: "name"},
        warnings=[{"code": "c", "path": links[0], "count": 1}, links[-1]], findings_count=len(links),
    )  # fmt: skip
    for number, link in enumerate(links):
        a_finding(job, key=f"t{number}", kind=FindingKind.FRAME, start_ms=number, snapshot_object=link)
    body = json.dumps({"job_id": job.external_id, "text": text, "all": links}).encode()
    Payload.objects.create(
        job=job, run=1, page_number=1, is_last=True, size=len(body), sha256="0" * 64, body_gzip=gzip.compress(body),
        fetched_at=NOON,
    )  # fmt: skip
    audit.record("job.submitted", by=by, now=NOON, subject=job, job_id=job.pk, text=text, all=[*links])
    return job


def addresses(job: Job) -> list[str]:
    finding = job.findings.earliest("pk")
    payload = Payload.objects.get(job=job)
    entry = AuditEntry.objects.filter(job_id=job.pk).earliest("pk")
    return [
        reverse("queue"), reverse("job", args=[job.pk]), reverse("job-history", args=[job.pk]),
        reverse("job-timeline", args=[job.pk]), reverse("job-verdicts", args=[job.pk]),
        reverse("job-video", args=[job.pk]), reverse("me"),
        reverse("admin:reviews_job_changelist"), reverse("admin:reviews_job_change", args=[job.pk]),
        reverse("admin:reviews_provideraccount_changelist"),
        reverse("admin:reviews_provideraccount_change", args=[job.account_id]),
        reverse("admin:reviews_payload_changelist"), reverse("admin:reviews_payload_change", args=[payload.pk]),
        reverse("admin:reviews_finding_changelist"), reverse("admin:reviews_finding_change", args=[finding.pk]),
        reverse("admin:reviews_detection_changelist"),
        reverse("admin:reviews_auditentry_changelist"), reverse("admin:reviews_auditentry_change", args=[entry.pk]),
        "/api/v1/jobs/", f"/api/v1/jobs/{job.pk}/", f"/api/v1/jobs/{job.pk}/findings/",
    ]  # fmt: skip


def text_of(answer: HttpResponseBase) -> str:
    raw = body_of(answer)
    if answer.headers.get("Content-Encoding") == "gzip" or raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    return html.unescape(raw.decode("utf-8", "replace"))


@pytest.mark.parametrize("links", PARTS, ids=range(4))
def test_no_page_list_or_answer_shows_what_signs_a_link(ada: Reviewer, links: list[str]) -> None:
    job = a_job_full_of(links, ada)
    client = Client()
    client.force_login(ada)
    leaks = []
    for address in addresses(job):
        answer = client.get(address, follow=False)
        assert answer.status_code in (200, 404) if "video" in address else answer.status_code == 200, address
        shown = text_of(answer)
        leaks += [(address, shown[max(0, at - 80) : at + 20]) for at in [shown.find(SECRET)] if at >= 0]
    assert leaks == []
    job.refresh_from_db()
    assert SECRET in job.error_message  # the evidence itself stays as received


def test_what_the_machine_read_and_what_a_person_wrote_is_shown_as_it_is(ada: Reviewer) -> None:
    said = "scan https://shop.example/join?token=abc&sign=1 now"
    job = a_job(an_account())
    finding = a_finding(job, kind=FindingKind.TEXT, text=said)
    finding.detections.create(
        key="d", position=0, category="ad", label="qr", suggestion="block", content=said, spans=[said]
    )
    client = Client()
    client.force_login(ada)
    for address in (reverse("job-timeline", args=[job.pk]), f"/api/v1/jobs/{job.pk}/findings/"):
        assert said in text_of(client.get(address)), address
    detection = finding.detections.get()
    assert said in text_of(client.get(reverse("admin:reviews_detection_change", args=[detection.pk])))


@pytest.mark.parametrize("link", HOSTILE)
def test_neither_a_refusal_nor_a_log_line_nor_an_accounts_row_shows_it(
    ana: Reviewer, caplog: pytest.LogCaptureFixture, link: str
) -> None:
    caplog.set_level(logging.DEBUG)
    account = an_account()
    for source in (f"x{link}", f"ftp:{link}"):
        with pytest.raises(ProviderError) as refused:
            submit.check_source(account, source)
        assert SECRET not in f"{refused.value}{refused.value!r}"
    health.record_failure(account, AuthenticationFailed(f"the cloud said {link} is wrong"), timezone.now())
    client = Client()
    client.force_login(ana)
    answer = client.post("/api/v1/jobs/", {"account": account.pk, "source_url": link}, content_type="application/json")
    assert SECRET not in answer.content.decode()
    assert SECRET not in ProviderAccount.objects.get().last_error
    assert SECRET not in caplog.text


def test_the_player_still_gets_its_redirect(ana: Reviewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_KEY_SANDBOX_ID", "an-id")
    monkeypatch.setenv("DESK_KEY_SANDBOX_SECRET", "a-secret")
    job = a_job(an_account("ali", "alibaba"), source_url="oss://b/k.mp4", source_location="oss-cn-shanghai")
    client = Client()
    client.force_login(ana)
    answer = client.get(reverse("job-video", args=[job.pk]))
    assert answer.status_code == 302
    assert "x-oss-signature=" in answer["Location"]
