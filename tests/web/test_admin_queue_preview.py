"""The preview of a queue's rules: what they match now, a trial of re-routing, the re-routing itself."""

import pytest
from django.test import Client
from django.urls import reverse

from reviews.models import AuditEntry, Job, Reviewer, RoutingRule
from tests.builders import a_finding, a_job, a_queue, an_account
from tests.web.test_admin_queues import posted, queue_page


@pytest.fixture
def desk(ada: Reviewer) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def test_the_preview_counts_then_tries_then_routes(desk: Client) -> None:
    queue = a_queue("Other account")
    wanted = a_job(an_account("other"), "wanted")
    a_job(external_id="stays")
    RoutingRule.objects.create(queue=queue, account=wanted.account)
    address = reverse("admin:reviews_queue_preview", args=[queue.pk])
    assert address in desk.get(queue_page(queue)).content.decode()
    page = desk.get(address).content.decode()
    assert ("wanted" in page, "stays" in page) == (True, False)
    assert "Moved to another queue: 1" in desk.post(address, {"step": "try"}).content.decode()
    wanted.refresh_from_db()
    assert wanted.queue
    assert wanted.queue.is_fallback
    assert not AuditEntry.objects.filter(action="jobs.rerouted").exists()


def test_the_preview_counts_what_was_not_passed_unless_the_rule_asks_for_passes(desk: Client) -> None:
    job, queue = a_job(external_id="cooking-class"), a_queue("Terrorism")
    a_finding(job, category="terrorism", label="normal", suggestion="pass", score=1.0)
    rule = {"position": 1, "random_share": "1", "is_active": "on", "category": "terrorism"}
    assert desk.post(queue_page(queue), posted(queue, [rule])).status_code == 302
    address = reverse("admin:reviews_queue_preview", args=[queue.pk])
    page = desk.get(address).content.decode()
    assert ("<td>0</td>" in page, "cooking-class" in page) == (True, False)
    assert "Empty: review or block." in desk.get(queue_page(queue)).content.decode()
    passes = {**rule, "position": 2, "finding_suggestion": "pass"}
    other = a_queue("Passes")
    assert desk.post(queue_page(other), posted(other, [passes])).status_code == 302
    page = desk.get(reverse("admin:reviews_queue_preview", args=[other.pk])).content.decode()
    assert ("<td>1</td>" in page, "cooking-class" in page) == (True, True)
    assert "suggestion of the finding:" in " ".join(page.split())


@pytest.mark.django_db(transaction=True)
def test_the_preview_routes_when_told(desk: Client) -> None:
    queue = a_queue("Other account")
    wanted = a_job(an_account("other"), "wanted")
    RoutingRule.objects.create(queue=queue, account=wanted.account)
    address = reverse("admin:reviews_queue_preview", args=[queue.pk])
    assert "Moved: 1, not moved: 0" in desk.post(address, {"step": "go"}, follow=True).content.decode()
    assert Job.objects.get().queue == queue


def test_a_long_queue_is_left_to_the_command(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviews.admin.queue_preview.MAX_JOBS_IN_PAGE", 0)
    a_job()
    address = reverse("admin:reviews_queue_preview", args=[a_queue("Q").pk])
    for step in ("try", "go"):
        assert "manage.py reroute --dry-run" in desk.post(address, {"step": step}).content.decode()
