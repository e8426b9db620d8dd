"""The audit chain, read-only, with bodies and hashes as they are stored."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from reviews.access.permissions import Permission
from reviews.api.filters import AuditFilter
from reviews.api.permissions import Requirement
from reviews.api.view import ScopedView
from reviews.models import AuditEntry
from reviews.vocabulary import TokenScope


class AuditSerializer(serializers.ModelSerializer[AuditEntry]):
    """`hash` is the SHA-256 of `previous_hash` followed by `body`, byte for byte."""

    actor = serializers.CharField(source="actor_name", read_only=True)
    job = serializers.IntegerField(source="job_id", read_only=True, allow_null=True)

    class Meta:
        model = AuditEntry
        fields = ["id", "at", "action", "actor", "subject", "subject_id", "job", "body", "previous_hash", "hash"]
        read_only_fields = fields


class AuditList(ListModelMixin, ScopedView):
    needs = {"GET": Requirement(TokenScope.READ, Permission.SEE_AUDIT)}
    serializer_class = AuditSerializer
    filterset_class = AuditFilter

    def get_queryset(self) -> QuerySet[AuditEntry]:
        return AuditEntry.objects.all()

    @extend_schema(operation_id="audit_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What happened, newest first; walk all pages to check the chain yourself."""
        return self.list(request, *args, **kwargs)
