"""The right to review a job."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from reviews.access.errors import Conflict, NotAllowed, NotFound
from reviews.decisions.claims import claim
from reviews.models import AuditEntry, Job, Review, Reviewer
from reviews.vocabulary import ReviewOutcome, ReviewState, Role
from tests.builders import NOON, a_job
from tests.claims import claim_next
from tests.conftest import person

pytestmark = pytest.mark.django_db
LATER = NOON + claim.LEASE_LENGTH + timedelta(seconds=1)


def conflict(code: str) -> pytest.RaisesExc[Conflict]:
    return pytest.raises(Conflict, check=lambda error: error.code == code and error.status == 409)


def state_of(job: Job) -> str:
    return Job.objects.get(pk=job.pk).review_state


def test_a_claim_takes_the_job_for_ten_minutes(ana: Reviewer) -> None:
    job = a_job()
    review = claim.claim(job.pk, by=ana, now=NOON)
    assert (review.reviewer, review.fence, review.lease_until) == (ana, 1, NOON + timedelta(minutes=10))
    assert state_of(job) == ReviewState.CLAIMED
    assert AuditEntry.objects.get().action == "claim.taken"


def test_claiming_again_renews_the_lease_and_keeps_the_fence(ana: Reviewer) -> None:
    job = a_job()
    first = claim.claim(job.pk, by=ana, now=NOON)
    again = claim.claim(job.pk, by=ana, now=NOON + timedelta(minutes=5))
    assert (again.pk, again.fence) == (first.pk, first.fence)
    assert again.lease_until == NOON + timedelta(minutes=15)
    assert AuditEntry.objects.count() == 1


def test_a_job_in_other_hands_is_refused_with_their_name(ana: Reviewer, ben: Reviewer) -> None:
    job = a_job()
    claim.claim(job.pk, by=ana, now=NOON)
    with conflict("claim_held") as refused:
        claim.claim(job.pk, by=ben, now=NOON + timedelta(minutes=9))
    assert refused.value.context == {"holder": "Ana", "since": NOON, "until": NOON + claim.LEASE_LENGTH}
    assert "Ana" in str(refused.value)


def test_a_lapsed_lease_is_taken_and_ended(ana: Reviewer, ben: Reviewer) -> None:
    job = a_job()
    old = claim.claim(job.pk, by=ana, now=NOON)
    new = claim.claim(job.pk, by=ben, now=LATER)
    assert new.fence == old.fence + 1
    old.refresh_from_db()
    assert (old.outcome, old.ended_at) == (ReviewOutcome.EXPIRED, LATER)
    with conflict("claim_lost") as lost:
        claim.renew(job.pk, by=ana, fence=old.fence, now=LATER)
    assert lost.value.context["holder"] == "Ben"


def test_a_lapsed_lease_that_nobody_took_can_be_renewed(ana: Reviewer) -> None:
    job = a_job()
    review = claim.claim(job.pk, by=ana, now=NOON)
    assert claim.renew(job.pk, by=ana, fence=review.fence, now=LATER).is_live(LATER)


def test_renewing_with_another_fence_is_refused(ana: Reviewer) -> None:
    job = a_job()
    claim.claim(job.pk, by=ana, now=NOON)
    with conflict("claim_lost"):
        claim.renew(job.pk, by=ana, fence=99, now=NOON)


def test_a_released_job_waits_again(ana: Reviewer, ben: Reviewer) -> None:
    job = a_job()
    review = claim.claim(job.pk, by=ana, now=NOON)
    claim.release(job.pk, by=ana, fence=review.fence, now=NOON)
    assert state_of(job) == ReviewState.WAITING
    assert Review.objects.get().outcome == ReviewOutcome.RELEASED
    assert claim.claim(job.pk, by=ben, now=NOON).fence == 2
    with conflict("claim_lost"):
        claim.release(job.pk, by=ana, fence=99, now=NOON)


@pytest.mark.parametrize(("give_back", "told"), [(claim.release, "claim.released"), (claim.skip, "claim.skipped")])
def test_giving_back_twice_answers_the_same_and_is_told_once(
    ana: Reviewer, ben: Reviewer, give_back: Callable[..., None], told: str
) -> None:
    job = a_job()
    review = claim.claim(job.pk, by=ana, now=NOON)
    give_back(job.pk, by=ana, fence=review.fence, now=NOON)
    claim.claim(job.pk, by=ben, now=NOON)
    give_back(job.pk, by=ana, fence=review.fence, now=LATER)
    assert AuditEntry.objects.filter(action=told).count() == 1
    assert state_of(job) == ReviewState.CLAIMED


@pytest.mark.parametrize(
    ("state", "code"), [(ReviewState.SETTLED, "already_settled"), (ReviewState.PENDING, "not_ready")]
)
def test_only_waiting_jobs_can_be_claimed(ana: Reviewer, state: ReviewState, code: str) -> None:
    job = a_job(review_state=state)
    with conflict(code):
        claim.claim(job.pk, by=ana, now=NOON)


def test_an_unknown_job_is_not_found_and_an_analyst_may_not_claim(ana: Reviewer) -> None:
    with pytest.raises(NotFound):
        claim.claim(2**70, by=ana, now=NOON)
    with pytest.raises(NotAllowed):
        claim.claim(a_job().pk, by=person("ann", Role.ANALYST), now=NOON)


def test_next_is_the_riskiest_then_the_oldest(ana: Reviewer) -> None:
    jobs = {name: a_job(external_id=name, risk=risk) for name, risk in [("a", 1), ("b", 2.9), ("c", 2.9), ("d", 0)]}
    taken = [claim.claim_next_job(by=ana, now=NOON, hold_another=True) for _ in range(5)]
    assert [review and review.job_id for review in taken] == [jobs[name].pk for name in "bcad"] + [None]


def test_next_passes_over_the_skipped_pending_and_settled(ana: Reviewer) -> None:
    skipped = a_job(external_id="a", risk=3)
    a_job(external_id="b", review_state=ReviewState.PENDING)
    a_job(external_id="c", review_state=ReviewState.SETTLED)
    assert claim.claim_next_job(by=ana, now=NOON, skip_job_id=skipped.pk) is None


def test_next_takes_a_job_whose_lease_ran_out(ana: Reviewer, ben: Reviewer) -> None:
    risky = a_job(external_id="a", risk=3)
    a_job(external_id="b", risk=1)
    claim.claim(risky.pk, by=ana, now=NOON)
    assert claim_next(ben, LATER).job_id == risky.pk


def test_next_asks_a_fixed_number_of_questions(
    ana: Reviewer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        a_job(external_id=f"job-{number}")
    with django_assert_max_num_queries(14):
        claim.claim_next_job(by=ana, now=NOON)
