"""Whatever is decided in whatever order, the job's counters equal a recount."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews.decisions.claims import claim
from reviews.models import Decision, Finding, Job, Reviewer
from reviews.vocabulary import DecisionTarget, Suggestion
from tests.builders import NOON, a_finding, a_job
from tests.verdicts import record_verdict

VERDICT = st.sampled_from(list(Suggestion))
acts = st.lists(st.tuples(st.integers(0, 3), VERDICT), max_size=12)


def recount(job: Job) -> tuple[int, int, int, int]:
    standing: dict[int | None, str] = {
        finding.pk: finding.suggestion for finding in Finding.objects.live().filter(job=job)
    }
    spoken = {d.finding_id: d.verdict for d in Decision.objects.current().filter(job=job, target="finding")}
    counts = Counter((standing | spoken).values())
    return (counts["pass"], counts["review"], counts["block"], len(spoken))


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(machine=st.lists(VERDICT, min_size=4, max_size=4), acts=acts)
def test_counters_equal_a_recount(ana: Reviewer, machine: list[Suggestion], acts: list[tuple[int, Suggestion]]) -> None:
    job = a_job(external_id=f"job-{Job.objects.count()}")
    findings = [a_finding(job, suggestion=word) for word in machine]
    review = claim.claim(job.pk, by=ana, now=NOON)
    for step, (index, verdict) in enumerate(acts):
        recorded = record_verdict(
            job.pk,
            by=ana,
            now=NOON,
            target=DecisionTarget.FINDING,
            target_id=findings[index].pk,
            verdict=verdict,
            version=step + 1,
            fence=review.fence,
            idempotency_key=f"{job.pk}-{step}",
        )
        assert recorded.rollup.decided == recount(job)[3]
    job.refresh_from_db()
    assert (job.pass_count, job.review_count, job.block_count, job.decided_count) == recount(job)
    assert job.version == len(acts) + 1
