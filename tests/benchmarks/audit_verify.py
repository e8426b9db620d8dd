"""The whole check of the trail at 10,000, 100,000 and 1,000,000 entries: `python -m tests.benchmarks.audit_verify`.

Each ten entries are one job: taken, seven verdicts on findings, the verdict on the job, settled. The rows are stored by
the thousand and rightly chained. Beside it `--since` behind a seal over nine tenths, and the raw limit: entries read
page by page and hashed, nothing compared. Peak memory is that of each check in a process of its own. Another size:
`audit_verify 100000`.
"""
# ruff: noqa: E402 - Django must be set up before its models are imported

import hashlib
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection, transaction
from django.test.utils import setup_test_environment

from reviews import audit
from reviews.audit.entries import _canonical, _columns
from reviews.audit.trail import read_pages
from reviews.models import AuditEntry, AuditHead, Decision, Finding, Job, Review, Reviewer
from reviews.vocabulary import Role
from tests.benchmarks import bulk, desk
from tests.builders import NOON, a_finding, a_job, a_policy
from tests.conftest import person

SIZES = (10_000, 100_000, 1_000_000)
A_JOB, FINDINGS, BATCH_SIZE = 10, 7, 500
SEALED = 0.9


def main() -> int:
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    setup_test_environment()
    measures = []
    with desk.bench_database("audit"):
        by = person("bench", Role.REVIEWER)
        first = a_job()
        a_finding(first)
        for size in sizes:
            _fill(first, by, int(size * SEALED))
            audit.seal_head(now=NOON + timedelta(seconds=size), is_asked=True)
            sealed = AuditEntry.objects.latest("id").pk
            _fill(first, by, size)
            bulk.analyze()
            for what, act in (
                ("whole", _whole),
                ("since, a tenth", lambda sealed=sealed: _since(sealed)),
                ("raw", _raw),
            ):
                measures.append({"entries": size, "what": what, **_measured(act)})
                print(measures[-1], flush=True)
    desk.save_measures("audit_verify", measures)
    return 0


def _whole() -> int:
    report = audit.verify_trail()
    assert report.is_whole, report.differences[:5]
    return report.entries


def _since(sealed: int) -> int:
    start = audit.find_start(sealed)
    report = audit.verify_trail(start=start)
    assert not report.found, report.differences[:5]
    return report.entries - start.entries


def _raw() -> int:
    count = 0
    for page in read_pages(after=0):
        for entry in page:
            count += 1
            assert hashlib.sha256((entry.previous_hash + entry.body).encode()).hexdigest() == entry.hash
    return count


def _measured(act: Callable[[], int]) -> dict[str, Any]:
    """Seconds, entries a second and peak memory, measured in a fork, so that no run sees what another left behind."""
    connection.close()
    context = multiprocessing.get_context("fork")
    answers = context.Queue()

    def child() -> None:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started, cpu = time.perf_counter(), time.process_time()
        count = act()
        seconds = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answers.put((count, seconds, time.process_time() - cpu, before, peak))

    process = context.Process(target=child)
    process.start()
    count, seconds, cpu, before, peak = answers.get(timeout=3600)
    process.join()
    return {
        "checked": count, "seconds": round(seconds, 1), "cpu_s": round(cpu, 1), "per_s": round(count / seconds),
        "peak_mb": round(peak / 1024), "grown_mb": round((peak - before) / 1024),
    }  # fmt: skip


def _fill(first: Job, by: Reviewer, size: int) -> None:
    """Up to `size` entries with the rows that they speak of."""
    policy = a_policy(text_en="No weapons.")
    have = Job.objects.count() - 1
    for start in range(have, size // A_JOB, BATCH_SIZE):
        with transaction.atomic():
            _store(first, by, policy, range(start, min(start + BATCH_SIZE, size // A_JOB)))


def _store(first: Job, by: Reviewer, policy: Any, numbers: range) -> None:
    like = {field.attname: getattr(first, field.attname) for field in Job._meta.concrete_fields if field.name != "id"}
    like |= {"review_state": "settled", "verdict": "block", "settled_at": NOON, "version": 9, "claim_fence": 1}
    jobs = Job.objects.bulk_create([Job(**{**like, "external_id": f"bench-{n}"}) for n in numbers], batch_size=2000)
    facts = {"reviewer": by, "outcome": "submitted", "fence": 1, "claimed_at": NOON, "lease_until": NOON}
    reviews = Review.objects.bulk_create(
        [Review(job=job, ended_at=NOON, verdict="block", **facts) for job in jobs], batch_size=2000
    )
    findings = Finding.objects.bulk_create(
        [
            Finding(
                job=job,
                kind="frame",
                key=f"frame:{n}",
                suggestion="block",
                score=0.9,
                first_seen_at=NOON,
                changed_at=NOON,
            )
            for job in jobs
            for n in range(FINDINGS)
        ],
        batch_size=2000,
    )
    decisions = Decision.objects.bulk_create(
        [one for place, job in enumerate(jobs) for one in _decisions(job, reviews[place], findings, place, by, policy)],
        batch_size=2000,
    )
    entries = [entry for place, job in enumerate(jobs) for entry in _entries(job, reviews[place], decisions, place, by)]
    head = AuditHead.objects.get()
    previous = head.hash
    for entry in entries:
        entry.previous_hash, entry.hash = previous, audit.chain_hash(previous, entry.body)
        previous = entry.hash
    AuditEntry.objects.bulk_create(entries, batch_size=2000)
    AuditHead.objects.update(hash=previous, entries=head.entries + len(entries))


def _decisions(
    job: Job, review: Review, findings: list[Finding], place: int, by: Reviewer, policy: Any
) -> Iterator[Decision]:
    same = {
        "job": job, "review": review, "verdict": "block", "machine_suggestion": "block", "payload_sha256": "a" * 64,
        "evidence_version": 1, "policy": policy, "decided_by": by, "decided_by_name": "bench", "decided_at": NOON,
        "took_ms": 1200, "request_digest": "0" * 64,
    }  # fmt: skip
    for number, finding in enumerate(findings[place * FINDINGS : (place + 1) * FINDINGS]):
        key = f"{job.pk}-{number}"
        yield Decision(target="finding", finding=finding, machine_score=0.9, idempotency_key=key, **same)
    yield Decision(target="job", idempotency_key=f"{job.pk}-job", **same)


def _entries(job: Job, review: Review, decisions: list[Decision], place: int, by: Reviewer) -> Iterator[AuditEntry]:
    from reviews.decisions.verdicts import verdict_base

    yield _entry("claim.taken", review, job, by, fence=1, after_lapse_of=None)
    own = decisions[place * (FINDINGS + 1) : (place + 1) * (FINDINGS + 1)]
    for decision in own:
        yield _entry(
            "decision.recorded", decision, job, by, target=decision.target,
            target_id=decision.finding_id or job.pk, verdict="block", machine_suggestion="block",
            machine_score=decision.machine_score, payload_sha256="a" * 64, evidence_version=1, supersedes=None,
            finding=decision.finding_id, detection=None, review=review.pk, fence=1, version=1,
            row_digest=audit.digest_decision(decision), **verdict_base.say_grounds(decision),
        )  # fmt: skip
    yield _entry("job.settled", job, job, by, verdict="block", proposed="block", decision=own[-1].pk)


def _entry(action: str, subject: Any, job: Job, by: Reviewer, **facts: Any) -> AuditEntry:
    entry = AuditEntry(
        at=NOON, action=action, actor_id=by.pk, actor_name=by.username, subject=subject._meta.model_name,
        subject_id=subject.pk, job_id=job.pk,
    )  # fmt: skip
    entry.body = _canonical({**_columns(entry), "facts": facts})
    return entry


if __name__ == "__main__":
    sys.exit(main())
