"""Rows, constraints, querysets and predicates; no I/O, no signals. Imports only vocabulary."""

from reviews.models.api_token import ApiToken
from reviews.models.audit_entry import AuditEntry, AuditHead
from reviews.models.decision import Decision
from reviews.models.detection import Detection
from reviews.models.finding import AudioSegment, CoverResult, Finding, FrameResult, TextResult
from reviews.models.job import Job
from reviews.models.payload import Payload
from reviews.models.policy import Policy
from reviews.models.provider_account import ProviderAccount
from reviews.models.review import Review
from reviews.models.reviewer import Reviewer
from reviews.models.timeline_columns import TimelineColumns
from reviews.models.worker_pulse import WorkerPulse

__all__ = [
    "ApiToken",
    "AudioSegment",
    "AuditEntry",
    "AuditHead",
    "CoverResult",
    "Decision",
    "Detection",
    "Finding",
    "FrameResult",
    "Job",
    "Payload",
    "Policy",
    "ProviderAccount",
    "Review",
    "Reviewer",
    "TextResult",
    "TimelineColumns",
    "WorkerPulse",
]
