"""Sixteen writes at once on one finding: one wins, a double click is one decision."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from reviews import audit
from reviews.access.errors import Conflict
from reviews.decisions.claims import claim
from reviews.models import Decision, Job
from reviews.vocabulary import DecisionTarget, Role
from tests.builders import NOON, a_finding, a_job
from tests.conftest import person
from tests.domain.test_claim_race import run_together
from tests.verdicts import record_batch, record_verdict

WRITERS = 16
type Write = Callable[[str], int | str]


@pytest.fixture
def write(transactional_db: None) -> Write:
    ana = person("ana", Role.REVIEWER)
    job = a_job()
    finding = a_finding(job)
    fence = claim.claim(job.pk, by=ana, now=NOON).fence

    def write(key: str) -> int | str:
        try:
            return record_verdict(
                job.pk,
                by=ana,
                now=NOON,
                target=DecisionTarget.FINDING,
                target_id=finding.pk,
                verdict="pass",
                version=1,
                fence=fence,
                idempotency_key=key,
            ).decision.pk
        except Conflict as error:
            return error.code

    return write


def test_of_different_writes_one_wins_and_the_others_are_stale(write: Write) -> None:
    answers = Counter(run_together(write, [f"key-{number}" for number in range(WRITERS)]))
    assert answers == {Decision.objects.get().pk: 1, "stale_version": WRITERS - 1}
    assert Job.objects.get().version == 2
    assert audit.verify_trail().is_whole


def test_the_same_write_sent_many_times_is_one_decision(write: Write) -> None:
    assert set(run_together(write, ["key"] * WRITERS)) == {Decision.objects.get().pk}


def test_the_same_bulk_verdict_sent_many_times_is_stored_once(transactional_db: None) -> None:
    ana = person("ana", Role.REVIEWER)
    job = a_job()
    ids = [a_finding(job).pk for _ in range(5)]
    fence = claim.claim(job.pk, by=ana, now=NOON).fence

    def write(key: str) -> tuple[tuple[int, ...], int, int]:
        done = record_batch(
            job.pk, by=ana, now=NOON, finding_ids=ids, verdict="pass", version=1, fence=fence, idempotency_key=key
        )
        return tuple(done.decisions), done.job_version, done.rollup.passes

    answers = set(run_together(write, ["key"] * 8))
    stored = tuple(Decision.objects.order_by("id").values_list("pk", flat=True))
    assert answers == {(stored, 2, 5)}
    assert len(stored) == 5
    assert audit.verify_trail().is_whole


def test_one_key_for_a_single_and_a_bulk_verdict_at_once_is_one_of_them(transactional_db: None) -> None:
    ana = person("ana", Role.REVIEWER)
    job = a_job()
    first, second = a_finding(job).pk, a_finding(job).pk
    fence = claim.claim(job.pk, by=ana, now=NOON).fence
    asked: dict[str, Any] = {
        "by": ana,
        "now": NOON,
        "verdict": "pass",
        "version": 1,
        "fence": fence,
        "idempotency_key": "key",
    }

    def write(is_bulk: bool) -> tuple[str, tuple[int, ...]] | str:
        try:
            if is_bulk:
                return "bulk", tuple(record_batch(job.pk, finding_ids=[first, second], **asked).decisions)
            return "single", (
                record_verdict(job.pk, target=DecisionTarget.FINDING, target_id=first, **asked).decision.pk,
            )
        except Conflict as error:
            return error.code

    answers = Counter(run_together(write, [True, False] * 4))
    stored = tuple(Decision.objects.order_by("id").values_list("pk", flat=True))
    assert answers == {("bulk" if len(stored) == 2 else "single", stored): 4, "key_reused": 4}
