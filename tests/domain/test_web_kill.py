"""kill -9 of a web process in the middle of deciding: nothing acknowledged is lost, nothing is half done."""

import pytest
from django.utils import timezone

from reviews.decisions.claims import claim
from reviews.vocabulary import Role
from tests import kill_rounds
from tests.builders import a_finding, a_job
from tests.conftest import person
from tests.web_process import Site, session_cookie

pytestmark = pytest.mark.process

ROUNDS = 20


@pytest.mark.django_db(transaction=True)
def test_twenty_kills_lose_nothing_and_leave_nothing_half_done() -> None:
    ana = person("ana", Role.REVIEWER)
    job = a_job()
    finding = a_finding(job)
    review = claim.claim(job.pk, by=ana, now=timezone.now())
    desk = kill_rounds.HeldJob(job.pk, finding.pk, review.fence, session_cookie(ana))
    with Site(workers=1, threads=4) as site:
        kill_rounds.run_kill_rounds(site, desk, ROUNDS)
    assert len(desk.acknowledged) >= ROUNDS
