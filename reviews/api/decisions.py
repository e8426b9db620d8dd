"""Decisions: read them all, read a job's, add one about a job, a finding or a detection."""

import re
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from reviews import clock
from reviews.access.permissions import Permission
from reviews.api.filters import DecisionFilter
from reviews.api.inputs import DecisionInput, StrictInput, TargetDecisionInput
from reviews.api.jobs import READ
from reviews.api.permissions import Requirement
from reviews.api.serializers import DecisionSerializer
from reviews.api.view import PAGING, ScopedView, get_or_404
from reviews.decisions.administration import export_log
from reviews.decisions.verdicts.finding import record_verdict
from reviews.decisions.verdicts.job import submit_verdict
from reviews.decisions.verdicts.rollup import Rollup
from reviews.decisions.verdicts.verdict_base import RecordedVerdict
from reviews.decisions.verdicts.verdict_request import VerdictRequest
from reviews.models import Decision, Detection, Finding
from reviews.vocabulary import DecisionTarget, TokenScope

DECIDE = Requirement(TokenScope.DECIDE, Permission.REVIEW)
_RELATED = ("policy", "decided_by", "note", "auto_rule")
_KEY = re.compile(r"[A-Za-z0-9_.:-]{1,100}\Z", re.ASCII)
KEY_PARAMETER = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="1 to 100 of A-Z a-z 0-9 _ . : -; the same key with the same body returns the first response again.",
)
RollupSerializer = inline_serializer(
    "Rollup",
    {
        "passes": serializers.IntegerField(),
        "reviews": serializers.IntegerField(),
        "blocks": serializers.IntegerField(),
        "decided": serializers.IntegerField(),
        "suggests": serializers.CharField(help_text="The verdict that the findings suggest."),
    },
)
RecordedSerializer = inline_serializer(
    "Recorded",
    {
        "escalated_to": serializers.CharField(allow_null=True, help_text="Name of the second-look queue."),
        "decision": DecisionSerializer(),
        "job_version": serializers.IntegerField(help_text="Send it with the next decision."),
        "rollup": RollupSerializer,
    },
)


def idempotency_key(request: Request) -> str:
    """The header's value. Errors: ValidationError naming the header."""
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.match(key):
        raise ValidationError(
            {"Idempotency-Key": ["Send this header with 1 to 100 of A-Z a-z 0-9 _ . : -, new for each decision."]},
            code="idempotency_key_required",
        )
    return key


def _decides(operation_id: str, body: type[StrictInput]) -> Callable[..., Any]:
    return extend_schema(
        operation_id=operation_id,
        request=body,
        responses={201: RecordedSerializer},
        parameters=[KEY_PARAMETER],
    )


class DecisionView(ScopedView):
    serializer_class = DecisionSerializer

    def get_queryset(self) -> QuerySet[Decision]:
        return Decision.objects.filter(job__in=self.visible_jobs()).select_related(*_RELATED)


class DecisionList(ListModelMixin, DecisionView):
    needs = {"GET": READ}
    filterset_class = DecisionFilter

    @extend_schema(operation_id="decisions_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Decisions on all jobs, newest first, superseded ones among them."""
        answer = self.list(request, *args, **kwargs)
        export_log.record_export(
            "decisions", by=self.person, now=clock.now(), filters=set(request.query_params) - {*PAGING}
        )
        return answer


class JobDecisions(ListModelMixin, DecisionView):
    needs = {"GET": READ, "POST": DECIDE}

    def get_queryset(self) -> QuerySet[Decision]:
        if getattr(self, "swagger_fake_view", False):
            return Decision.objects.none()
        job = get_or_404(self.visible_jobs().only("pk"), self.kwargs["pk"])
        return Decision.objects.filter(job=job).select_related(*_RELATED)

    @extend_schema(operation_id="jobs_decisions_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Decisions on the job, its findings and its detections, newest first."""
        answer = self.list(request, *args, **kwargs)
        export_log.record_export("decisions", by=self.person, now=clock.now(), filters=["job"])
        return answer

    @_decides("jobs_decide", DecisionInput)
    def post(self, request: Request, pk: int) -> Response:
        """The verdict on the whole job: settles it and ends the claim."""
        job = get_or_404(self.visible_jobs().only("pk"), pk)
        key, data = idempotency_key(request), validated_body(DecisionInput, request)
        verdict = VerdictRequest(job.pk, idempotency_key=key, **data)
        recorded = submit_verdict(verdict, by=self.person, now=clock.now())
        return Response(recorded_body(recorded), status=201)


class TargetDecisions(ScopedView):
    """POST a verdict about one finding or one detection, or take one's own back."""

    needs = {"POST": DECIDE}
    pagination_class = None
    filter_backends = ()
    serializer_class = DecisionSerializer
    target: DecisionTarget

    def job_id(self, pk: int) -> int:
        """The job of the target. Errors: Http404 when it is not there for the caller."""
        raise NotImplementedError

    def post(self, request: Request, pk: int) -> Response:
        """A verdict on it, which supersedes the one before; with `take_back` yours is taken back instead."""
        job_id = self.job_id(pk)
        key, data = idempotency_key(request), validated_body(TargetDecisionInput, request)
        verdict = VerdictRequest(job_id, target=self.target, target_id=pk, idempotency_key=key, **data)
        recorded = record_verdict(verdict, by=self.person, now=clock.now())
        return Response(recorded_body(recorded), status=201)


@extend_schema_view(post=_decides("findings_decide", TargetDecisionInput))
class FindingDecisions(TargetDecisions):
    target = DecisionTarget.FINDING

    def job_id(self, pk: int) -> int:
        return get_or_404(Finding.objects.filter(job__in=self.visible_jobs()).only("job_id"), pk).job_id


@extend_schema_view(post=_decides("detections_decide", TargetDecisionInput))
class DetectionDecisions(TargetDecisions):
    target = DecisionTarget.DETECTION

    def job_id(self, pk: int) -> int:
        rows = Detection.objects.filter(finding__job__in=self.visible_jobs()).select_related("finding")
        return get_or_404(rows, pk).finding.job_id


def validated_body(input_class: type[StrictInput], request: Request) -> dict[str, Any]:
    """The body as `wanted` has it. Errors: ValidationError naming each wrong field."""
    body = input_class(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def recorded_body(recorded: RecordedVerdict) -> dict[str, Any]:
    """The answer to one stored decision."""
    rollup, escalated = recorded.rollup, getattr(recorded, "escalated_to", None)
    return {
        "escalated_to": escalated.name if escalated else None,
        "decision": DecisionSerializer(recorded.decision).data,
        "job_version": recorded.job_version,
        "rollup": rollup_body(rollup),
    }


def rollup_body(rollup: Rollup) -> dict[str, Any]:
    """What the findings of the job add up to."""
    return {
        "passes": rollup.passes,
        "reviews": rollup.reviews,
        "blocks": rollup.blocks,
        "decided": rollup.decided,
        "suggests": rollup.suggests,
    }
