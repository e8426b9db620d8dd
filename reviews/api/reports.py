"""Reports."""

from datetime import date, timedelta
from typing import Any, cast

from django.utils.dateparse import parse_date
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from reviews import clock
from reviews.access.permissions import Permission
from reviews.api.filters import parse_moment
from reviews.api.permissions import Requirement
from reviews.api.view import ScopedView
from reviews.decisions.administration import export_log
from reviews.models import Reviewer
from reviews.reports.summary import summarise_period
from reviews.vocabulary import TokenScope

MAX_DAYS = 3660
_DAY = "Write a date such as 2026-11-21."


def _rates(name: str) -> serializers.Serializer[Any]:
    return inline_serializer(
        name,
        {
            "decided": serializers.IntegerField(),
            "overridden": serializers.IntegerField(),
            "rate": serializers.FloatField(
                allow_null=True, help_text="overridden / decided; null if nothing was decided."
            ),
        },
    )


def _turnaround(name: str, **more: serializers.Field[Any, Any, Any, Any]) -> serializers.Serializer[Any]:
    return inline_serializer(
        name,
        {
            **more,
            "settled": serializers.IntegerField(),
            "median_s": serializers.FloatField(allow_null=True),
            "p90_s": serializers.FloatField(allow_null=True),
        },
    )


class SummaryView(ScopedView):
    needs = {"GET": Requirement(TokenScope.READ, Permission.SEE_REPORTS)}
    pagination_class = None
    filter_backends = ()
    parameters = ("from", "to")

    @extend_schema(
        operation_id="reports_summary",
        parameters=[
            OpenApiParameter("from", date, required=True, description="First day, UTC."),
            OpenApiParameter("to", date, required=True, description="Last day, UTC, inclusive."),
        ],
        responses=inline_serializer(
            "Summary",
            {
                "from": serializers.DateField(),
                "to": serializers.DateField(),
                "jobs": inline_serializer(
                    "SummaryJobs",
                    {
                        "total": serializers.IntegerField(),
                        "rows": inline_serializer(
                            "SummaryJobRow",
                            {
                                "provider": serializers.CharField(),
                                "suggestion": serializers.CharField(allow_null=True),
                                "verdict": serializers.CharField(allow_null=True),
                                "jobs": serializers.IntegerField(),
                            },
                            many=True,
                        ),
                    },
                ),
                "unchecked": inline_serializer(
                    "SummaryUnchecked",
                    {
                        "open": serializers.IntegerField(help_text="Could not be checked, and nobody acted yet."),
                        "sent_again": serializers.IntegerField(),
                        "technical_problem": serializers.IntegerField(),
                    },
                    help_text="Jobs created in the period that no machine checked. They are not among the jobs above.",
                ),
                "overrides": inline_serializer(
                    "SummaryOverrides",
                    {
                        "job": _rates("JobRates"),
                        "finding": _rates("FindingRates"),
                        "detection": _rates("DetectionRates"),
                    },
                ),
                "auto_settled": serializers.IntegerField(help_text="Jobs that rules settled, counted separately."),
                "turnaround": inline_serializer(
                    "SummaryTurnaround",
                    {
                        "overall": _turnaround("Turnaround"),
                        "by_provider": inline_serializer(
                            "ProviderTurnaround",
                            {
                                "provider": serializers.CharField(),
                                "settled": serializers.IntegerField(),
                                "median_s": serializers.FloatField(allow_null=True),
                                "p90_s": serializers.FloatField(allow_null=True),
                            },
                            many=True,
                        ),
                    },
                ),
            },
        ),
    )
    def get(self, request: Request) -> Response:
        """Jobs created in the period, decisions made in it, turnaround of the jobs settled in it."""
        first, last = _day(request, "from"), _day(request, "to")
        if last < first or (last - first).days > MAX_DAYS:
            raise ValidationError({"to": [f"Write a day from {first} to {first + timedelta(days=MAX_DAYS)}."]})
        export_log.record_export("report", by=cast(Reviewer, request.user), now=clock.now(), filters=self.parameters)
        start, end = parse_moment(str(first)), parse_moment(str(last)) + timedelta(days=1)
        return Response({"from": first, "to": last, **summarise_period(start, end)})


def _day(request: Request, name: str) -> date:
    raw = request.query_params.get(name, "")
    try:
        day = parse_date(raw) if len(raw) == 10 else None
    except ValueError:
        day = None
    if day is None or not 1970 <= day.year <= 9900:
        raise ValidationError({name: [_DAY]})
    return day
