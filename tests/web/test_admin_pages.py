"""Every admin page opens for ada, with hostile provider text as text, and for nobody else."""

import gzip
import json
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib import admin
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reviews import audit
from reviews.access import api_tokens
from reviews.admin.base import ReadOnlyMixin
from reviews.decisions.claims import claim
from reviews.models import (
    AuditSeal,
    AutoSettleRule,
    BreakClock,
    Coverage,
    DeskSettings,
    Exposure,
    Filmstrip,
    HarmRule,
    Job,
    Payload,
    PlayableCopy,
    Presence,
    RecoveryRequest,
    Reviewer,
    RoutingRule,
    SignInFailure,
    Submission,
    TimelineColumns,
    TokenRefusal,
    VideoFacts,
    WorkCalendar,
    WorkerPulse,
)  # fmt: skip
from reviews.queues import draws, rule_versions
from reviews.vocabulary import DecisionTarget, FindingKind
from tests.builders import NOON, a_detection, a_finding, a_job, a_policy, a_queue, a_team
from tests.verdicts import record_verdict

HOSTILE = '"><img src=x onerror=alert(1)></pre><script>alert(2)</script>'
SIGNED = "https://h/v.mp4?Expires=1&OSSAccessKeyId=LTAIsecret&Signature=topsecret"
# A person's own: how they set their desk and how much they were exposed to is for nobody else to look at.
PRIVATE = {DeskSettings, Exposure, BreakClock}
OURS = [model for model in admin.site._registry if model._meta.app_label in ("reviews", "auth")]


@pytest.fixture
def desk(ana: Reviewer, ada: Reviewer) -> None:
    """One row of every table, with hostile text wherever a provider's or a person's text goes."""
    job = a_job(
        title=HOSTILE, source_url=SIGNED + HOSTILE, error_message=HOSTILE, user_data=HOSTILE, state_raw=HOSTILE,
        request_params={"url": SIGNED, "x": HOSTILE}, warnings=[{"code": HOSTILE}], provider_created_at=NOON,
    )  # fmt: skip
    for kind in FindingKind:
        finding = a_finding(job, kind, text=HOSTILE, label=HOSTILE, category=HOSTILE[:50], snapshot_object=HOSTILE)
        detection = a_detection(finding, content=HOSTILE, spans=[HOSTILE], key="k")
    body = json.dumps({"text": HOSTILE, "url": SIGNED}).encode()
    for number, raw in enumerate([body, HOSTILE.encode(), b"\xff\x00"]):
        Payload.objects.create(
            job=job, run=1, page_number=number, body_gzip=gzip.compress(raw), size=len(raw), sha256="a" * 64,
            fetched_at=NOON,
        )  # fmt: skip
    TimelineColumns.objects.create(job=job, evidence_version=1, body_gzip=b"", etag=HOSTILE)
    VideoFacts.objects.create(
        job=job, origin_ms=0, picture_start_ms=0, box_width=640, box_height=360, container=HOSTILE, holes=[],
        picture_codec=HOSTILE[:50],
    )  # fmt: skip
    PlayableCopy.objects.create(job=job, error=HOSTILE)
    Submission.objects.create(
        account=job.account, sent_by=ana, sent_at=NOON, request={"source": SIGNED, "title": HOSTILE},
        error_code=HOSTILE[:100], error_message=HOSTILE,
    )  # fmt: skip
    WorkerPulse.objects.create(sent_at=NOON, task_key=HOSTILE)
    a_policy(name_en=HOSTILE)
    now = timezone.now()
    api_tokens.create_token(ana, ["read"], 3, now=now)
    review = claim.claim(job.pk, by=ana, now=now)
    record_verdict(
        job.pk, by=ana, now=now, target=DecisionTarget.DETECTION, target_id=detection.pk, verdict="pass", version=1,
        fence=review.fence, idempotency_key="k", note=HOSTILE,
    )  # fmt: skip
    _rows_of_the_desk(job, ana)
    with transaction.atomic():
        audit.record("test.hostile", by=ana, now=now, subject=job, job_id=job.pk, text=HOSTILE)


def _rows_of_the_desk(job: Job, ana: Reviewer) -> None:
    hours = {"mon": [["09:00", "12:00"], ["13:00", "18:00"]]}
    calendar = WorkCalendar.objects.create(name=HOSTILE, hours=hours, holidays=["2026-10-01"])
    queue = a_queue(HOSTILE, a_team(HOSTILE, ana), due_minutes=60, calendar=calendar)
    RoutingRule.objects.create(queue=queue, category=HOSTILE, account=job.account)
    rule = AutoSettleRule.objects.create(name=HOSTILE, verdict="pass", label=HOSTILE)
    version = rule_versions.record_change(rule, now=NOON)
    draws.record_draw(job, rule, version, is_left_to_people=True, now=NOON)
    Presence.objects.create(job=job, person=ana, seen_at=NOON)
    RecoveryRequest.objects.create(
        kind="password_link", person=ana, requested_by=ana, requested_at=NOON, expires_at=NOON
    )
    TokenRefusal.objects.create(address_digest=HOSTILE, audited_at=NOON)
    SignInFailure.objects.create(name_digest="a" * 64, address_digest="b" * 64, at=NOON)
    Coverage.objects.create(job=job, reviewer=ana, ranges=[[0, 9, 100, 1, 0]], began_at=NOON, seen_at=NOON)
    Filmstrip.objects.create(
        job=job, interval_ms=5000, tile_width=160, tile_height=90, columns=5, rows=5, sheets=[HOSTILE]
    )
    HarmRule.objects.create(category=HOSTILE, label=HOSTILE, band="extreme")
    AuditSeal.objects.create(on=NOON.date(), at=NOON, entries=1, hash="c" * 64, signature="d" * 64)


@pytest.fixture
def ada_client(ada: Reviewer) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def address(model: type[models.Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


class _Markup(HTMLParser):
    """Collects what a strict content policy would block, and elements made of hostile text."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        inline = tag == "script" and "src" not in given and given.get("type") != "application/json"
        handlers = [name for name in given if name.startswith("on") or name == "style"]
        if inline or handlers or tag == "style" or given.get("src") == "x":
            self.bad.append(f"{tag} {given}")


def blocked(page: str) -> list[str]:
    """Inline script, style or handlers of the page, and hostile text that came through as markup."""
    markup = _Markup()
    markup.feed(page)
    return markup.bad


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_page_renders_with_hostile_text_as_text(
    desk: None, ada_client: Client, model: type[models.Model]
) -> None:
    listing = ada_client.get(address(model, "changelist"))
    assert listing.status_code == 200
    assert not blocked(listing.content.decode())
    rows = model._default_manager.all()
    assert rows.exists(), "the desk fixture lacks a row of this table"
    for row in rows:
        page = ada_client.get(address(model, "change", row.pk))
        assert page.status_code == 200
        text = page.content.decode()
        assert not blocked(text), row
        assert "topsecret" not in text
        assert "LTAIsecret" not in text
    assert "script-src 'self'" in listing.headers["Content-Security-Policy"]
    assert "unsafe" not in listing.headers["Content-Security-Policy"]


def test_every_model_of_ours_is_in_the_admin_and_no_queue_table_is() -> None:
    from django.apps import apps

    assert set(apps.get_app_config("reviews").get_models()) - PRIVATE <= set(admin.site._registry)
    assert not [model for model in admin.site._registry if model._meta.app_label == "django_q"]


def test_hostile_text_is_there_to_be_read(desk: None, ada_client: Client) -> None:
    page = ada_client.get(address(Job, "change", Job.objects.get().pk)).content.decode()
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in page
    payload = ada_client.get(address(Payload, "change", Payload.objects.earliest("id").pk)).content.decode()
    assert "&lt;script&gt;" in payload


@pytest.mark.parametrize(
    "model",
    [model for model in OURS if isinstance(admin.site._registry[model], ReadOnlyMixin)],
    ids=lambda m: m.__name__,
)
def test_what_is_only_shown_refuses_every_write(desk: None, ada_client: Client, model: type[models.Model]) -> None:
    row = model._default_manager.earliest("pk")
    before = list(model._default_manager.values())
    assert ada_client.post(address(model, "add"), {"x": "y"}).status_code == 403
    assert ada_client.post(address(model, "change", row.pk), {"x": "y"}).status_code == 403
    assert ada_client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    body = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    ada_client.post(address(model, "changelist"), body)
    assert list(model._default_manager.values()) == before


def test_only_managers_get_in(desk: None, ana: Reviewer, lea: Reviewer) -> None:
    outside = Client().get("/admin/")
    assert outside.status_code == 302
    for somebody in (ana, lea):
        Reviewer.objects.filter(pk=somebody.pk).update(is_staff=True)
        client = Client()
        client.force_login(somebody)
        for page in ("/admin/login/", address(Job, "changelist"), address(Job, "change", 1)):
            assert client.get(page, follow=True).status_code == 403
    Reviewer.objects.filter(pk=ana.pk).update(is_superuser=True, is_staff=True)
    client = Client()
    client.force_login(ana)
    assert client.get("/admin/").status_code == 200


def test_the_login_of_the_admin_is_the_desks_and_goes_nowhere_else(db: None) -> None:
    answer = Client().get("/admin/login/?next=https://evil.example/")
    assert answer.status_code == 302
    assert "evil" not in answer.headers["Location"]


@pytest.mark.parametrize("query", ["q=%00", "q=abc", "q=" + "9" * 40, "o=1.-2", "p=99999", "p=x", "nonsense=1", "e=1"])
def test_hostile_list_queries_are_no_500(desk: None, ada_client: Client, query: str) -> None:
    for model in OURS:
        assert ada_client.get(f"{address(model, 'changelist')}?{query}").status_code in (200, 302, 400), model
