"""A job that a rule settled comes back to people when its evidence no longer fits the rule: nobody has seen it."""

from datetime import datetime

from reviews import audit
from reviews.models import Job
from reviews.queues import auto_settle, matching, routing
from reviews.vocabulary import ReviewState


def reopen_auto_settled(job: Job, *, is_whole: bool, now: datetime) -> bool:
    """Make the `job` wait again, inside the transaction that changed its evidence and holds its row; whether it does.

    `is_whole`: the normaliser understood the new answer without a warning. Only what a rule settled is brought back,
    when the answer is uncertain now or the rule's conditions no longer hold. The rule's decision stays until a person's
    supersedes it, and what was drawn stays drawn: the job is no sample. Audit: ``job.reopened``.
    """
    rule = job.auto_rule
    if rule is None or job.is_sample or job.review_state != ReviewState.SETTLED:
        return False
    is_certain = is_whole and auto_settle.is_finished(job)
    if is_certain and matching.matching_jobs(Job.objects.filter(pk=job.pk), rule).exists():
        return False
    _make_wait(job, now)
    audit.record(
        "job.reopened", by=None, now=now, subject=job, job_id=job.pk, rule=rule.pk, rule_name=rule.name,
        machine=job.suggestion, evidence_version=job.evidence_version, certain=is_certain,
    )  # fmt: skip
    return True


def _make_wait(job: Job, now: datetime) -> None:
    job.review_state, job.verdict, job.settled_at = ReviewState.WAITING, "", None
    # Ready for a person only now: the turnaround of people begins here.
    job.ready_at, job.version = now, job.version + 1
    job.auto_rule = None
    job.save(update_fields=["review_state", "verdict", "settled_at", "ready_at", "version", "auto_rule"])
    # No rule settles it a second time: its version tells that something happened to it.
    routing.route_job(job, now=now)
