"""Signing out gives back what the person holds, and nothing else."""

import pytest
from django.test import Client

from reviews import clock
from reviews.decisions.claims import claim
from reviews.models import AuditEntry, Job, Review, Reviewer
from reviews.vocabulary import ReviewOutcome, ReviewState
from tests import builders

pytestmark = pytest.mark.django_db


def test_signing_out_gives_ones_own_claims_back_and_no_one_elses(ana: Reviewer, ben: Reviewer) -> None:
    mine, bens = [builders.a_job(external_id=name) for name in ("a", "b")], builders.a_job(external_id="c")
    for job in mine:
        claim.claim(job.pk, by=ana, now=clock.now(), hold_another=True)
    claim.claim(bens.pk, by=ben, now=clock.now())
    client = Client()
    client.force_login(ana)
    client.post("/logout/")
    states = dict(Job.objects.values_list("external_id", "review_state"))
    assert states == {"a": ReviewState.WAITING, "b": ReviewState.WAITING, "c": ReviewState.CLAIMED}
    assert set(Review.objects.filter(reviewer=ana).values_list("outcome", flat=True)) == {ReviewOutcome.RELEASED}
    told = list(AuditEntry.objects.order_by("id").values_list("action", "actor_name"))
    assert told[-3:] == [("claim.released", "ana"), ("claim.released", "ana"), ("session.signed_out", "ana")]


def test_signing_out_with_empty_hands_leaves_one_entry(ana: Reviewer) -> None:
    client = Client()
    client.force_login(ana)
    before = AuditEntry.objects.count()
    client.post("/logout/")
    assert AuditEntry.objects.count() == before + 1


def test_signing_out_clears_what_the_browser_cached_and_not_what_it_still_has_to_send(ana: Reviewer) -> None:
    client = Client()
    client.force_login(ana)
    assert client.post("/logout/")["Clear-Site-Data"] == '"cache"'
