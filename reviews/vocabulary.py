"""The words of the house as enums. Framework-free; imports nothing of ours."""

from enum import IntEnum, StrEnum


class Suggestion(StrEnum):
    """What the machine says, mildest first. A human verdict uses the same three values."""

    PASS = "pass"
    REVIEW = "review"
    BLOCK = "block"

    @property
    def severity(self) -> int:
        return _SEVERITY[self]


_SEVERITY = {Suggestion.PASS: 0, Suggestion.REVIEW: 1, Suggestion.BLOCK: 2}


def worst_suggestion(values: "list[Suggestion]") -> Suggestion | None:
    """The most severe of the values; None for an empty list."""
    return max(values, key=lambda value: value.severity, default=None)


class JobState(StrEnum):
    """Where a provider run stands. Provider spellings are kept verbatim beside it (`state_raw`)."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    LOST = "lost"  # the provider no longer knows the job; what we hold stays reviewable
    UNKNOWN = "unknown"  # a state word that no contract names: kept, shown, polled again

    @property
    def is_final(self) -> bool:
        return self in (JobState.SUCCEEDED, JobState.FAILED, JobState.LOST)


class FindingKind(StrEnum):
    """What the provider judged."""

    VIDEO = "video"  # a summary of the whole video in one scene, without a time
    FRAME = "frame"
    AUDIO = "audio"
    TEXT = "text"
    COVER = "cover"


class BoxKind(StrEnum):
    """What a box surrounds, as far as the provider says."""

    FACE = "face"
    QR = "qr"
    OTHER = "other"


class ReviewState(StrEnum):
    """A job in the eyes of the desk."""

    PENDING = "pending"  # no final answer from the provider yet
    WAITING = "waiting"  # ready for a person
    CLAIMED = "claimed"  # a person holds a live or just expired lease
    SETTLED = "settled"  # a person submitted a verdict
    UNCHECKED = "unchecked"  # the provider failed: no machine looked, and the queue does not ask people to
    CLOSED = "closed"  # ended without a verdict


class CloseReason(StrEnum):
    """Why a job that could not be checked ended without a verdict."""

    SENT_AGAIN = "sent_again"  # the same video runs as another job
    TECHNICAL_PROBLEM = "technical_problem"


class SubmissionState(StrEnum):
    """How a video that we sent to a provider stands."""

    SENDING = "sending"  # written before the call; too old, it counts as ANSWER_LOST
    ANSWERED = "answered"  # the provider took it: its job is known
    REFUSED = "refused_by_provider"  # the provider said no
    NOT_DELIVERED = "not_delivered"  # nothing was sent, or no provider was there to take it
    ANSWER_LOST = "answer_lost"  # the provider may have taken it


class ReviewStage(StrEnum):
    """Which pass over a job a review is. Blind sampling and appeals will be further stages."""

    FIRST = "first"
    SECOND = "second"  # the second look, after an escalation: by another person than the first
    LEAD = "lead"  # a lead was asked: offered to leads only, who settle it


class ReviewOutcome(StrEnum):
    """How a review stands. One ACTIVE review per job, held by a database constraint."""

    ACTIVE = "active"
    SUBMITTED = "submitted"
    RELEASED = "released"
    SKIPPED = "skipped"  # given back unreviewed: "not me", no reason asked
    EXPIRED = "expired"
    TAKEN_OVER = "taken_over"  # ended by a lead, with a reason
    REOPENED = "reopened"  # was submitted; its job was opened again
    TAKEN_BACK = "taken_back"  # was submitted; the same person took the verdict back within seconds
    ASKED_LEAD = "asked_lead"  # ended by asking a lead to decide


class DecisionTarget(StrEnum):
    """What a decision is about."""

    JOB = "job"
    FINDING = "finding"
    DETECTION = "detection"


class FindingSource(StrEnum):
    """Who found it."""

    MACHINE = "machine"
    PERSON = "person"  # a reviewer added what the machine missed; the sync never touches it


class HarmBand(StrEnum):
    """How much harm looking at it may do, mildest first."""

    NONE = "none"
    SENSITIVE = "sensitive"
    GRAPHIC = "graphic"
    EXTREME = "extreme"


class MediaState(StrEnum):
    """What we know of a job's video."""

    UNKNOWN = "unknown"  # not looked at yet
    READY = "ready"
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"
    FORBIDDEN = "forbidden"  # the address is not allowed (scheme, private network)


class CopyState(StrEnum):
    """How far the copy is that browsers can play."""

    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


class Role(StrEnum):
    """Roles are Django groups of these names."""

    REVIEWER = "Reviewer"
    LEAD = "Lead"
    ANALYST = "Analyst"
    ADMIN = "Admin"


class TokenScope(StrEnum):
    """What an API token may do."""

    READ = "read"  # GET jobs, findings, decisions, reports
    SUBMIT = "submit"  # register and submit jobs
    DECIDE = "decide"  # write decisions


class Severity(IntEnum):
    """Only for sorting rows in a database: the rank of a suggestion, unknown last."""

    NONE = -1
    PASS = 0
    REVIEW = 1
    BLOCK = 2
