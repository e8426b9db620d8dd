"""The policies that a decision may name now."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from reviews.api.jobs import READ
from reviews.api.serializers import VERDICTS
from reviews.api.view import ScopedView
from reviews.models import Policy


class PolicySerializer(serializers.ModelSerializer[Policy]):
    """One version of a reason, in both languages."""

    allowed_verdicts = serializers.ListField(
        child=serializers.ChoiceField(choices=VERDICTS), read_only=True, help_text="Empty: any verdict."
    )

    class Meta:
        model = Policy
        fields = [
            "id", "code", "version", "name_en", "name_zh", "text_en", "text_zh", "allowed_verdicts", "harm_band",
            "note_required",
        ]  # fmt: skip
        read_only_fields = fields


class PolicyList(ListModelMixin, ScopedView):
    needs = {"GET": READ}
    serializer_class = PolicySerializer
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Policy]:
        return Policy.objects.active()

    @extend_schema(operation_id="policies_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Active policies, newest first."""
        return self.list(request, *args, **kwargs)
