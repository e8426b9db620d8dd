"""Whatever a provider says in whatever order: live rows are the last final result and what came later."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TransactionTestCase

from reviews.models import Decision, Detection, Job, Reviewer
from reviews.providers.results import Box, DetectionResult, FindingResult, JobResult, ObjectRef
from reviews.vocabulary import BoxKind, DecisionTarget, FindingKind, JobState, ReviewState, Suggestion
from tests.builders import NOON, an_account
from tests.domain.result_builders import store_as_a_step

pytestmark = pytest.mark.process

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
SCORE = st.none() | st.floats(0, 1)
INTEGER = st.none() | st.integers(0, 10**10)
SMALL = st.integers(-(2**31), 2**31 - 1)
SEVERITY = {"": -1, **{word.value: word.severity for word in Suggestion}}
KEYS = st.sampled_from(["a", "b", "c", "d"])

DETECTION = st.builds(
    DetectionResult,
    key=KEYS,
    category=TEXT,
    label=TEXT,
    suggestion=st.sampled_from(Suggestion),
    suggestion_raw=TEXT,
    score=SCORE,
    box=st.none() | st.builds(Box, SMALL, SMALL, SMALL, SMALL, st.sampled_from(BoxKind)),
    content=TEXT,
    spans=st.lists(TEXT, max_size=2).map(tuple),
)
FINDING = st.builds(
    FindingResult,
    key=KEYS,
    kind=st.sampled_from(FindingKind),
    suggestion=st.sampled_from(Suggestion),
    start_ms=INTEGER,
    end_ms=INTEGER,
    score=SCORE,
    text=TEXT,
    snapshot=st.none() | st.builds(ObjectRef, TEXT, TEXT, TEXT),
    detections=st.lists(DETECTION, max_size=3, unique_by=lambda item: item.key).map(tuple),
)
RESULT = st.builds(
    JobResult,
    external_id=st.just("job-1"),
    state=st.sampled_from([JobState.RUNNING, JobState.SUCCEEDED, JobState.UNKNOWN]),
    suggestion=st.none() | st.sampled_from(Suggestion),
    findings=st.lists(FINDING, max_size=4, unique_by=lambda item: item.key).map(tuple),
)


def live(job: Job) -> dict[str, tuple[object, ...]]:
    """Key -> what the rows say, of live findings and detections."""
    return {
        row.key: (
            row.kind, row.suggestion, row.start_ms, row.end_ms, row.score, row.text,
            row.snapshot_bucket, row.snapshot_location, row.snapshot_object,
            [
                (d.key, d.category, d.label, d.suggestion, d.suggestion_raw, d.score, d.box, d.box_kind, d.content,
                 d.spans)
                for d in row.detections.filter(is_withdrawn=False).order_by("position")
            ],
        )
        for row in job.findings.live()
    }  # fmt: skip


def result_as_rows(result: JobResult) -> dict[str, tuple[object, ...]]:
    """The same of a result."""
    return {
        item.key: (
            item.kind, item.suggestion, item.start_ms, item.end_ms, item.score, item.text,
            *((item.snapshot.bucket, item.snapshot.location, item.snapshot.key) if item.snapshot else ("", "", "")),
            [
                (
                    d.key, d.category, d.label, d.suggestion, d.suggestion_raw, d.score,
                    (d.box.x1, d.box.y1, d.box.x2, d.box.y2) if d.box else None,
                    d.box.kind if d.box else "", d.content, list(d.spans),
                )
                for d in item.detections
            ],
        )
        for item in result.findings
    }  # fmt: skip


class StoreInSequence(TransactionTestCase):
    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(st.lists(RESULT, min_size=1, max_size=4))
    def test_a_final_result_is_what_the_rows_say_and_no_other_takes_anything_back(
        self, results: list[JobResult]
    ) -> None:
        job = Job.objects.create(account=an_account(), external_id="job-1")
        ana = Reviewer.objects.create(username="ana")
        decided: dict[int, int] = {}
        first_of_key: dict[str, int] = {}
        for hour, result in enumerate(results):
            version, before, suggestion = job.evidence_version, live(job), job.suggestion
            change = store_as_a_step(job, result, NOON + timedelta(hours=hour))
            assert job.evidence_version == version + change.is_any
            if result.state is JobState.SUCCEEDED:
                assert live(job) == result_as_rows(result)
            else:
                self.check_nothing_is_taken_back(before, live(job), result)
                assert SEVERITY[job.suggestion] >= SEVERITY[suggestion]
            for finding in job.findings.all():
                assert first_of_key.setdefault(finding.key, finding.pk) == finding.pk
            undecided = job.findings.live().exclude(pk__in=decided).first()
            if undecided:
                decided[undecided.pk] = self.decide(job, undecided.pk, ana)
        assert not store_as_a_step(job, results[-1], NOON + timedelta(days=1)).is_any
        self.check(job, decided)

    def check_nothing_is_taken_back(
        self, before: dict[str, tuple[object, ...]], after: dict[str, tuple[object, ...]], result: JobResult
    ) -> None:
        """By an answer that is not the last word: what stood stands, no word is milder, and what is new is there."""
        assert set(after) == set(before) | set(result_as_rows(result))
        for key, row in before.items():
            assert SEVERITY[str(after[key][1])] >= SEVERITY[str(row[1])]
            kept = {one[0]: one[3] for one in after[key][-1]}  # type: ignore[attr-defined]
            assert all(SEVERITY[kept[one[0]]] >= SEVERITY[one[3]] for one in row[-1])  # type: ignore[attr-defined]

    def decide(self, job: Job, finding_id: int, by: Reviewer) -> int:
        return Decision.objects.create(
            job=job, target=DecisionTarget.FINDING, finding_id=finding_id, verdict="pass", decided_by=by,
            decided_by_name="ana", decided_at=NOON, idempotency_key=str(finding_id), request_digest="d" * 64,
        ).pk  # fmt: skip

    def check(self, job: Job, decided: dict[int, int]) -> None:
        """Decisions are all there, and the counters count what is live by the verdict that stands."""
        assert set(Decision.objects.values_list("pk", flat=True)) == set(decided.values())
        rows = list(job.findings.live())
        effective = ["pass" if row.pk in decided else row.suggestion for row in rows]
        counters = (job.pass_count, job.review_count, job.block_count)
        assert counters == tuple(effective.count(word) for word in ("pass", "review", "block"))
        assert (job.findings_count, job.decided_count) == (len(rows), sum(row.pk in decided for row in rows))
        assert job.detections_count == Detection.objects.filter(finding__in=rows, is_withdrawn=False).count()
        assert job.review_state in (ReviewState.PENDING, ReviewState.WAITING)
