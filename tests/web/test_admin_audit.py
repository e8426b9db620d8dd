"""The audit trail and decisions in the admin: found by noun, person, day and job; a decision shows its chain."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reviews import audit
from reviews.decisions.claims import claim
from reviews.models import Decision, Reviewer
from reviews.vocabulary import DecisionTarget
from tests.builders import a_finding, a_job
from tests.verdicts import record_verdict


@pytest.fixture
def desk(ada: Reviewer) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def test_the_trail_is_filtered_by_noun_person_day_and_job(desk: Client, ana: Reviewer, ben: Reviewer) -> None:
    now = timezone.now()
    with transaction.atomic():
        audit.record("job.viewed", by=ana, now=now - timedelta(days=30), job_id=7)
        audit.record("jobs.rerouted", by=ben, now=now)
        audit.record("token.revoked", by=ben, now=now)

    def shown(query: str) -> set[str]:
        answer = desk.get(f"{reverse('admin:reviews_auditentry_changelist')}?{query}")
        return {entry.action for entry in answer.context["cl"].result_list}

    assert shown("about=job") == {"job.viewed"}
    assert shown("about=jobs") == {"jobs.rerouted"}
    assert shown(f"person={ana.pk}") == {"job.viewed"}
    assert shown("day=today") == {"jobs.rerouted", "token.revoked"}
    assert shown("q=7") == {"job.viewed"}
    assert len(shown("about=x&person=y&day=z")) == 3


def test_a_decision_shows_its_note_and_its_chain(desk: Client, ana: Reviewer) -> None:
    job, now = a_job(), timezone.now()
    finding = a_finding(job)
    fence = claim.claim(job.pk, by=ana, now=now).fence
    for number, verdict in enumerate(["pass", "block"]):
        record_verdict(
            job.pk, by=ana, now=now, target=DecisionTarget.FINDING, target_id=finding.pk, verdict=verdict,
            version=number + 1, fence=fence, idempotency_key=f"k{number}", note=f"<i>why {number}</i>",
        )  # fmt: skip
    old, new = Decision.objects.order_by("id")
    for one, other in ((old, new), (new, old)):
        page = desk.get(reverse("admin:reviews_decision_change", args=[one.pk])).content.decode()
        assert reverse("admin:reviews_decision_change", args=[other.pk]) in page
        assert f"&lt;i&gt;{one.note_text[3:-4]}&lt;/i&gt;" in page
