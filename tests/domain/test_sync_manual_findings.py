"""Whatever a provider says in whatever order, what people added stays as they said it."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TransactionTestCase

from reviews.models import Decision, Detection, Finding, Job, Reviewer
from reviews.providers.results import JobResult
from reviews.vocabulary import DecisionTarget, FindingSource, JobState
from tests.builders import NOON, an_account
from tests.domain.result_builders import store_as_a_step
from tests.domain.test_sync_store_random import RESULT

pytestmark = pytest.mark.process

type Verdicts = tuple[str, str | None]
# What a person says of the finding at first, and later of it if anything.
VERDICTS_OF_PEOPLE = st.none() | st.tuples(
    st.sampled_from(["block", "review"]), st.none() | st.sampled_from(["pass", "review"])
)


class PeopleBetweenResults(TransactionTestCase):
    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(RESULT, VERDICTS_OF_PEOPLE), min_size=1, max_size=4))
    def test_no_result_touches_or_forgets_what_people_found(
        self, steps: list[tuple[JobResult, Verdicts | None]]
    ) -> None:
        job = Job.objects.create(account=an_account(), external_id="job-1")
        self.ana = Reviewer.objects.create(username="ana")
        added: dict[int, str] = {}
        for hour, (result, verdicts) in enumerate(steps):
            store_as_a_step(job, result, NOON + timedelta(hours=hour))
            self.check(job, result, added)
            if verdicts:
                finding = self.add(job, len(added))
                added[finding.pk] = self.say(finding, verdicts)
        for later in (1, 2):
            store_as_a_step(job, steps[-1][0], NOON + timedelta(days=later))
            self.check(job, steps[-1][0], added)

    def add(self, job: Job, number: int) -> Finding:
        finding = Finding.objects.create(
            job=job, key=f"person:{number}", kind="frame", start_ms=1, end_ms=2, category="weapon",
            source=FindingSource.PERSON, added_by=self.ana, first_seen_at=NOON, changed_at=NOON,
        )  # fmt: skip
        Detection.objects.create(finding=finding, key=finding.key, position=0, x1=1, y1=1, x2=9, y2=9)
        return finding

    def say(self, finding: Finding, verdicts: Verdicts) -> str:
        """Append the verdicts; the one that stands."""
        before: Decision | None = None
        for number, verdict in enumerate(word for word in verdicts if word):
            before = Decision.objects.create(
                job=finding.job, target=DecisionTarget.FINDING, finding=finding, verdict=verdict, decided_by=self.ana,
                decided_by_name="ana", decided_at=NOON, idempotency_key=f"{finding.pk}-{number}",
                request_digest="d" * 64, supersedes=before,
            )  # fmt: skip
        assert before
        return before.verdict

    def check(self, job: Job, result: JobResult, added: dict[int, str]) -> None:
        """The rows are as they were made, and the counters are the machine's live words and the people's."""
        rows = Finding.objects.filter(job=job, source="person")
        assert {row.pk for row in rows} == added.keys()
        for row in rows.prefetch_related("detections"):
            assert (row.withdrawn_at, row.changed_at, row.suggestion, row.added_by_id) == (None, NOON, "", self.ana.pk)
            assert [(box.box, box.is_withdrawn) for box in row.detections.all()] == [((1, 1, 9, 9), False)]
        machine = Finding.objects.live().filter(job=job, source="machine")
        keys = {item.key for item in result.findings}
        if result.state is JobState.SUCCEEDED:  # any other answer takes nothing back
            assert {row.key for row in machine} == keys
        assert {row.key for row in machine} >= keys
        counts = Counter(row.suggestion for row in machine)
        counts.update(word for word in added.values() if word != "pass")
        assert (job.pass_count, job.review_count, job.block_count) == (
            counts["pass"],
            counts["review"],
            counts["block"],
        )
        assert (job.findings_count, job.decided_count) == (len(machine) + len(added), len(added))
        boxes = Detection.objects.filter(finding__in=machine, is_withdrawn=False).count()
        assert job.detections_count == boxes + len(added)
