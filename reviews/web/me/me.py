"""My work: what a person reviewed and decided lately, and the way back into a job that was settled too soon."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from reviews import clock
from reviews.access.errors import DecisionError, NotFound
from reviews.access.permissions import Permission
from reviews.decisions.verdicts import reopen as reopening
from reviews.labels import value_label
from reviews.models import Decision, Review, Reviewer
from reviews.vocabulary import ReviewOutcome, ReviewState, Suggestion
from reviews.web.base import paging
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.base.days import DayField, begin_day, end_day
from reviews.web.base.errors import ALREADY_HOLDING, ask_hold_another, is_hold_confirmed, not_found
from reviews.web.intake.sent import own_unanswered
from reviews.web.workspace import keymap
from reviews.web.workspace.page import Refusal, render_workspace
from reviews.wellness import effective_settings

_MAX_ID = 2**63 - 1
TABS = ("reviews", "decisions")


class MyFilters(forms.Form):
    """Days are UTC days. A value that cannot be used is named, and the rest still works."""

    show = forms.ChoiceField(required=False, choices=[(tab, tab) for tab in TABS], widget=forms.HiddenInput)
    day = DayField(
        required=False,
        label=gettext_lazy("Day (UTC)"),
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )
    verdict = forms.ChoiceField(required=False, label=gettext_lazy("Verdict"))
    before = forms.IntegerField(required=False, min_value=0, max_value=_MAX_ID, widget=forms.HiddenInput)
    after = forms.IntegerField(required=False, min_value=0, max_value=_MAX_ID, widget=forms.HiddenInput)

    def __init__(self, given: QueryDict) -> None:
        super().__init__(given)
        field = self.fields["verdict"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("any")), *((value.value, value_label(value)) for value in Suggestion)]
        field.widget.attrs["class"] = "select"
        if not self.is_valid() and "day" in self.errors:
            self.data = {**given.dict(), "day": ""}  # a browser complains about a date that is none

    @property
    def tab(self) -> str:
        return self.cleaned_data.get("show") or TABS[0]

    @property
    def is_narrow(self) -> bool:
        return bool(self.cleaned_data.get("day") or self.cleaned_data.get("verdict"))

    def filter_reviews(self, rows: QuerySet[Review]) -> QuerySet[Review]:
        """Ended on the day, with the verdict."""
        return self._narrowed(rows, "ended_at")

    def filter_decisions(self, rows: QuerySet[Decision]) -> QuerySet[Decision]:
        """Given on the day, with the verdict."""
        return self._narrowed(rows, "decided_at")

    def _narrowed[M: (Review, Decision)](self, rows: QuerySet[M], moment: str) -> QuerySet[M]:
        day, verdict = self.cleaned_data.get("day"), self.cleaned_data.get("verdict")
        if day:
            rows = rows.filter(**{f"{moment}__gte": begin_day(day), f"{moment}__lt": end_day(day)})
        return rows.filter(verdict=verdict) if verdict else rows


@dataclass(frozen=True)
class ReviewLine:
    """One review as its line shows it. `decided`: verdicts given in it, that on the job among them."""

    review: Review
    decided: int
    may_reopen: bool


@permission_required(Permission.VIEW_JOBS)
@never_cache
@require_safe
def my_work_page(request: HttpRequest) -> HttpResponse:
    """What the person holds, reviewed and decided, newest first."""
    viewer, now, filters = current_reviewer(request), clock.now(), MyFilters(request.GET)
    query = request.GET.copy()
    for key in ("before", "after"):
        query.pop(key, None)
    lists = _decisions if filters.tab == "decisions" else _reviews
    return render(
        request,
        "reviews/me/page.html",
        {
            "filters": filters,
            "query": query.urlencode(),
            "held": Review.objects.active().filter(reviewer=viewer).select_related("job__queue").order_by("claimed_at"),
            "unanswered": own_unanswered(viewer, now),
            "reopen_hours": settings.REOPEN_HOURS,
            "key_groups": keymap.shown_key_groups(effective_settings.settings_of_person(viewer).keys),
            **lists(filters, viewer, now),
        },
    )


@permission_required(Permission.REVIEW)
@require_POST
def reopen_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Open a settled job again and go to it; a refusal is told on the job's page, a missing reason beside its field."""
    reason, confirmed = request.POST.get("reason", ""), is_hold_confirmed(request)
    by, now = current_reviewer(request), clock.now()
    try:
        review = reopening.reopen_job(job_id, by=by, now=now, reason=reason, hold_another=confirmed)
    except NotFound as error:
        return not_found(request, error)
    except DecisionError as error:
        if error.code == ALREADY_HOLDING:
            return ask_hold_another(request, error)
        if error.field == "reason":
            return render_workspace(request, job_id, refusal=Refusal("reopen", str(error), reason))
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("Reopened. You have claimed the job. Your next verdict replaces the old one.")
            if review
            else _("Reopened. The job is waiting for a reviewer who has not decided it yet."),
        )
    return redirect("job", job_id)


def _reviews(filters: MyFilters, viewer: Reviewer, now: datetime) -> dict[str, Any]:
    ended = filters.filter_reviews(Review.objects.filter(reviewer=viewer).exclude(outcome=ReviewOutcome.ACTIVE))
    found = paging.newest_first(ended.select_related("job"), **_page_position(filters))
    told = Decision.objects.verdicts().filter(review__in=[row.pk for row in found.rows]).values_list("review")
    counts = dict(told.annotate(n=Count("pk")).order_by())
    newest = reopening.reopenable_job_ids(viewer, [row.job for row in found.rows], now=now)
    rows = [ReviewLine(row, counts.get(row.pk, 0), _is_reopenable(row, newest)) for row in found.rows]
    return {"page": found, "rows": rows}


def _is_reopenable(review: Review, settled: set[int]) -> bool:
    """The button stands on the line of the review that settled the job."""
    is_theirs = review.outcome == ReviewOutcome.SUBMITTED and review.job.review_state == ReviewState.SETTLED
    return is_theirs and review.job_id in settled


def _decisions(filters: MyFilters, viewer: Reviewer, now: datetime) -> dict[str, Any]:
    given = filters.filter_decisions(Decision.objects.filter(decided_by=viewer))
    related = ("job", "finding", "detection", "policy", "note", "superseded_by", "restores")
    found = paging.newest_first(given.select_related(*related), **_page_position(filters))
    return {"page": found, "rows": found.rows}


def _page_position(filters: MyFilters) -> dict[str, int | None]:
    return {"before": filters.cleaned_data.get("before"), "after": filters.cleaned_data.get("after")}
