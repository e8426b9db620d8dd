"""Findings of one job with their detections and the verdicts that count now."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from reviews.api.filters import FindingFilter
from reviews.api.jobs import READ
from reviews.api.pagination import OldestFirst
from reviews.api.serializers import FindingSerializer
from reviews.api.view import ScopedView, found
from reviews.models import Decision, Finding
from reviews.vocabulary import DecisionTarget


class JobFindings(ListModelMixin, ScopedView):
    needs = {"GET": READ}
    serializer_class = FindingSerializer
    filterset_class = FindingFilter
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[Finding]:
        if getattr(self, "swagger_fake_view", False):
            return Finding.objects.none()
        job = found(self.visible_jobs().only("pk"), self.kwargs["pk"])
        return Finding.objects.filter(job=job).prefetch_related("detections")

    @extend_schema(operation_id="jobs_findings_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Findings of the job, in the order in which they were stored; withdrawn ones are among them."""
        findings = self.filter_queryset(self.get_queryset())
        page = self.paginate_queryset(findings) or []
        context = {**self.get_serializer_context(), **_verdicts(page)}
        return self.get_paginated_response(FindingSerializer(page, many=True, context=context).data)


def _verdicts(findings: Iterable[Finding]) -> dict[str, dict[int, str]]:
    """Current human verdicts on these findings and their detections, in one query."""
    decisions = Decision.objects.current().filter(finding__in=list(findings)).order_by("id")
    verdicts: dict[str, dict[int, str]] = {"finding_verdicts": {}, "detection_verdicts": {}}
    for target, finding, detection, verdict in decisions.values_list("target", "finding", "detection", "verdict"):
        if target == DecisionTarget.FINDING:
            verdicts["finding_verdicts"][finding] = verdict
        else:
            verdicts["detection_verdicts"][detection] = verdict
    return verdicts
