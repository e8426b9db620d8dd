"""Videos that were sent to a provider, and what can be done about an answer that was lost."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from reviews.access import permissions
from reviews.access.permissions import Permission
from reviews.api.claims import refuse_body
from reviews.api.inputs import StrictBoolean, StrictInput, StrictText
from reviews.api.jobs import JobView
from reviews.api.pagination import NewestFirst
from reviews.api.permissions import Requirement
from reviews.api.serializers import JobSerializer, PublicRow
from reviews.api.view import ScopedView
from reviews.models import Submission
from reviews.models.submission import SubmissionQuerySet
from reviews.sync import look_for, resend
from reviews.vocabulary import SubmissionState, TokenScope

READ = Requirement(TokenScope.READ, Permission.SUBMIT_VIDEOS)
SEND = Requirement(TokenScope.SUBMIT, Permission.SUBMIT_VIDEOS)


class SubmissionSerializer(PublicRow, serializers.ModelSerializer[Submission]):
    """One video that was sent, or was about to be."""

    account = serializers.CharField(source="account.name", read_only=True, help_text="Name of the account.")
    sent_by = serializers.CharField(
        source="sent_by.username", read_only=True, default=None, allow_null=True, help_text="null: the command line."
    )
    state = serializers.SerializerMethodField(
        help_text="A call that did not end within five minutes counts as answer_lost: the provider may have the video."
    )
    source_url = serializers.CharField(source="source", read_only=True)
    title = serializers.CharField(read_only=True)
    sent_again_as_id = serializers.IntegerField(source="sent_again_as.pk", read_only=True, default=None)

    class Meta:
        model = Submission
        fields = [
            "id", "account", "sent_by", "sent_at", "reference", "source_url", "is_source_whole", "title", "state",
            "ended_at", "job_id", "error_code", "error_message", "request_id", "sends_again_id", "sent_again_as_id",
            "looked_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=[state.value for state in SubmissionState]))
    def get_state(self, row: Submission) -> str:
        return row.state_at(self.context["view"].now).value


class _Submissions(ScopedView):
    serializer_class = SubmissionSerializer
    filter_backends = ()

    def get_queryset(self) -> SubmissionQuerySet:
        if getattr(self, "swagger_fake_view", False):
            return Submission.objects.none()
        rows = permissions.visible_submissions(self.person)
        return rows.select_related("account", "sent_by", "sent_again_as")


class SubmissionList(ListModelMixin, _Submissions):
    needs = {"GET": READ}
    pagination_class = NewestFirst

    @extend_schema(operation_id="submissions_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Your submissions, newest first; leads also see those of their teams, admins all."""
        return self.list(request, *args, **kwargs)


class SubmissionDetail(RetrieveModelMixin, _Submissions):
    needs = {"GET": READ}
    pagination_class = None

    @extend_schema(operation_id="submissions_retrieve")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One submission."""
        return self.retrieve(request, *args, **kwargs)


class SubmissionLook(_Submissions):
    needs = {"POST": SEND}
    pagination_class = None

    @extend_schema(
        operation_id="submissions_look",
        request=None,
        responses=inline_serializer(
            "SubmissionSearch",
            {
                "job_id": serializers.IntegerField(allow_null=True, help_text="The job, if it was found."),
                "asked_provider": serializers.BooleanField(),
                "listed": serializers.IntegerField(help_text="Jobs in the provider's list for that time."),
                "read": serializers.IntegerField(help_text="Jobs of the list that were read."),
                "trouble": serializers.CharField(help_text="Why not everything could be asked."),
                "message": serializers.CharField(),
            },
        ),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Look for the job of a submission without an answer, and link it. Nothing is sent anew."""
        refuse_body(request)
        result = look_for.look_for_job(pk, by=self.person, now=self.now)
        return Response(
            {
                "job_id": result.job.pk if result.job else None,
                "asked_provider": result.since is not None,
                "listed": result.listed,
                "read": result.read,
                "trouble": result.trouble,
                "message": " ".join(result.sentences),
            }
        )


class ResendInput(StrictInput):
    """The consent to a possible second run, and the whole address where only a part was stored."""

    accepts_twice = StrictBoolean(
        required=False, default=False, help_text="true: you know that the provider may moderate the video twice."
    )
    source_url = StrictText(
        required=False, default="", max_length=2000, help_text="The whole address, if is_source_whole is false."
    )


class SubmissionResend(JobView):
    needs = {"POST": SEND}
    pagination_class = None
    filter_backends = ()

    @extend_schema(operation_id="submissions_send_again", request=ResendInput, responses={201: JobSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Send the same video as a new submission; the answer is the new job."""
        checked = ResendInput(data=request.data, context=self.get_serializer_context())
        checked.is_valid(raise_exception=True)
        data = checked.validated_data
        job = resend.resend_submission(
            pk, by=self.person, now=self.now, source=data["source_url"], accepts_twice=data["accepts_twice"]
        )
        return Response(self.get_serializer(self.get_queryset().get(pk=job.pk)).data, status=201)
