"""What callers may send: explicit fields with limits; a name that is not listed is refused, not dropped."""

from typing import Any

from rest_framework import serializers

from reviews.api.parsers import shown_name
from reviews.api.serializers import VERDICTS
from reviews.providers.base import SubmitRequest

MAX_IDS = 1000
MAX_FINDINGS = 20_000
_INT32 = 2**31 - 1
_INT64 = 2**63 - 1


class WholeNumber(serializers.IntegerField):
    """A whole number: no text, no true, no 1.0 that only looks like one."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class StrictText(serializers.CharField):
    """Text only: a number or true is refused instead of being spelled out."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class StrictInput(serializers.Serializer[Any]):
    """Base: refuses names that are not fields: a misspelt option that is dropped does something else than asked."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := [name for name in data if name not in self.fields]):
            known = ", ".join(self.fields)
            raise serializers.ValidationError(
                {shown_name(name): [f"Unknown field. Known fields: {known}."] for name in unknown[:20]},
                code="unknown_field",
            )
        return super().to_internal_value(data)


class StrictFlag(serializers.BooleanField):
    """true or false; no text or number that is like it."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class ClaimInput(StrictInput):
    """How a claim is asked for."""

    hold_another = StrictFlag(
        required=False,
        default=False,
        help_text="Claim this job although you hold another one. Without it: 409 `already_holding`.",
    )


class NextClaimInput(StrictInput):
    """How the next job is asked for."""

    hold_another = StrictFlag(
        required=False,
        default=False,
        help_text="Claim another job although you hold one. Without it you get the job that you hold.",
    )


class DecisionInput(StrictInput):
    """A verdict with the version and fence the caller saw."""

    verdict = serializers.ChoiceField(choices=VERDICTS)
    version = WholeNumber(
        min_value=1,
        max_value=_INT32,
        help_text="The version of the job as last read. A different version is refused with 409.",
    )
    fence = WholeNumber(min_value=1, max_value=_INT64, help_text="From the claim.")
    policy_id = WholeNumber(min_value=1, max_value=_INT64, required=False, allow_null=True, default=None)
    note = StrictText(required=False, allow_blank=True, max_length=4000, default="", trim_whitespace=False)
    took_ms = WholeNumber(min_value=0, max_value=_INT32, required=False, allow_null=True, default=None)


class StrictBoolean(serializers.BooleanField):
    """true or false: no text and no number that stands for one."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class TargetDecisionInput(DecisionInput):
    """A verdict on findings or detections, or with `take_back` the caller's own last one taken back."""

    verdict = serializers.ChoiceField(
        choices=VERDICTS, required=False, allow_null=True, default=None, help_text="null or absent with take_back."
    )
    take_back = StrictBoolean(
        required=False,
        default=False,
        help_text="Take back your own verdict instead: what counted before it counts again, else the target is "
        "undecided. Somebody else's verdict is refused with 409 decided_by_other.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Errors: ValidationError unless exactly one of the two is asked for."""
        if attrs["take_back"] == bool(attrs["verdict"]):
            raise serializers.ValidationError({"verdict": ["Give either a verdict or take_back."]}, code="either_or")
        return {**attrs, "verdict": attrs["verdict"] or ""}


class ReleaseInput(StrictInput):
    fence = WholeNumber(min_value=1, max_value=_INT64, help_text="From the claim.")


class TakeOverInput(ClaimInput):
    reason = StrictText(max_length=4000, help_text="The reason. It is stored with your review of the job.")


class ReopenInput(ClaimInput):
    reason = StrictText(
        required=False,
        allow_blank=True,
        default="",
        max_length=4000,
        help_text="Why. Required when somebody else, or a rule, gave the verdict. It is stored with your review.",
    )


class TakeBackJobInput(ClaimInput):
    decision = WholeNumber(min_value=1, max_value=_INT64, help_text="The id of your verdict on the job.")


class AskLeadInput(ReleaseInput):
    """The job as you saw it, and what the lead should look at."""

    version = WholeNumber(min_value=1, max_value=_INT32, help_text="The version of the job as last read.")
    note = StrictText(
        allow_blank=True,
        max_length=4000,
        trim_whitespace=False,
        help_text="What the lead should look at. Required, as for every escalation.",
    )


class BatchVerdictInput(TargetDecisionInput):
    """One verdict on many findings and detections of the job, or all of the caller's own on them taken back.

    At least one id, at most 20,000 together.
    """

    finding_ids = serializers.ListField(
        child=WholeNumber(min_value=1, max_value=_INT64), max_length=MAX_FINDINGS, required=False, default=list
    )
    detection_ids = serializers.ListField(
        child=WholeNumber(min_value=1, max_value=_INT64),
        max_length=MAX_FINDINGS,
        required=False,
        default=list,
        help_text="Detections by themselves: their findings' verdicts stay as they are.",
    )


class BoxInput(StrictInput):
    """Corners in source pixels, top left and bottom right."""

    x1 = WholeNumber(min_value=0, max_value=_INT32)
    y1 = WholeNumber(min_value=0, max_value=_INT32)
    x2 = WholeNumber(min_value=0, max_value=_INT32)
    y2 = WholeNumber(min_value=0, max_value=_INT32)


class ManualFindingInput(DecisionInput):
    """What the machine missed, with your verdict on it. Times in milliseconds of the video."""

    kind = serializers.ChoiceField(choices=["frame", "audio", "text"])
    start_ms = WholeNumber(min_value=0, max_value=_INT64)
    end_ms = WholeNumber(
        min_value=0, max_value=_INT64, required=False, allow_null=True, default=None, help_text="If omitted: start_ms."
    )
    category = StrictText(max_length=100)
    label = StrictText(max_length=200, required=False, allow_blank=True, default="")  # type: ignore[assignment]
    box = BoxInput(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A finding without an end is one moment."""
        return {**attrs, "end_ms": attrs["start_ms"] if attrs["end_ms"] is None else attrs["end_ms"]}


class JobInput(StrictInput):
    """Either `external_ids` (jobs that run at the provider already) or `source_url` (a video to send there)."""

    account = StrictText(max_length=60, help_text="Name of the account.")
    external_ids = serializers.ListField(
        child=StrictText(allow_blank=True, max_length=1000, trim_whitespace=False),
        required=False,
        allow_empty=False,
        max_length=MAX_IDS,
        help_text="Job IDs at the provider. Each one is created, already known, or refused with a reason.",
    )
    source_url = StrictText(required=False, max_length=2000, help_text="http(s)://... or oss://bucket/object.")
    title = StrictText(required=False, max_length=300, allow_blank=True)
    description = StrictText(required=False, max_length=2000, allow_blank=True)
    comments = StrictText(
        required=False, max_length=20_000, allow_blank=True, help_text="Bullet comments, one per line."
    )
    frame_interval_s = WholeNumber(required=False, min_value=1, max_value=60, help_text="Seconds between frames.")
    biz_type = StrictText(required=False, max_length=200, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Errors: ValidationError unless exactly one of the two ways is used."""
        if ("external_ids" in attrs) == ("source_url" in attrs):
            raise serializers.ValidationError(
                {"external_ids": ["Give either external_ids or source_url."]}, code="either_or"
            )
        if "external_ids" in attrs and (extra := sorted(set(attrs) - {"account", "external_ids"})):
            raise serializers.ValidationError({extra[0]: ["Can only be used with source_url, not with external_ids."]})
        return attrs


def submit_request(data: dict[str, Any]) -> SubmitRequest:
    """The checked body as the provider's request."""
    wanted = ("title", "description", "comments", "frame_interval_s", "biz_type")
    return SubmitRequest(source=data["source_url"], **{name: data[name] for name in wanted if name in data})
