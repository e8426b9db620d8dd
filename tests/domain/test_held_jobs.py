"""One job at a time: the next one is the one that is held, and a second one is held only by asking."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from reviews.access.errors import Conflict
from reviews.decisions.claims import claim
from reviews.decisions.verdicts.reopen import reopen_job
from reviews.models import Review, Reviewer
from reviews.vocabulary import ReviewOutcome
from tests.builders import NOON, a_job, a_queue, a_team
from tests.verdicts import submit_verdict

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(minutes=1)
AFTER_THE_LEASE = NOON + claim.LEASE_LENGTH + timedelta(seconds=1)


def refused(act: Callable[[], object]) -> Conflict:
    with pytest.raises(Conflict) as error:
        act()
    return error.value


def test_the_next_job_is_the_one_that_is_held_and_its_lease_is_renewed(ana: Reviewer) -> None:
    held = claim.claim(a_job().pk, by=ana, now=NOON)
    a_job(external_id="riskier", risk=3)
    found = claim.claim_next_job(by=ana, now=SOON)
    assert found == held
    assert found is not None
    assert (found.claimed_at, found.lease_until) == (NOON, SOON + claim.LEASE_LENGTH)
    assert Review.objects.count() == 1


def test_the_held_job_comes_also_when_another_queue_is_asked_and_when_nothing_waits(ana: Reviewer) -> None:
    held = claim.claim(a_job().pk, by=ana, now=NOON)
    assert claim.claim_next_job(by=ana, now=SOON, queue_id=a_queue("Live").pk) == held


def test_a_claim_that_lapsed_and_that_nobody_took_is_gone_on_with(ana: Reviewer) -> None:
    held = claim.claim(a_job().pk, by=ana, now=NOON)
    a_job(external_id="riskier", risk=3)
    assert claim.claim_next_job(by=ana, now=AFTER_THE_LEASE) == held


def test_a_held_job_that_went_out_of_sight_is_not_gone_on_with(ana: Reviewer) -> None:
    team = a_team("north", ana)
    claim.claim(a_job(queue=a_queue("North", team)).pk, by=ana, now=NOON)
    ana.groups.remove(team)
    other = a_job(external_id="other")
    found = claim.claim_next_job(by=Reviewer.objects.get(pk=ana.pk), now=SOON)
    assert found is not None
    assert found.job_id == other.pk


def test_asking_for_another_claims_another(ana: Reviewer) -> None:
    claim.claim(a_job().pk, by=ana, now=NOON)
    other = a_job(external_id="other")
    found = claim.claim_next_job(by=ana, now=SOON, hold_another=True)
    assert found is not None
    assert found.job_id == other.pk


def test_a_second_job_is_refused_and_named_until_it_is_asked_for(ana: Reviewer) -> None:
    job, other = a_job(), a_job(external_id="other")
    claim.claim(job.pk, by=ana, now=NOON)
    error = refused(lambda: claim.claim(other.pk, by=ana, now=SOON))
    assert (error.code, error.field) == ("already_holding", "hold_another")
    assert [(one["id"], one["external_id"]) for one in error.context["jobs"]] == [(job.pk, "job-1")]
    assert "job-1" in str(error)
    assert claim.claim(other.pk, by=ana, now=SOON, hold_another=True).job_id == other.pk
    assert claim.claim(job.pk, by=ana, now=SOON).job_id == job.pk  # each of both is still renewed


def test_a_claim_whose_lease_ended_is_no_held_job(ana: Reviewer) -> None:
    claim.claim(a_job().pk, by=ana, now=NOON)
    assert claim.claim(a_job(external_id="other").pk, by=ana, now=AFTER_THE_LEASE)


def test_a_lapsed_claim_does_not_come_back_beside_a_newer_one(ana: Reviewer) -> None:
    job = a_job()
    old = claim.claim(job.pk, by=ana, now=NOON)
    claim.claim(a_job(external_id="other").pk, by=ana, now=AFTER_THE_LEASE)
    error = refused(lambda: claim.renew(job.pk, by=ana, fence=old.fence, now=AFTER_THE_LEASE))
    assert (error.code, error.context["how"]) == ("claim_lost", "lapsed")


def test_taking_over_asks_too(ana: Reviewer, lea: Reviewer) -> None:
    job = a_job()
    claim.claim(job.pk, by=ana, now=NOON)
    claim.claim(a_job(external_id="other").pk, by=lea, now=NOON)
    error = refused(lambda: claim.take_over(job.pk, by=lea, reason="away", now=SOON))
    assert error.code == "already_holding"
    assert Review.objects.get(job=job).outcome == ReviewOutcome.ACTIVE
    assert claim.take_over(job.pk, by=lea, reason="away", now=SOON, hold_another=True).reviewer == lea


def test_reopening_asks_too(ana: Reviewer) -> None:
    job = a_job()
    held = claim.claim(job.pk, by=ana, now=NOON)
    said = {"version": 1, "fence": held.fence, "idempotency_key": "key-1", "note": "looked"}
    submit_verdict(job.pk, by=ana, now=NOON, verdict="pass", **said)
    claim.claim(a_job(external_id="other").pk, by=ana, now=NOON)
    assert refused(lambda: reopen_job(job.pk, by=ana, now=SOON)).code == "already_holding"
    assert reopen_job(job.pk, by=ana, now=SOON, hold_another=True)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_claim_one_job(ana: Reviewer) -> None:
    for number in range(6):
        a_job(external_id=f"job-{number}")

    def press(_: int) -> int:
        try:
            review = claim.claim_next_job(by=Reviewer.objects.get(pk=ana.pk), now=NOON)
            return review.job_id if review else 0
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        taken = set(threads.map(press, range(4)))
    assert len(taken) == 1
    assert Review.objects.active().count() == 1
