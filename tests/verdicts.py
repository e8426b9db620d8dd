"""Verdicts as one call of plain arguments: tests write what a person says, and the request is built here."""

from datetime import datetime
from typing import Any

from reviews.decisions.verdicts import batch, finding, job, manual_finding
from reviews.decisions.verdicts.verdict_base import RecordedVerdict
from reviews.decisions.verdicts.verdict_request import VerdictRequest
from reviews.models import Reviewer


def record_verdict(job_id: int, *, by: Reviewer, now: datetime, **said: Any) -> RecordedVerdict:
    """Record a verdict on a finding or detection."""
    return finding.record_verdict(VerdictRequest(job_id, **said), by=by, now=now)


def record_batch(job_id: int, *, by: Reviewer, now: datetime, **said: Any) -> batch.RecordedBatch:
    """Record one verdict on many findings."""
    return batch.record_batch(batch.BatchVerdictRequest(job_id, **said), by=by, now=now)


def add_manual_finding(job_id: int, *, by: Reviewer, now: datetime, **said: Any) -> RecordedVerdict:
    """Add a finding that the machine missed."""
    return manual_finding.add_manual_finding(manual_finding.ManualFindingRequest(job_id, **said), by=by, now=now)


def submit_verdict(job_id: int, *, by: Reviewer, now: datetime, **said: Any) -> RecordedVerdict:
    """Submit the verdict on the whole job."""
    return job.submit_verdict(VerdictRequest(job_id, **said), by=by, now=now)
