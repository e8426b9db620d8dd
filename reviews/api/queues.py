"""Queues: how they stand, and the next job of one."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from reviews.access import permissions
from reviews.access.permissions import Permission
from reviews.api.claims import NEXT_RESPONSES, NextClaim
from reviews.api.inputs import NextClaimInput
from reviews.api.jobs import READ
from reviews.api.pagination import OldestFirst
from reviews.api.view import ScopedView, get_or_404
from reviews.models import Queue
from reviews.models.queue import QueueQuerySet
from reviews.queues.queue_stats import QueueStats, stats_of_queues


class QueueSerializer(serializers.ModelSerializer[Queue]):
    """A queue and its numbers. Counts end at 10,000; `is_capped` says that more wait."""

    waiting = serializers.SerializerMethodField(help_text="For anybody; a claim that has ended counts as waiting.")
    offered = serializers.SerializerMethodField(
        help_text="Waiting jobs that you may take: without those that you have judged or skipped lately."
    )
    claimed = serializers.SerializerMethodField()
    overdue = serializers.SerializerMethodField()
    due_soon = serializers.SerializerMethodField(help_text="Due within the hour.")
    oldest_queued_at = serializers.SerializerMethodField()
    is_capped = serializers.SerializerMethodField()
    unchecked = serializers.SerializerMethodField(help_text="Could not be checked, and not offered.")

    class Meta:
        model = Queue
        fields = [
            "id", "name", "stage", "is_active", "is_open_to_all", "due_minutes", "waiting", "offered", "claimed",
            "overdue", "due_soon", "oldest_queued_at", "is_capped", "offers_unchecked", "unchecked",
        ]  # fmt: skip
        read_only_fields = fields

    def _stats(self, queue: Queue) -> QueueStats:
        numbers: dict[int, QueueStats] = self.context["standing"]
        return numbers[queue.pk]

    def get_waiting(self, queue: Queue) -> int:
        return self._stats(queue).waiting

    def get_offered(self, queue: Queue) -> int:
        return self._stats(queue).offered

    def get_claimed(self, queue: Queue) -> int:
        return self._stats(queue).claimed

    def get_overdue(self, queue: Queue) -> int:
        return self._stats(queue).overdue

    def get_due_soon(self, queue: Queue) -> int:
        return self._stats(queue).due_soon

    def get_unchecked(self, queue: Queue) -> int:
        return self._stats(queue).unchecked

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_oldest_queued_at(self, queue: Queue) -> Any:
        oldest = self._stats(queue).oldest_queued_at
        return serializers.DateTimeField().to_representation(oldest) if oldest else None

    def get_is_capped(self, queue: Queue) -> bool:
        return self._stats(queue).is_capped


class QueueView(ScopedView):
    needs = {"GET": READ}
    serializer_class = QueueSerializer
    filter_backends = ()

    def get_queryset(self) -> QueueQuerySet:
        return (
            Queue.objects.none()
            if getattr(self, "swagger_fake_view", False)
            else permissions.visible_queues(self.person)
        )

    def with_stats(self, queues: list[Queue]) -> list[dict[str, Any]]:
        """The queues with their numbers of this moment."""
        reviews = permissions.has_permission(self.person, Permission.REVIEW)
        is_lead = permissions.has_permission(self.person, Permission.TAKE_OVER)
        standing = stats_of_queues(queues, now=self.now, person=self.person if reviews else None, is_lead=is_lead)
        context = {"standing": standing}
        return [dict(QueueSerializer(queue, context=context).data) for queue in queues]


class QueueList(QueueView):
    pagination_class = OldestFirst

    @extend_schema(operation_id="queues_list", responses=QueueSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The queues you may see."""
        return self.get_paginated_response(self.with_stats(self.paginate_queryset(self.get_queryset()) or []))


class QueueDetail(QueueView):
    pagination_class = None

    @extend_schema(operation_id="queues_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """One queue."""
        return Response(self.with_stats([get_or_404(self.get_queryset(), pk)])[0])


class QueueClaim(NextClaim):
    @extend_schema(operation_id="queues_claim", request=NextClaimInput, responses=NEXT_RESPONSES)
    def post(self, request: Request, pk: int) -> Response:
        """Go on with the job that you hold (200), else claim the next of the queue; 204 when nothing waits there."""
        return self.next_job(request, get_or_404(permissions.visible_queues(self.person).only("pk"), pk).pk)
