"""What lists can be filtered by: an allow-list, each value checked, a wrong one named with what was expected."""

import re
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cached_property
from typing import Any, cast

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django_filters.rest_framework import DjangoFilterBackend
from django_filters.utils import translate_validation
from rest_framework.request import Request

from reviews import clock
from reviews.api.text_filters import PastedFilter, SearchFilter
from reviews.models import AuditEntry, Decision, Finding, Job, ProviderAccount
from reviews.models.decision import DecisionQuerySet
from reviews.models.job import EXTERNAL_ID
from reviews.models.job_queryset import JobQuerySet
from reviews.providers import registry
from reviews.queues import waiting
from reviews.search import job_search
from reviews.vocabulary import CloseReason, DecisionTarget, FindingKind, JobState, ReviewStage, ReviewState, Suggestion

NONE = "none"
_UNSETTLED = [state for state in ReviewState if state not in (ReviewState.SETTLED, ReviewState.CLOSED)]
_ROW_ID = re.compile(r"[0-9]{1,19}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse_moment(text: str) -> datetime:
    """``2026-11-21`` (its first moment, UTC) or ``2026-11-21T12:00:00Z``. Errors: ValueError with what was expected."""
    try:
        moment = parse_datetime(text) if len(text) > 10 else _first_moment(parse_date(text))
    except ValueError:
        moment = None
    if not _DAY.match(text) or moment is None or not 1970 <= moment.year <= 9998:
        raise ValueError("Write a date such as 2026-11-21 or a time such as 2026-11-21T12:00:00Z.")
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _first_moment(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, UTC) if day else None


class CheckedFilters(DjangoFilterBackend):  # type: ignore[misc]
    """Leaves the checked filters at the view as `kept_filters`: whoever needs a value takes it from there, cleaned."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """Errors: ValidationError naming each wrong filter."""
        view.checked_filters = self.get_filterset(request, queryset, view)
        if not view.checked_filters.is_valid():
            raise translate_validation(view.checked_filters.errors)
        return cast(QuerySet[Any], view.checked_filters.qs)


class MomentField(forms.CharField):
    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        try:
            return parse_moment(text) if text else None
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None


class MomentFilter(django_filters.Filter):  # type: ignore[misc]
    field_class = MomentField


class EnumFilter(django_filters.ChoiceFilter):  # type: ignore[misc]
    """One of the words of an enum; where nothing may stand in the row, ``none`` asks for that."""

    def __init__(self, words: type[StrEnum], *, or_none: bool = False, **kwargs: Any) -> None:
        known = [word.value for word in words] + ([NONE] if or_none else [])
        kwargs["error_messages"] = {"invalid_choice": f"Unknown value. Known values: {', '.join(known)}."}
        super().__init__(choices=[(word, word) for word in known], **kwargs)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs.filter(**{str(self.field_name): ""}) if value == NONE else super().filter(qs, value)


class BooleanField(forms.CharField):
    def clean(self, value: Any) -> bool | None:
        text = super().clean(value)
        if text not in ("", "true", "false"):
            raise ValidationError("Write true or false.", code="invalid")
        return text == "true" if text else None


class BooleanFilter(django_filters.Filter):  # type: ignore[misc]
    field_class = BooleanField


class RowIdField(forms.CharField):
    """A row number in plain digits: ``1e5``, ``1.0`` and the digits of other scripts are none."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        if not _ROW_ID.fullmatch(text) or not 1 <= int(text) < 2**63:
            raise ValidationError(f"Write a whole number from 1 to {2**63 - 1}.", code="invalid")
        return int(text)


class RowIdFilter(django_filters.NumberFilter):  # type: ignore[misc]
    field_class = RowIdField

    def get_max_validator(self) -> None:
        """The field has its own limits."""


def _known_account(name: str) -> None:
    if not ProviderAccount.objects.filter(name=name).exists():
        raise ValidationError("There is no account with this name.", code="not_found")


def _known_provider(slug: str) -> None:
    if slug not in registry.slugs():
        raise ValidationError(
            f"Unknown provider. Known providers: {', '.join(registry.slugs())}.", code="invalid_choice"
        )


class JobFilter(django_filters.FilterSet):  # type: ignore[misc]
    """`created_*` looks at what the job shows as created_at; ``after`` includes the moment, ``before`` does not."""

    external_id = PastedFilter(validators=[EXTERNAL_ID])
    account = django_filters.CharFilter(field_name="account__name", max_length=60, validators=[_known_account])
    provider = django_filters.CharFilter(field_name="account__provider", max_length=20, validators=[_known_provider])
    state = EnumFilter(JobState)
    suggestion = EnumFilter(Suggestion, or_none=True)
    verdict = EnumFilter(Suggestion, or_none=True)
    review_state = EnumFilter(ReviewState, method="by_review_state")
    close_reason = EnumFilter(CloseReason, or_none=True)
    created_after = MomentFilter(field_name="shown_created_at", lookup_expr="gte")
    created_before = MomentFilter(field_name="shown_created_at", lookup_expr="lt")
    finished_after = MomentFilter(field_name="finished_at", lookup_expr="gte")
    finished_before = MomentFilter(field_name="finished_at", lookup_expr="lt")
    queue = RowIdFilter(field_name="queue_id")
    stage = EnumFilter(ReviewStage)
    due_before = MomentFilter(field_name="due_at", lookup_expr="lt")
    overdue = BooleanFilter(method="by_overdue")
    search = SearchFilter(
        method="by_search", help_text="Part of the job ID, title, speech, on-screen text or a QR code; see match."
    )

    class Meta:
        model = Job
        fields: list[str] = []

    @cached_property
    def lapsed(self) -> list[int]:
        """Ids of the jobs whose claims have lapsed: their rows say claimed, and they wait."""
        return waiting.lapsed_job_ids(clock.now())

    def by_review_state(self, rows: JobQuerySet, name: str, value: str) -> QuerySet[Job]:
        return waiting.jobs_in_state(rows, value, self.lapsed)

    @cached_property
    def search_result(self) -> job_search.FoundJobs | None:
        """The jobs in which the search stands, looked for once; None without a search."""
        wanted = self.form.cleaned_data.get("search")
        return job_search.find_jobs(wanted, viewer=self.request.user) if wanted else None

    def by_search(self, rows: JobQuerySet, name: str, value: str) -> QuerySet[Job]:
        return rows.filter(pk__in=self.search_result.job_ids) if self.search_result else rows

    def by_overdue(self, rows: JobQuerySet, name: str, value: bool) -> QuerySet[Job]:
        # The states are named rather than "not settled", so that an index by state and due time answers.
        late = Q(due_at__lt=clock.now(), review_state__in=_UNSETTLED)
        return rows.filter(late) if value else rows.filter(Q(due_at__isnull=True) | ~late)


class FindingFilter(django_filters.FilterSet):  # type: ignore[misc]
    kind = EnumFilter(FindingKind)
    suggestion = EnumFilter(Suggestion)
    withdrawn = BooleanFilter(method="by_withdrawn")

    class Meta:
        model = Finding
        fields: list[str] = []

    def by_withdrawn(self, rows: QuerySet[Finding], name: str, value: bool) -> QuerySet[Finding]:
        return rows.filter(withdrawn_at__isnull=not value)


class DecisionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """`by` is a username, and one that nobody has leaves nothing: an error would tell who has an account.

    `verdict` ``none``: the act took one back. ``decided_after`` includes the moment, ``decided_before`` does not.
    """

    job = RowIdFilter(field_name="job_id")
    verdict = EnumFilter(Suggestion, or_none=True)
    target = EnumFilter(DecisionTarget)
    by = django_filters.CharFilter(field_name="decided_by__username", max_length=150)
    is_override = BooleanFilter(method="by_override")
    decided_after = MomentFilter(field_name="decided_at", lookup_expr="gte")
    decided_before = MomentFilter(field_name="decided_at", lookup_expr="lt")

    class Meta:
        model = Decision
        fields: list[str] = []

    def by_override(self, rows: DecisionQuerySet, name: str, value: bool) -> QuerySet[Decision]:
        agrees = Q(machine_suggestion="") | Q(verdict=F("machine_suggestion")) | Q(verdict="")
        return rows.overrides() if value else rows.filter(agrees)


class AuditFilter(django_filters.FilterSet):  # type: ignore[misc]
    """`actor` is a username as it was then; ``since`` includes the moment, ``until`` does not."""

    action = django_filters.CharFilter(max_length=60)
    actor = django_filters.CharFilter(field_name="actor_name", max_length=150)
    job = RowIdFilter(field_name="job_id")
    since = MomentFilter(field_name="at", lookup_expr="gte")
    until = MomentFilter(field_name="at", lookup_expr="lt")

    class Meta:
        model = AuditEntry
        fields: list[str] = []
