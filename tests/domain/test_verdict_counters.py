"""Whatever is decided in whatever order, the job's counters equal a recount."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews.decisions.claims import claim
from reviews.models import Decision, Finding, Job, Reviewer
from reviews.vocabulary import DecisionTarget, Suggestion
from tests.builders import NOON, a_finding, a_job
from tests.verdicts import record_verdict

VERDICT = st.sampled_from(list(Suggestion))
TAKE_BACK = ""
acts = st.lists(st.tuples(st.integers(0, 3), VERDICT | st.just(TAKE_BACK)), max_size=12)


def recount(job: Job) -> tuple[int, int, int, int]:
    standing: dict[int | None, str] = {
        finding.pk: finding.suggestion for finding in Finding.objects.live().filter(job=job)
    }
    spoken = {d.finding_id: d.verdict for d in Decision.objects.standing().filter(job=job, target="finding")}
    counts = Counter((standing | spoken).values())
    return (counts["pass"], counts["review"], counts["block"], len(spoken))


def standing_verdicts(job: Job) -> list[str]:
    return list(Decision.objects.standing().filter(job=job).order_by("finding").values_list("verdict", flat=True))


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(machine=st.lists(VERDICT, min_size=4, max_size=4), acts=acts)
def test_counters_equal_a_recount(ana: Reviewer, machine: list[Suggestion], acts: list[tuple[int, str]]) -> None:
    job = a_job(external_id=f"job-{Job.objects.count()}")
    findings = [a_finding(job, suggestion=word) for word in machine]
    review = claim.claim(job.pk, by=ana, now=NOON, hold_another=True)
    said: dict[str, Any] = {"by": ana, "now": NOON, "target": DecisionTarget.FINDING, "fence": review.fence}
    chosen: list[list[str]] = [[] for _ in findings]  # by finding: the verdicts that an undo goes back through
    step = 0
    for index, verdict in acts:
        if verdict == TAKE_BACK and not chosen[index]:
            continue  # refused
        step += 1
        recorded = record_verdict(
            job.pk,
            **said,
            target_id=findings[index].pk,
            verdict=verdict,
            take_back=verdict == TAKE_BACK,
            version=step,
            idempotency_key=f"{job.pk}-{step}",
        )
        if verdict == TAKE_BACK:
            chosen[index].pop()
        else:
            chosen[index].append(verdict)
        assert [words[-1] for words in chosen if words] == standing_verdicts(job)
        assert recorded.rollup.decided == recount(job)[3]
    job.refresh_from_db()
    assert (job.pass_count, job.review_count, job.block_count, job.decided_count) == recount(job)
    assert job.version == step + 1
