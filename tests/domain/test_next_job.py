"""What is offered next, what is passed over, and who takes over from whom."""

import signal
import subprocess
import sys
import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from reviews.access.errors import Conflict, Invalid, NotAllowed, NotFound
from reviews.decisions.claims import claim, lease
from reviews.models import AuditEntry, Job, Review, Reviewer
from reviews.vocabulary import ReviewOutcome, ReviewState
from tests.builders import NOON, a_job, a_queue, a_team
from tests.claims import claim_next
from tests.domain.claim_crowd import ROOT
from tests.domain.manage_process import command_environment

pytestmark = pytest.mark.django_db
LATER = NOON + claim.LEASE_LENGTH + timedelta(seconds=1)


def conflict(code: str) -> pytest.RaisesExc[Conflict]:
    return pytest.raises(Conflict, check=lambda error: error.code == code)


def test_the_first_due_comes_before_the_riskier_whatever_the_queue(ana: Reviewer) -> None:
    risky = a_job(external_id="a", risk=3, due_bucket=NOON + timedelta(hours=1))
    urgent = a_job(external_id="b", risk=0, due_bucket=NOON, queue=a_queue("Live"))
    assert [claim_next(ana, NOON).job_id for _ in range(2)] == [urgent.pk, risky.pk]


def test_next_of_one_queue_and_never_of_another_team(ana: Reviewer, cy: Reviewer) -> None:
    live = a_queue("Live", a_team("Live team", ana))
    job = a_job(queue=live)
    a_job(external_id="b", risk=3)
    with pytest.raises(NotFound):
        claim.claim_next_job(by=cy, now=NOON, queue_id=live.pk)
    assert claim_next(ana, NOON, queue_id=live.pk).job_id == job.pk


def test_a_skipped_job_comes_back_to_others_at_once_and_to_oneself_after_twelve_hours(
    ana: Reviewer, ben: Reviewer
) -> None:
    job = a_job()
    review = claim_next(ana, NOON)
    claim.skip(job.pk, by=ana, fence=review.fence, now=NOON)
    assert claim.claim_next_job(by=ana, now=NOON + timedelta(hours=11)) is None
    assert claim_next(ana, NOON + timedelta(hours=12)).job_id == job.pk
    claim.release(job.pk, by=ana, fence=2, now=NOON)
    assert claim_next(ben, NOON).job_id == job.pk


def test_who_judged_a_job_is_not_asked_again(ana: Reviewer, ben: Reviewer) -> None:
    job = a_job(stage="second")
    Review.objects.create(
        job=job, reviewer=ana, fence=0, claimed_at=NOON, lease_until=NOON, outcome=ReviewOutcome.SUBMITTED
    )
    assert claim.claim_next_job(by=ana, now=NOON) is None
    with conflict("same_person"):
        claim.claim(job.pk, by=ana, now=NOON)
    assert claim_next(ben, NOON).stage == "second"


def test_a_claim_of_somebody_switched_off_counts_as_lapsed(ana: Reviewer, ben: Reviewer) -> None:
    job = a_job()
    claim.claim(job.pk, by=ana, now=NOON)
    assert claim.claim_next_job(by=ben, now=NOON) is None
    type(ana).objects.filter(pk=ana.pk).update(is_active=False)
    assert claim_next(ben, NOON).job_id == job.pk


@pytest.mark.parametrize("at", [NOON, LATER])
def test_a_lead_takes_over_with_a_reason_that_stays_out_of_the_chain(
    ana: Reviewer, lea: Reviewer, at: datetime
) -> None:
    job = a_job()
    old = claim.claim(job.pk, by=ana, now=NOON)
    new = claim.take_over(job.pk, by=lea, reason="Ana has gone home", now=at)
    again = claim.take_over(job.pk, by=lea, reason="Ana has gone home", now=at)
    old.refresh_from_db()
    assert new.reason
    assert (old.outcome, new.fence, again.pk, new.reason.text) == ("taken_over", 2, new.pk, "Ana has gone home")
    entry = AuditEntry.objects.get(action="claim.taken_over")
    assert new.reason.digest in entry.body
    assert "home" not in entry.body
    with conflict("claim_lost") as lost:
        claim.renew(job.pk, by=ana, fence=old.fence, now=at)
    assert lost.value.context["holder"] == "Lea"


def test_taking_over_needs_a_lead_a_reason_and_a_claim(ana: Reviewer, ben: Reviewer, lea: Reviewer) -> None:
    job = a_job()
    with conflict("not_claimed"):
        claim.take_over(job.pk, by=lea, reason="why", now=NOON)
    claim.claim(job.pk, by=ana, now=NOON)
    with pytest.raises(NotAllowed):
        claim.take_over(job.pk, by=ben, reason="why", now=NOON)
    with pytest.raises(Invalid, check=lambda error: (error.code, error.field) == ("reason_required", "reason")):
        claim.take_over(job.pk, by=lea, reason=" ", now=NOON)


@pytest.mark.django_db(transaction=True)
def test_a_job_that_is_only_locked_is_waited_for(ana: Reviewer) -> None:
    job = a_job()
    locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            lease.lockable_jobs(Job.objects.filter(pk=job.pk)).get()
            locked.set()
            done.wait(0.5)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait()
    assert claim_next(ana, NOON).job_id == job.pk
    holder.join()


SLEEPER = """
import sys, django
django.setup()
from tests.builders import NOON
from reviews.access.errors import Conflict
from reviews.decisions.claims import claim
from reviews.models import Reviewer
from datetime import timedelta
ana = Reviewer.objects.get(username="ana")
review = claim.claim_next_job(by=ana, now=NOON)
print("held", flush=True)
sys.stdin.readline()
try:
    claim.renew(review.job_id, by=ana, fence=review.fence, now=NOON + timedelta(minutes=20))
except Conflict as error:
    print(error.code, flush=True)
"""


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_a_process_stopped_past_its_lease_has_lost_the_job(ana: Reviewer, ben: Reviewer) -> None:
    job = a_job()
    sleeper = subprocess.Popen(
        [sys.executable, "-c", SLEEPER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env=command_environment(),
    )  # fmt: skip
    assert sleeper.stdout
    assert sleeper.stdout.readline() == "held\n"
    sleeper.send_signal(signal.SIGSTOP)
    assert claim_next(ben, LATER).job_id == job.pk
    sleeper.send_signal(signal.SIGCONT)
    assert sleeper.communicate("go\n")[0] == "claim_lost\n"
    assert Review.objects.active().get().reviewer == ben
    assert Job.objects.get().review_state == ReviewState.CLAIMED
