"""Rows as the API shows them: explicit fields only, and nothing that signs or opens anything."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reviews.models import Decision, Detection, Finding, Job, Review
from reviews.queues import waiting
from reviews.redaction import EVIDENCE_FIELDS, get_public_address, get_public_value
from reviews.vocabulary import CloseReason, ReviewState, Suggestion

VERDICTS = [word.value for word in Suggestion]


class VerdictOrNull(serializers.ChoiceField):
    """One of the words, null where the row has none yet."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=VERDICTS, read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value: Any) -> Any:
        return value or None


class CloseReasonOrNull(serializers.ChoiceField):
    """Why a job ended without a verdict, null for any other job."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[word.value for word in CloseReason], read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value: Any) -> Any:
        return value or None


class PublicRow:
    """Mixed into serializers: no text of a row keeps what signs an address in it.

    Evidence, the words that the machine read or heard in the video, is shown as it was received.
    """

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return the row's fields, every text but evidence as `get_public_text` gives it."""
        row: dict[str, Any] = get_public_value(super().to_representation(instance), keep=EVIDENCE_FIELDS)  # type: ignore[misc]
        return row


class MatchSerializer(serializers.Serializer[Any]):
    """Where the search stands in a job: plain text around the hit, and the finding and time when it is in the video."""

    where = serializers.ChoiceField(choices=["id", "title", "frame", "audio", "text", "cover", "video", "qr"])
    before = serializers.CharField()
    hit = serializers.CharField()
    after = serializers.CharField()
    finding_id = serializers.IntegerField(allow_null=True)
    start_ms = serializers.IntegerField(allow_null=True)


class JobSerializer(PublicRow, serializers.ModelSerializer[Job]):
    """A provider run over one video, and where its review stands."""

    account = serializers.CharField(source="account.name", read_only=True, help_text="Name of the account.")
    provider = serializers.CharField(source="account.provider", read_only=True, help_text="Provider identifier.")
    suggestion = VerdictOrNull(help_text="Suggestion of the machine for the whole video.")
    verdict = VerdictOrNull(help_text="Verdict of a person on the whole video.")
    source_url = serializers.SerializerMethodField(
        help_text="Source address of the video, without the parameters of a signed link."
    )
    created_at = serializers.DateTimeField(
        source="shown_created_at",
        read_only=True,
        help_text="Time at which the provider created the job, if known; otherwise the time of registration here.",
    )

    queue = serializers.CharField(
        source="queue.name", read_only=True, default=None, allow_null=True, help_text="null: not ready yet."
    )
    review_state = serializers.SerializerMethodField(
        help_text="A claimed job whose claim has ended, or whose holder was deactivated, is waiting."
    )
    settled_by = serializers.SerializerMethodField(
        help_text="Source of the current verdict on the job: a rule settles without human review."
    )

    close_reason = CloseReasonOrNull(help_text="Why the job ended without a verdict.")
    sent_again_from_id = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="The job of the same video that could not be checked."
    )
    match = serializers.SerializerMethodField(help_text="Only in lists that were searched; null otherwise.")

    class Meta:
        model = Job
        fields = [
            "id", "account", "provider", "external_id", "title", "description", "comments",
            "state", "state_raw", "suggestion", "score", "verdict",
            "review_state", "is_unchecked", "close_reason", "closed_at", "sent_again_from_id",
            "source_url", "created_at", "finished_at", "ready_at", "settled_at", "duration_ms", "width",
            "height", "media_state", "error_code", "error_message", "request_id",
            "findings_count", "detections_count", "pass_count",
            "review_count", "block_count", "decided_count", "version", "queue", "queue_id", "stage", "due_at",
            "sampling_rate", "is_sample", "settled_by", "match", "unreported_count", "unreported_since",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=[(state.value, state.value) for state in ReviewState]))
    def get_review_state(self, job: Job) -> str:
        return waiting.annotated_state(job)

    @extend_schema_field(MatchSerializer(allow_null=True))
    def get_match(self, job: Job) -> dict[str, Any] | None:
        moment = self.context.get("moments", {}).get(job.pk)
        return dict(MatchSerializer(moment).data) if moment else None

    @extend_schema_field(serializers.ChoiceField(choices=["person", "rule"], allow_null=True))
    def get_settled_by(self, job: Job) -> str | None:
        if job.review_state != ReviewState.SETTLED:
            return None
        return "rule" if getattr(job, "is_settled_by_rule", False) else "person"

    def get_source_url(self, job: Job) -> str:
        return get_public_address(job.source_url)


class BoxSerializer(serializers.Serializer[Any]):
    """Corners in source pixels, top left and bottom right, as the provider gave them."""

    x1 = serializers.IntegerField()
    y1 = serializers.IntegerField()
    x2 = serializers.IntegerField()
    y2 = serializers.IntegerField()


class DetectionSerializer(serializers.ModelSerializer[Detection]):
    """One label inside a finding."""

    box = serializers.SerializerMethodField()
    spans = serializers.ListField(child=serializers.CharField(), read_only=True, help_text="Matched pieces of text.")
    withdrawn = serializers.BooleanField(source="is_withdrawn", read_only=True)
    verdict = serializers.SerializerMethodField()

    class Meta:
        model = Detection
        fields = ["id", "category", "label", "suggestion", "score", "box", "content", "spans", "withdrawn", "verdict"]
        read_only_fields = fields

    @extend_schema_field(BoxSerializer(allow_null=True))
    def get_box(self, detection: Detection) -> dict[str, int] | None:
        return dict(zip(("x1", "y1", "x2", "y2"), detection.box, strict=True)) if detection.box else None

    @extend_schema_field(serializers.ChoiceField(choices=VERDICTS, allow_null=True))
    def get_verdict(self, detection: Detection) -> str | None:
        verdicts: dict[int, str] = self.context.get("detection_verdicts", {})
        return verdicts.get(detection.pk)


class FindingSerializer(PublicRow, serializers.ModelSerializer[Finding]):
    """What the provider judged, with the verdict that counts now. Times in milliseconds of the video."""

    withdrawn = serializers.BooleanField(
        source="is_withdrawn",
        read_only=True,
        help_text="The provider no longer reports it, or the person who added it took it back.",
    )
    added_by = serializers.CharField(source="added_by.username", read_only=True, default=None, allow_null=True)
    verdict = serializers.SerializerMethodField()
    detections = DetectionSerializer(many=True, read_only=True)

    class Meta:
        model = Finding
        fields = [
            "id", "kind", "start_ms", "end_ms", "suggestion", "category", "label", "score", "text", "withdrawn",
            "unreported_since", "verdict", "detections", "source", "added_by",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=VERDICTS, allow_null=True))
    def get_verdict(self, finding: Finding) -> str | None:
        verdicts: dict[int, str] = self.context.get("finding_verdicts", {})
        return verdicts.get(finding.pk)


class DecisionSerializer(PublicRow, serializers.ModelSerializer[Decision]):
    """One verdict of a person, beside what the machine said at that moment. A later one supersedes it.

    Or the act of taking one back: it counts in no report.
    """

    verdict = VerdictOrNull(help_text="null: taken back, and nothing of the same person counts again.")
    taken_back = serializers.BooleanField(
        source="takes_back", read_only=True, help_text="The decision takes back the one that it supersedes."
    )
    restores = serializers.PrimaryKeyRelatedField[Decision](
        read_only=True, allow_null=True, help_text="Of taken_back: the earlier decision that counts again, if any."
    )
    machine_suggestion = VerdictOrNull()
    is_override = serializers.BooleanField(read_only=True)
    note = serializers.CharField(source="note_text", read_only=True)
    policy = serializers.CharField(source="policy.code", read_only=True, allow_null=True, default=None)
    policy_version = serializers.IntegerField(source="policy.version", read_only=True, allow_null=True, default=None)
    by = serializers.CharField(
        source="decided_by.username",
        read_only=True,
        default=None,
        allow_null=True,
        help_text="null: settled by a rule.",
    )
    by_name = serializers.CharField(source="decided_by_name", read_only=True)
    auto_rule = serializers.CharField(
        source="auto_rule.name", read_only=True, default=None, allow_null=True, help_text="The rule that settled it."
    )

    class Meta:
        model = Decision
        fields = [
            "id", "job", "target", "finding", "detection", "verdict", "machine_suggestion", "machine_score",
            "is_override", "taken_back", "restores", "policy", "policy_version", "note", "by", "by_name", "decided_at",
            "took_ms", "supersedes", "batch_key", "auto_rule",
        ]  # fmt: skip
        read_only_fields = fields


class ClaimSerializer(serializers.ModelSerializer[Review]):
    """The right to review a job until `lease_until`; `fence` and `version` go into every decision."""

    version = serializers.IntegerField(source="job.version", read_only=True)

    class Meta:
        model = Review
        fields = ["id", "job", "fence", "version", "claimed_at", "lease_until"]
        read_only_fields = fields
