"""Findings of one job with their detections and the verdicts that count now."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from reviews import clock
from reviews.api.decisions import (
    DECIDE,
    KEY_PARAMETER,
    RecordedSerializer,
    RollupSerializer,
    idempotency_key,
    recorded_body,
    rollup_body,
    validated_body,
)
from reviews.api.filters import FindingFilter
from reviews.api.inputs import BatchVerdictInput, ManualFindingInput
from reviews.api.jobs import READ
from reviews.api.pagination import OldestFirst
from reviews.api.serializers import VERDICTS, FindingSerializer
from reviews.api.view import ScopedView, get_or_404
from reviews.decisions.verdicts.batch import BatchVerdictRequest, record_batch
from reviews.decisions.verdicts.manual_finding import ManualFindingRequest, add_manual_finding
from reviews.models import Decision, Finding
from reviews.vocabulary import DecisionTarget

RecordedManySerializer = inline_serializer(
    "RecordedMany",
    {
        "decisions": serializers.ListField(child=serializers.IntegerField(), help_text="IDs of the decisions."),
        "verdict": serializers.ChoiceField(choices=VERDICTS, allow_null=True, help_text="null: taken back."),
        "taken_back": serializers.BooleanField(),
        "undecided": serializers.IntegerField(help_text="Of taken_back: findings without a verdict now."),
        "restored": serializers.IntegerField(help_text="Of taken_back: findings whose earlier verdict counts again."),
        "job_version": serializers.IntegerField(help_text="Send it with the next decision."),
        "rollup": RollupSerializer,
    },
)


class JobFindings(ListModelMixin, ScopedView):
    needs = {"GET": READ, "POST": DECIDE}
    serializer_class = FindingSerializer
    filterset_class = FindingFilter
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[Finding]:
        if getattr(self, "swagger_fake_view", False):
            return Finding.objects.none()
        job = get_or_404(self.visible_jobs().only("pk"), self.kwargs["pk"])
        return Finding.objects.filter(job=job).select_related("added_by").prefetch_related("detections")

    @extend_schema(operation_id="jobs_findings_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Findings of the job, in the order in which they were stored; withdrawn ones are among them."""
        findings = self.filter_queryset(self.get_queryset())
        page = self.paginate_queryset(findings) or []
        context = {**self.get_serializer_context(), **_verdicts(page)}
        return self.get_paginated_response(FindingSerializer(page, many=True, context=context).data)

    @extend_schema(
        operation_id="jobs_findings_add",
        request=ManualFindingInput,
        responses={201: RecordedSerializer},
        parameters=[KEY_PARAMETER],
    )
    def post(self, request: Request, pk: int) -> Response:
        """Add what the machine missed, with your verdict on it."""
        job = get_or_404(self.visible_jobs().only("pk"), pk)
        key, data = idempotency_key(request), validated_body(ManualFindingInput, request)
        box = data.pop("box")
        corners = (box["x1"], box["y1"], box["x2"], box["y2"]) if box else None
        finding = ManualFindingRequest(job.pk, idempotency_key=key, box=corners, **data)
        recorded = add_manual_finding(finding, by=self.person, now=clock.now())
        return Response(recorded_body(recorded), status=201)


class JobFindingsDecisions(ScopedView):
    needs = {"POST": DECIDE}
    max_body_bytes = 512 * 1024
    pagination_class = None
    filter_backends = ()
    serializer_class = BatchVerdictInput

    @extend_schema(
        operation_id="jobs_findings_decide",
        request=BatchVerdictInput,
        responses={201: RecordedManySerializer},
        parameters=[KEY_PARAMETER],
    )
    def post(self, request: Request, pk: int) -> Response:
        """One verdict on up to 20,000 findings and detections of the job, or yours taken back: all or none."""
        job = get_or_404(self.visible_jobs().only("pk"), pk)
        key, data = idempotency_key(request), validated_body(BatchVerdictInput, request)
        verdict = BatchVerdictRequest(job.pk, idempotency_key=key, **data)
        many = record_batch(verdict, by=self.person, now=clock.now())
        told = {
            "decisions": many.decisions,
            "verdict": many.verdict or None,
            "taken_back": verdict.take_back,
            "undecided": many.undecided,
            "restored": many.restored,
            "job_version": many.job_version,
        }
        return Response({**told, "rollup": rollup_body(many.rollup)}, status=201)


def _verdicts(findings: Iterable[Finding]) -> dict[str, dict[int, str]]:
    """Current human verdicts on these findings and their detections, in one query."""
    decisions = Decision.objects.standing().filter(finding__in=list(findings)).order_by("id")
    verdicts: dict[str, dict[int, str]] = {"finding_verdicts": {}, "detection_verdicts": {}}
    for target, finding, detection, verdict in decisions.values_list("target", "finding", "detection", "verdict"):
        if target == DecisionTarget.FINDING:
            verdicts["finding_verdicts"][finding] = verdict
        else:
            verdicts["detection_verdicts"][detection] = verdict
    return verdicts
