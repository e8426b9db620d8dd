"""How a claim ended, told to the person who lost it: by whom, when and why."""

from datetime import timedelta

import pytest

from reviews.access.errors import Conflict
from reviews.decisions.claims import claim, force_release
from reviews.decisions.claims.claim_end import find_claim_end
from reviews.models import Job, Reviewer
from tests.builders import NOON, a_job, a_policy
from tests.verdicts import submit_verdict

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(minutes=1)
AFTER_THE_LEASE = NOON + claim.LEASE_LENGTH + timedelta(minutes=5)


@pytest.fixture
def job(ana: Reviewer) -> Job:
    job = a_job()
    claim.claim(job.pk, by=ana, now=NOON)
    return Job.objects.get(pk=job.pk)


def lost(job: Job, ana: Reviewer, verdict: str = "pass") -> Conflict:
    said = {"version": 1, "fence": 1, "idempotency_key": "key-1", "note": "looked"}
    with pytest.raises(Conflict) as error:
        submit_verdict(job.pk, by=ana, now=AFTER_THE_LEASE, verdict=verdict, **said)
    return error.value


def test_a_take_over_is_told_with_its_reason(job: Job, ana: Reviewer, lea: Reviewer) -> None:
    claim.take_over(job.pk, by=lea, reason="Ana went home", now=SOON)
    error = lost(job, ana)
    assert error.code == "claim_lost"
    assert "Lea took the job over at 2026-11-21 12:01 UTC. Reason: “Ana went home”" in str(error)
    told = {name: error.context[name] for name in ("how", "ended_by", "ended_at", "reason")}
    assert told == {"how": "taken_over", "ended_by": "Lea", "ended_at": SOON, "reason": "Ana went home"}


def test_a_claim_that_ran_out_names_its_end_and_who_has_the_job(job: Job, ana: Reviewer, ben: Reviewer) -> None:
    claim.claim(job.pk, by=ben, now=AFTER_THE_LEASE)
    error = lost(job, ana)
    assert "ended at 2026-11-21 12:10 UTC. Ben claimed the job at 2026-11-21 12:15 UTC." in str(error)
    assert (error.context["how"], error.context["ended_by"]) == ("expired", "Ben")


def test_a_claim_that_ran_out_and_that_nobody_took_can_be_claimed_again(job: Job, ana: Reviewer) -> None:
    error = lost(job, ana)
    assert error.context["how"] == "lapsed"
    assert "Nobody has claimed the job since: claim it again." in str(error)


def test_an_admin_who_released_it_is_named(job: Job, ana: Reviewer, ada: Reviewer) -> None:
    force_release.force_release_jobs([job.pk], by=ada, now=SOON)
    error = lost(job, ana)
    assert "Ada released your claim at 2026-11-21 12:01 UTC." in str(error)
    assert (error.context["how"], error.context["ended_by"]) == ("freed", "Ada")


def test_who_released_it_by_themselves_lost_nothing(job: Job, ana: Reviewer) -> None:
    force_release.release_all_own(by=ana, now=SOON)
    assert "You released the job at 2026-11-21 12:01 UTC" in str(lost(job, ana))
    end = find_claim_end(job, by=ana)
    assert end is not None
    assert not end.is_loss


def test_a_job_that_was_settled_meanwhile_names_who_did_and_when(job: Job, ana: Reviewer, lea: Reviewer) -> None:
    fence = claim.take_over(job.pk, by=lea, reason="Ana went home", now=SOON).fence
    said = {"version": 1, "fence": fence, "idempotency_key": "key-1", "policy_id": a_policy().pk}
    submit_verdict(job.pk, by=lea, now=SOON, verdict="block", note="seen", **said)
    error = lost(job, ana)
    assert (error.code, error.context["settled_by"]) == ("already_settled", "Lea")
    assert "Lea settled this job at 2026-11-21 12:01 UTC: block." in str(error)


def test_a_claim_that_never_was_has_no_end(job: Job, ben: Reviewer) -> None:
    assert find_claim_end(job, by=ben) is None
