"""Three people at two jobs, doing anything in any order: what must hold after every step."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TransactionTestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from reviews import audit
from reviews.access.errors import DecisionError
from reviews.decisions.claims import claim
from reviews.decisions.verdicts import rollup
from reviews.decisions.verdicts.reopen import reopen_job
from reviews.models import AuditHead, Decision, Detection, Finding, Job, ProviderAccount, Review, Reviewer
from reviews.vocabulary import DecisionTarget, ReviewOutcome, ReviewState, Role
from tests.builders import NOON, a_detection, a_finding, a_job, a_policy, an_account
from tests.conftest import person
from tests.verdicts import add_manual_finding, record_batch, record_verdict, submit_verdict

pytestmark = pytest.mark.process

WHO = st.integers(0, 2)
WHICH = st.integers(0, 1)
VERDICT = st.sampled_from(["pass", "review", "block"])


class Desk(RuleBasedStateMachine):
    """Refusals are answers too: a rule does what the person asked, right or wrong, and the invariants judge."""

    @initialize()
    def open(self) -> None:
        if not ProviderAccount.objects.exists():
            an_account()
        run = Job.objects.count()
        self.now = NOON
        names = ((f"ana{run}", Role.REVIEWER), (f"ben{run}", Role.REVIEWER), (f"lea{run}", Role.LEAD))
        self.people = [person(name, role) for name, role in names]
        self.jobs = [a_job(external_id=f"job-{run + n}") for n in range(2)]
        for _ in range(2):  # the other job has none, so that only the machine's word for the whole job speaks there
            a_detection(a_finding(self.jobs[0]))
        self.policy = a_policy().pk
        self.keys = 0
        self.acknowledged: dict[int, str] = {}
        self.seen = {job.pk: (0, 0) for job in self.jobs}

    def held(self, who: int, which: int) -> dict[str, Any]:
        """What the person's page would send: the newest version and their last fence."""
        job = Job.objects.get(pk=self.jobs[which].pk)
        review = Review.objects.filter(job=job, reviewer=self.people[who]).order_by("-id").first()
        self.keys += 1
        key = f"{self.people[who].username}-{self.keys}"
        fence = review.fence if review else 0
        return {"by": self.person(who), "now": self.now, "version": job.version, "fence": fence, "idempotency_key": key}

    def person(self, who: int) -> Reviewer:
        return Reviewer.objects.get(pk=self.people[who].pk)

    def attempt[**P, R](self, action: Callable[P, R], *args: P.args, **asked: P.kwargs) -> R | None:
        try:
            return action(*args, **asked)
        except DecisionError:
            return None

    def acknowledge(self, verdict: str, *pks: int) -> None:
        self.acknowledged.update(dict.fromkeys(pks, verdict))

    @rule(minutes=st.sampled_from([1, 6, 11]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(who=WHO, which=WHICH)
    def take(self, who: int, which: int) -> None:
        self.attempt(claim.claim, self.jobs[which].pk, by=self.person(who), now=self.now)

    @rule(who=WHO)
    def take_next(self, who: int) -> None:
        self.attempt(claim.claim_next_job, by=self.person(who), now=self.now)

    @rule(who=WHO, which=WHICH, name=st.sampled_from(["renew", "release", "skip"]))
    def keep_or_give_back(self, who: int, which: int, name: str) -> None:
        held = self.held(who, which)
        asked: dict[str, Any] = {key: held[key] for key in ("by", "fence", "now")}
        self.attempt(getattr(claim, name), self.jobs[which].pk, **asked)

    @rule(who=WHO, which=WHICH)
    def take_over(self, who: int, which: int) -> None:
        self.attempt(claim.take_over, self.jobs[which].pk, by=self.person(who), reason="urgent", now=self.now)

    @rule(
        who=WHO, which=WHICH, verdict=VERDICT, place=st.integers(0, 3), is_detection=st.booleans(), again=st.booleans()
    )
    def decide(self, who: int, which: int, verdict: str, place: int, is_detection: bool, again: bool) -> None:
        target = DecisionTarget.DETECTION if is_detection else DecisionTarget.FINDING
        rows = Detection.objects.filter(finding__job=self.jobs[which]) if is_detection else self.jobs[which].findings
        ids = list(rows.order_by("id").values_list("pk", flat=True))
        place = ids[place % len(ids)] if ids else 0
        asked: dict[str, Any] = {"target": target, "target_id": place, "verdict": verdict, **self.held(who, which)}
        done = self.attempt(record_verdict, self.jobs[which].pk, **asked)
        if done:
            self.acknowledge(verdict, done.decision.pk)
        if done and again:
            assert record_verdict(self.jobs[which].pk, **asked).decision == done.decision

    @rule(who=WHO, which=WHICH, verdict=VERDICT, again=st.booleans())
    def decide_all(self, who: int, which: int, verdict: str, again: bool) -> None:
        ids = list(self.jobs[which].findings.values_list("pk", flat=True))
        asked: dict[str, Any] = {"finding_ids": ids, "verdict": verdict, **self.held(who, which)}
        done = self.attempt(record_batch, self.jobs[which].pk, **asked)
        if done:
            self.acknowledge(verdict, *done.decisions)
        if done and again:
            assert record_batch(self.jobs[which].pk, **asked).decisions == done.decisions

    @rule(who=WHO, which=WHICH, place=st.integers(0, 3), is_detection=st.booleans(), again=st.booleans())
    def take_back(self, who: int, which: int, place: int, is_detection: bool, again: bool) -> None:
        target = DecisionTarget.DETECTION if is_detection else DecisionTarget.FINDING
        rows = Detection.objects.filter(finding__job=self.jobs[which]) if is_detection else self.jobs[which].findings
        ids = list(rows.order_by("id").values_list("pk", flat=True))
        place = ids[place % len(ids)] if ids else 0
        asked: dict[str, Any] = {"target": target, "target_id": place, "take_back": True, **self.held(who, which)}
        before = Decision.objects.standing().filter(**{f"{target}_id": place}, target=target).first()
        done = self.attempt(record_verdict, self.jobs[which].pk, **asked)
        if done:
            assert before is not None
            assert before.decided_by_id == self.people[who].pk
            self.acknowledge(done.decision.verdict, done.decision.pk)
        if done and again:
            assert record_verdict(self.jobs[which].pk, **asked).decision == done.decision

    @rule(who=WHO, which=WHICH)
    def take_all_back(self, who: int, which: int) -> None:
        said = Decision.objects.standing().filter(job=self.jobs[which], target=DecisionTarget.FINDING)
        ids = list(said.filter(decided_by=self.people[who]).values_list("finding_id", flat=True)) or [0]
        done = self.attempt(record_batch, self.jobs[which].pk, finding_ids=ids, take_back=True, **self.held(who, which))
        if done:
            rows = Decision.objects.filter(pk__in=done.decisions)
            assert len(rows) == done.undecided + done.restored
            self.acknowledged.update(dict(rows.values_list("pk", "verdict")))

    @rule(who=WHO, which=WHICH, verdict=VERDICT, box=st.none() | st.just((1, 1, 9, 9)))
    def add(self, who: int, which: int, verdict: str, box: tuple[int, int, int, int] | None) -> None:
        asked: dict[str, Any] = {
            "kind": "frame",
            "start_ms": 1,
            "end_ms": 2,
            "category": "weapon",
            "box": box,
            "verdict": verdict,
        }
        asked |= self.held(who, which)
        done = self.attempt(add_manual_finding, self.jobs[which].pk, **asked)
        if done:
            self.acknowledge(verdict, done.decision.pk)

    @rule(who=WHO, which=WHICH, verdict=VERDICT)
    def submit(self, who: int, which: int, verdict: str) -> None:
        asked: dict[str, Any] = {
            "verdict": verdict,
            "policy_id": self.policy,
            "note": "so it is",
            **self.held(who, which),
        }
        done = self.attempt(submit_verdict, self.jobs[which].pk, **asked)
        if done:
            self.acknowledge(verdict, done.decision.pk)

    @rule(who=WHO, which=WHICH)
    def open_again(self, who: int, which: int) -> None:
        self.attempt(reopen_job, self.jobs[which].pk, by=self.person(who), now=self.now)

    @invariant()
    def one_live_claim_and_growing_numbers(self) -> None:
        for job in Job.objects.filter(pk__in=self.seen):
            active = Review.objects.active().filter(job=job).count()
            assert active == (1 if job.review_state == ReviewState.CLAIMED else 0)
            version, fence = self.seen[job.pk]
            assert job.version >= version
            assert job.claim_fence >= fence
            self.seen[job.pk] = (job.version, job.claim_fence)

    @invariant()
    def nothing_acknowledged_is_lost_and_one_stands(self) -> None:
        rows = Decision.objects.filter(job__in=self.seen)
        assert {row.pk: row.verdict for row in rows} == self.acknowledged
        standing = Counter((row.job_id, row.target, row.finding_id, row.detection_id) for row in rows.current())
        assert set(standing.values()) <= {1}
        assert len(standing) == len({(row.job_id, row.target, row.finding_id, row.detection_id) for row in rows})
        counting = Counter((row.job_id, row.target, row.finding_id, row.detection_id) for row in rows.standing())
        assert set(counting.values()) <= {1}

    @invariant()
    def nobodys_row_holds_what_they_did_not_choose(self) -> None:
        for row in Decision.objects.filter(job__in=self.seen, restores__isnull=False).select_related("restores"):
            assert row.restores is not None
            assert not row.verdict or row.decided_by_id == row.restores.decided_by_id
            assert row.verdict in ("", row.restores.verdict)

    @invariant()
    def counters_are_what_the_rows_say(self) -> None:
        for job in Job.objects.filter(pk__in=self.seen):
            current = Decision.objects.standing().filter(job=job, target=DecisionTarget.FINDING)
            verdicts = dict(current.values_list("finding_id", "verdict"))
            rows = list(Finding.objects.live().filter(job=job))
            counts = Counter(verdicts.get(row.pk, row.suggestion) for row in rows)
            counts["pass"] -= sum(row.source == "person" and verdicts[row.pk] == "pass" for row in rows)
            assert (job.pass_count, job.review_count, job.block_count) == (
                counts["pass"],
                counts["review"],
                counts["block"],
            )
            assert (job.decided_count, job.findings_count) == (len(verdicts), len(rows))
            assert job.detections_count == Detection.objects.filter(finding__in=rows).count()
            worst = next((word for word in ("block", "review", "pass") if counts[word]), job.suggestion)
            assert rollup.rollup_of_job(job).suggests == worst

    @invariant()
    def nobody_submits_twice(self) -> None:
        submitted = Review.objects.filter(job__in=self.seen, outcome=ReviewOutcome.SUBMITTED)
        pairs = list(submitted.values_list("job_id", "reviewer_id"))
        assert len(pairs) == len(set(pairs))

    def teardown(self) -> None:
        assert audit.verify_trail().is_whole
        assert AuditHead.objects.get().entries >= len({row.batch_key or row.pk for row in Decision.objects.all()})


class DeskInAnyOrder(TransactionTestCase):
    def test_what_holds_after_every_step(self) -> None:
        run_state_machine_as_test(
            Desk,
            settings=settings(max_examples=25, stateful_step_count=25, suppress_health_check=list(HealthCheck)),
        )
