"""Jobs: list, one, register known ids, submit a video."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from reviews import clock
from reviews.access import permissions
from reviews.access.permissions import Permission
from reviews.api import errors
from reviews.api.filters import CheckedFilters, JobFilter
from reviews.api.inputs import JobInput, submit_request
from reviews.api.pagination import NewestOfQueues
from reviews.api.permissions import Requirement
from reviews.api.serializers import JobSerializer
from reviews.api.view import ScopedView
from reviews.models import Decision, Job, ProviderAccount
from reviews.models.job_queryset import JobQuerySet
from reviews.queues import waiting
from reviews.search.job_search import Moment, find_moments
from reviews.sync import register, submit
from reviews.vocabulary import DecisionTarget, TokenScope

READ = Requirement(TokenScope.READ, Permission.VIEW_JOBS)
_SETTLED_BY_RULE = Exists(
    Decision.objects.current().filter(job=OuterRef("pk"), target=DecisionTarget.JOB, auto_rule__isnull=False)
)
_COLUMNS = {column.attname for column in Job._meta.concrete_fields} & {*JobSerializer.Meta.fields, "source_url"}
_SHOWN = (*_COLUMNS, "account__name", "account__provider", "queue__name")

RegistrationsSerializer = inline_serializer(
    "Registrations",
    {
        "registrations": inline_serializer(
            "Registration",
            {
                "line": serializers.IntegerField(help_text="Position in the list, starting at 1."),
                "external_id": serializers.CharField(),
                "status": serializers.ChoiceField(choices=["created", "known", "refused"]),
                "message": serializers.CharField(),
                "job_id": serializers.IntegerField(allow_null=True),
            },
            many=True,
        )
    },
)


class JobView(ScopedView):
    """What the job addresses share: visible rows with their account, created_at as it is shown."""

    serializer_class = JobSerializer

    def get_queryset(self) -> JobQuerySet:
        return self.as_shown(self.visible_jobs())

    def as_shown(self, jobs: JobQuerySet) -> JobQuerySet:
        """`jobs` with what a row of them shows beside its columns."""
        found = jobs.select_related("account", "queue").only(*_SHOWN)  # a job has twice as many columns
        return waiting.annotate_lapsed(found, self.now).annotate(
            shown_created_at=Coalesce("provider_created_at", "created_at"), is_settled_by_rule=_SETTLED_BY_RULE
        )


class JobList(ListModelMixin, JobView):
    needs = {"GET": READ, "POST": Requirement(TokenScope.SUBMIT, Permission.SUBMIT_VIDEOS)}
    max_body_bytes = 1024 * 1024
    filter_backends = [CheckedFilters]
    filterset_class = JobFilter
    pagination_class = NewestOfQueues
    checked_filters: JobFilter
    moments: Mapping[int, Moment] = MappingProxyType({})  # where a search stands in the jobs of the page

    def paginate_queryset(self, queryset: Any) -> Any:
        rows = super().paginate_queryset(queryset)
        found = self.checked_filters.search_result
        self.moments = find_moments(found, rows) if found and rows else {}
        return rows

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "moments": self.moments}

    def filtered_everywhere(self) -> list[JobQuerySet]:
        """What the caller's filters leave of all jobs: for questions that name one queue of the caller's themselves.

        One or two selections that each have an index.
        """
        state = self.checked_filters.form.cleaned_data.get("review_state")
        jobs = self.as_shown(Job.objects.all())
        parts = waiting.state_parts(jobs, state, self.checked_filters.lapsed) if state else [jobs]
        return [cast(JobQuerySet, self.checked_filters.filter_queryset(part)) for part in parts]

    @extend_schema(operation_id="jobs_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Jobs, newest first."""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="jobs_create",
        request=JobInput,
        responses={
            200: OpenApiResponse(RegistrationsSerializer, "No id was new."),
            201: OpenApiResponse(
                RegistrationsSerializer, "At least one ID was registered (or, for source_url, the job was created)."
            ),
        },
    )
    def post(self, request: Request) -> Response:
        """Register ids of jobs that run at the provider (`external_ids`), or send it a video (`source_url`)."""
        checked = JobInput(data=request.data, context=self.get_serializer_context())
        checked.is_valid(raise_exception=True)
        data = checked.validated_data
        account = _account(data["account"])
        if "external_ids" in data:
            return self._register(account, data["external_ids"])
        job = submit.submit_video(account, submit_request(data), by=self.person, now=clock.now())
        shown = self.get_queryset().get(pk=job.pk)
        return Response(self.get_serializer(shown).data, status=201)

    def _register(self, account: ProviderAccount, lines: list[str]) -> Response:
        permissions.require(self.person, Permission.REGISTER_JOBS)
        registered = register.register_jobs(account, lines, by=self.person, now=clock.now())
        rows = [
            {"line": one.line, "external_id": one.external_id, "status": one.status, "message": one.message,
             "job_id": one.job_id}
            for one in registered
        ]  # fmt: skip
        status = {row["status"] for row in rows}
        if not status - {"refused"}:
            return errors.error_body(
                "nothing_registered",
                f"external_ids: none of the {len(lines)} could be registered. Send IDs of A-Z a-z 0-9 _ -.",
                status_code=400,
                field="external_ids",
                registrations=rows,
            )
        return Response({"registrations": rows}, status=201 if "created" in status else 200)


class JobDetail(RetrieveModelMixin, JobView):
    needs = {"GET": READ}
    pagination_class = None

    @extend_schema(operation_id="jobs_retrieve")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One job."""
        return self.retrieve(request, *args, **kwargs)


def _account(name: str) -> ProviderAccount:
    account = ProviderAccount.objects.filter(name=name).first()
    if account is None:
        raise ValidationError(
            {"account": ["There is no account with this name. GET /api/v1/jobs/ shows the names in use."]}
        )
    if not account.is_active:
        raise ValidationError({"account": ["This account is not active. Ask an admin."]})
    return account
