"""What a person may take now: the same answer from the counts, the list and whoever hands out the next job."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews.access.errors import DecisionError
from reviews.decisions.claims import claim
from reviews.decisions.verdicts.ask_lead import ask_lead
from reviews.models import Job, Review, Reviewer
from reviews.queues import offers, queue_stats, waiting
from reviews.vocabulary import ReviewOutcome, ReviewState, Role, Suggestion
from tests.benchmarks import bulk
from tests.builders import NOON, a_job, a_policy, a_queue
from tests.conftest import person
from tests.verdicts import submit_verdict

pytestmark = pytest.mark.django_db
LATER = NOON + claim.LEASE_LENGTH + timedelta(seconds=1)


def counted(who: Reviewer, now: datetime = NOON) -> tuple[int, int, int]:
    queues = list({job.queue for job in Job.objects.select_related("queue") if job.queue})
    stats = queue_stats.stats_of_queues(queues, now=now, person=who).values()
    return sum(s.offered for s in stats), sum(s.judged for s in stats), sum(s.skipped for s in stats)


def listed(who: Reviewer, now: datetime = NOON) -> set[str]:
    parts = offers.offered_parts(Job.objects.all(), who, now=now)
    return {job.external_id for part in parts for job in part}


def escalate(job: Job, who: Reviewer) -> None:
    held = claim.claim(job.pk, by=who, now=NOON)
    job.refresh_from_db()
    submit_verdict(
        job.pk, by=who, now=NOON, verdict="review", note="so", fence=held.fence, version=job.version,
        idempotency_key=f"{who}-{job.pk}",
    )  # fmt: skip


def test_a_job_that_somebody_sent_to_second_review_is_counted_for_others_only(ana: Reviewer, ben: Reviewer) -> None:
    escalate(a_job(), ana)
    assert counted(ana) == (0, 1, 0)
    assert (listed(ana), listed(ben)) == (set(), {"job-1"})
    assert counted(ben) == (1, 0, 0)
    assert claim.claim_next_job(by=ana, now=NOON) is None


def test_a_skipped_job_is_counted_again_after_twelve_hours(ana: Reviewer) -> None:
    job = a_job()
    claim.skip(job.pk, by=ana, fence=claim.claim(job.pk, by=ana, now=NOON).fence, now=NOON)
    assert (counted(ana), listed(ana)) == ((0, 0, 1), set())
    later = NOON + offers.SKIP_LASTS
    assert (counted(ana, later), listed(ana, later)) == ((1, 0, 0), {"job-1"})


@pytest.mark.parametrize("gone", ["lease", "holder"])
def test_a_lapsed_claim_waits_at_once_in_every_count(ana: Reviewer, ben: Reviewer, gone: str) -> None:
    queue = a_queue("Live")
    job = a_job(queue=queue, due_at=NOON - timedelta(hours=1), queued_at=NOON - timedelta(hours=2))
    claim.claim(job.pk, by=ana, now=NOON)
    held = queue_stats.stats_of_queues([queue], now=NOON, person=ben)[queue.pk]
    assert (held.waiting, held.offered, held.claimed, held.overdue, held.oldest_queued_at) == (0, 0, 1, 0, None)
    if gone == "holder":
        Reviewer.objects.filter(pk=ana.pk).update(is_active=False)
    now = LATER if gone == "lease" else NOON
    stats = queue_stats.stats_of_queues([queue], now=now, person=ben)[queue.pk]
    assert (stats.waiting, stats.offered, stats.claimed, stats.overdue) == (1, 1, 0, 1)
    assert stats.oldest_queued_at == NOON - timedelta(hours=2)
    assert listed(ben, now) == {"job-1"}
    assert [job.pk for job in waiting.jobs_in_state(Job.objects.all(), "claimed", waiting.lapsed_job_ids(now))] == []
    assert waiting.annotated_state(waiting.annotate_lapsed(Job.objects.all(), now).get()) == ReviewState.WAITING


def test_counts_that_end_at_the_limit_are_exact_below_it(ana: Reviewer, ben: Reviewer) -> None:
    queue = a_queue("Live")
    jobs = [a_job(external_id=f"j{number}", queue=queue) for number in range(4)]
    claim.claim(jobs[0].pk, by=ben, now=NOON)
    for job in jobs[1:3]:
        claim.skip(job.pk, by=ana, fence=claim.claim(job.pk, by=ana, now=NOON).fence, now=NOON)
    stats = queue_stats.stats_of_queues([queue], now=LATER, limit=2, person=ana)[queue.pk]
    assert (stats.waiting, stats.is_capped, stats.offered, stats.is_offered_capped) == (2, True, 2, False)


HISTORY = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, 1),
        st.sampled_from(["claim", "next", "skip", "release", "review", "block", "wait", "switch off"]),
    ),
    max_size=14,
)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(HISTORY)
def test_after_any_history_counts_list_and_next_job_agree(history: list[tuple[int, int, str]]) -> None:
    run, now = Job.objects.count(), NOON
    queue = a_queue(f"q{run}")
    people = [person(f"p{run}-{number}", Role.REVIEWER) for number in range(2)]
    jobs = [a_job(external_id=f"j{run}-{number}", queue=queue) for number in range(4)]
    for which, who, act in history:
        now = now + timedelta(minutes=7 if act == "wait" else 0)
        _act(jobs[which], people[who], act, now)
    for one in people:
        _compare(Reviewer.objects.get(pk=one.pk), now)


def _act(job: Job, who: Reviewer, act: str, now: datetime) -> None:
    held = Review.objects.active().filter(job=job, reviewer=who, reviewer__is_active=True).first()
    job.refresh_from_db()
    if act in ("claim", "next") and who.is_active:
        try:
            if act == "claim":
                claim.claim(job.pk, by=who, now=now, hold_another=True)
            else:
                claim.claim_next_job(by=who, now=now, hold_another=True)
        except DecisionError:  # a refusal is an answer too
            return
    elif act in ("skip", "release") and held:
        getattr(claim, act)(job.pk, by=who, fence=held.fence, now=now)
    elif act in ("review", "block") and held and held.is_live(now) and not (act == "review" and job.stage == "second"):
        submit_verdict(
            job.pk, by=who, now=now, verdict=act, note="so", fence=held.fence, version=job.version,
            policy_id=a_policy().pk, idempotency_key=f"{who}-{job.pk}-{held.pk}",
        )  # fmt: skip
    elif act == "switch off":
        Reviewer.objects.filter(pk=who.pk).update(is_active=not who.is_active)
        who.is_active = not who.is_active


def _compare(who: Reviewer, now: datetime) -> None:
    if not who.is_active:
        return
    names, (offered, _, _) = listed(who, now), counted(who, now)
    assert offered == len(names)
    taken = set()
    while review := claim.claim_next_job(by=who, now=now, hold_another=True):
        taken.add(review.job.external_id)
    assert taken == names


def test_what_is_not_offered_is_found_from_the_persons_side(ana: Reviewer) -> None:
    job = a_job()
    review = Review.objects.create(
        job=job, reviewer=ana, fence=1, claimed_at=NOON, lease_until=NOON, ended_at=NOON,
        outcome=ReviewOutcome.SUBMITTED, verdict=Suggestion.BLOCK,
    )  # fmt: skip
    bulk.copies(job, 3000, external_id="'more-' || n", review_state="'settled'")
    settled = "(SELECT min(id) FROM reviews_job) + n"
    bulk.copies(review, 3000, job_id=settled, outcome="'submitted'", verdict="'block'")
    bulk.analyze()
    escalated = Review.objects.filter(reviewer=ana, outcome=ReviewOutcome.SUBMITTED, verdict=Suggestion.REVIEW)
    assert "review_escalated_by" in escalated.order_by().values_list("job_id").explain()
    skipped = Review.objects.filter(reviewer=ana, outcome=ReviewOutcome.SKIPPED, ended_at__gt=NOON - offers.SKIP_LASTS)
    assert "review_skipped_at" in skipped.order_by().values_list("job_id").explain(), connection.vendor


def test_a_job_that_a_lead_was_asked_about_is_counted_and_listed_for_leads_only(
    ana: Reviewer, ben: Reviewer, lea: Reviewer
) -> None:
    job = a_job()
    held = claim.claim(job.pk, by=ana, now=NOON)
    ask_lead(job.pk, by=ana, fence=held.fence, version=1, note="which policy?", now=NOON)
    queue = job.queue
    assert queue is not None
    stats = {who: queue_stats.stats_of_queues([queue], now=NOON, person=who)[queue.pk] for who in (ana, ben)}
    assert [(stats[who].offered, stats[who].judged, stats[who].for_leads) for who in (ana, ben)] == [
        (0, 1, 0),
        (0, 0, 1),
    ]
    lead = queue_stats.stats_of_queues([queue], now=NOON, person=lea, is_lead=True)[queue.pk]
    assert (lead.offered, lead.for_leads) == (1, 0)
    assert (listed(ben), listed(ana)) == (set(), set())
    for_lead = offers.offered_parts(Job.objects.all(), lea, now=NOON, is_lead=True)
    assert {one.external_id for part in for_lead for one in part} == {"job-1"}
