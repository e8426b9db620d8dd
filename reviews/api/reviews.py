"""Who had the job, in which stage, and how each review ended."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from reviews.api.jobs import READ
from reviews.api.pagination import OldestFirst
from reviews.api.serializers import PublicRow, VerdictOrNull
from reviews.api.view import ScopedView, get_or_404
from reviews.models import Review


class ReviewSerializer(PublicRow, serializers.ModelSerializer[Review]):
    """One pass of one person over the job; `reason` says why it began, `question` what a lead was asked."""

    reviewer = serializers.CharField(source="reviewer.username", read_only=True)
    reviewer_name = serializers.CharField(source="reviewer.shown_name", read_only=True)
    verdict = VerdictOrNull()
    reason = serializers.CharField(source="reason.text", read_only=True, default="")
    question = serializers.CharField(source="question.text", read_only=True, default="")

    class Meta:
        model = Review
        fields = [
            "id", "reviewer", "reviewer_name", "stage", "outcome", "fence", "claimed_at", "lease_until", "ended_at",
            "verdict", "reason", "question",
        ]  # fmt: skip
        read_only_fields = fields


class JobReviews(ListModelMixin, ScopedView):
    needs = {"GET": READ}
    serializer_class = ReviewSerializer
    pagination_class = OldestFirst
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Review]:
        if getattr(self, "swagger_fake_view", False):
            return Review.objects.none()
        job = get_or_404(self.visible_jobs().only("pk"), self.kwargs["pk"])
        return Review.objects.filter(job=job).select_related("reviewer", "reason", "question")

    @extend_schema(operation_id="jobs_reviews_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The chain of reviews, first one first."""
        return self.list(request, *args, **kwargs)
