"""Rows, constraints, querysets and predicates; no I/O, no signals. Imports only vocabulary."""

from reviews.models.api_token import ApiToken
from reviews.models.audit_entry import AuditEntry, AuditHead, AuditSeal
from reviews.models.coverage import Coverage
from reviews.models.decision import Decision
from reviews.models.desk_settings import DeskSettings
from reviews.models.detection import Detection
from reviews.models.draw import Draw
from reviews.models.exposure import BreakClock, Exposure
from reviews.models.filmstrip import Filmstrip
from reviews.models.finding import AudioSegment, CoverResult, Finding, FrameResult, TextResult
from reviews.models.job import Job
from reviews.models.note import Note
from reviews.models.payload import Payload
from reviews.models.playable_copy import PlayableCopy
from reviews.models.policy import Policy
from reviews.models.presence import Presence
from reviews.models.provider_account import ProviderAccount
from reviews.models.queue import AutoSettleRule, Queue, RoutingRule, Team
from reviews.models.recovery_request import RecoveryRequest
from reviews.models.review import Review
from reviews.models.reviewer import Reviewer
from reviews.models.rule_version import RuleVersion
from reviews.models.sign_in_failure import SignInFailure
from reviews.models.submission import Submission
from reviews.models.timeline_columns import TimelineColumns
from reviews.models.token_refusal import TokenRefusal
from reviews.models.video_facts import VideoFacts
from reviews.models.wellness import HarmRule, WellnessFloor
from reviews.models.work_calendar import WorkCalendar
from reviews.models.worker_pulse import WorkerPulse

__all__ = [
    "ApiToken",
    "AudioSegment",
    "AuditEntry",
    "AuditHead",
    "AuditSeal",
    "AutoSettleRule",
    "BreakClock",
    "CoverResult",
    "Coverage",
    "Decision",
    "DeskSettings",
    "Detection",
    "Draw",
    "Exposure",
    "Filmstrip",
    "Finding",
    "FrameResult",
    "HarmRule",
    "Job",
    "Note",
    "Payload",
    "PlayableCopy",
    "Policy",
    "Presence",
    "ProviderAccount",
    "Queue",
    "RecoveryRequest",
    "Review",
    "Reviewer",
    "RoutingRule",
    "RuleVersion",
    "SignInFailure",
    "Submission",
    "Team",
    "TextResult",
    "TimelineColumns",
    "TokenRefusal",
    "VideoFacts",
    "WellnessFloor",
    "WorkCalendar",
    "WorkerPulse",
]
