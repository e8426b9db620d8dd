"""A claimed job for the tests of taking back, and what is asked of it."""

from datetime import timedelta
from typing import Any

import pytest

from reviews.access.errors import Conflict
from reviews.decisions.claims import claim
from reviews.decisions.verdicts.verdict_base import RecordedVerdict
from reviews.models import Finding, Job, Reviewer
from reviews.reports.summary import summarise_period
from reviews.vocabulary import DecisionTarget
from tests.builders import NOON, a_detection, a_finding, a_job
from tests.verdicts import record_verdict


class Desk:
    """A claimed job of three frames that the machine would block, and what its page would send."""

    def __init__(self, by: Reviewer) -> None:
        self.by, self.job = by, a_job()
        self.findings = [a_finding(self.job) for _ in range(3)]
        self.box = a_detection(self.findings[0])
        self.fence = claim.claim(self.job.pk, by=by, now=NOON).fence
        self.keys = 0

    def sent(self, **said: Any) -> dict[str, Any]:
        self.keys += 1
        usual = {"by": self.by, "now": NOON, "fence": self.fence, "idempotency_key": f"key-{self.keys}"}
        return {**usual, "version": Job.objects.get(pk=self.job.pk).version, **said}

    def decide(self, verdict: str = "", *, on: Any = None, **said: Any) -> RecordedVerdict:
        row = on or self.findings[0]
        target = DecisionTarget.FINDING if isinstance(row, Finding) else DecisionTarget.DETECTION
        sent = self.sent(target=target, target_id=row.pk, verdict=verdict, **said)
        return record_verdict(self.job.pk, **sent)

    def take_back(self, **said: Any) -> RecordedVerdict:
        return self.decide(take_back=True, **said)

    def hand_over(self, to: Reviewer) -> None:
        """The claim ends, and somebody else holds the job."""
        claim.release(self.job.pk, by=self.by, fence=self.fence, now=NOON)
        self.by, self.fence = to, claim.claim(self.job.pk, by=to, now=NOON).fence

    @property
    def counts(self) -> tuple[int, int, int, int]:
        job = Job.objects.get(pk=self.job.pk)
        return (job.pass_count, job.review_count, job.block_count, job.decided_count)

    @property
    def ids(self) -> list[int]:
        return [row.pk for row in self.findings]


def rates() -> dict[str, Any]:
    rates: dict[str, Any] = summarise_period(NOON - timedelta(days=1), NOON + timedelta(days=1))["overrides"]
    return rates


def conflict(code: str) -> Any:
    return pytest.raises(Conflict, check=lambda error: error.code == code)
