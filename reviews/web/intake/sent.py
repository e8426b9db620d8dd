"""Sent videos: what became of each submission, and what a person can do about a lost answer."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviews import clock
from reviews.access import permissions
from reviews.access.errors import Conflict, DecisionError, Invalid, NotFound
from reviews.access.permissions import Permission
from reviews.models import Reviewer, Submission
from reviews.models.submission import SubmissionQuerySet
from reviews.providers import registry
from reviews.providers.errors import ProviderError
from reviews.redaction import get_public_text
from reviews.sync import look_for, resend
from reviews.vocabulary import SubmissionState
from reviews.web.base import paging
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.base.errors import not_found

MAX_SHOWN = 5
_MAX_ID = 2**63 - 1


class SentFilters(forms.Form):
    """`show=lost`: only submissions without an answer."""

    show = forms.ChoiceField(required=False, choices=[("", ""), ("lost", "lost")])
    before = forms.IntegerField(required=False, min_value=0, max_value=_MAX_ID)
    after = forms.IntegerField(required=False, min_value=0, max_value=_MAX_ID)


class ResendForm(forms.Form):
    """What a person confirms before the same video is sent a second time."""

    source = forms.CharField(
        required=False,
        max_length=2000,
        label=gettext_lazy("Video address"),
        widget=forms.TextInput(attrs={"class": "input mono", "autocomplete": "off"}),
    )
    accepts_twice = forms.BooleanField(
        required=False, label=gettext_lazy("I know that the provider may moderate this video twice.")
    )


class SentLine:
    """One submission as its line shows it."""

    def __init__(self, row: Submission, now: datetime) -> None:
        self.row = row
        self.state = row.state_at(now)
        self.is_lost = self.state == SubmissionState.ANSWER_LOST
        self.can_list = registry.get(row.account.provider).can_list
        self.again: Submission | None = getattr(row, "sent_again_as", None)
        is_sendable = self.is_lost or self.state == SubmissionState.NOT_DELIVERED
        self.may_send_again = is_sendable and self.again is None and row.account.is_active


def own_unanswered(person: Reviewer, now: datetime) -> list[SentLine]:
    """The person's own submissions without an answer, newest first."""
    rows = _loaded(Submission.objects.lost(now).filter(sent_by=person))
    return [SentLine(row, now) for row in rows.order_by("-pk")[:MAX_SHOWN]]


def own_latest(person: Reviewer, now: datetime) -> list[SentLine]:
    """The person's newest submissions."""
    rows = _loaded(Submission.objects.filter(sent_by=person))
    return [SentLine(row, now) for row in rows.order_by("-pk")[:MAX_SHOWN]]


def count_unanswered(person: Reviewer, now: datetime) -> int:
    """How many submissions without an answer a lead has to look at; 0 for people who see only their own."""
    if not permissions.has_permission(person, Permission.TAKE_OVER):
        return 0
    return permissions.visible_submissions(person).lost(now).count()


@permission_required(Permission.SUBMIT_VIDEOS)
@never_cache
@require_safe
def sent_videos_page(request: HttpRequest) -> HttpResponse:
    """The submissions that the person may see, newest first."""
    person, now, filters = current_reviewer(request), clock.now(), SentFilters(request.GET)
    filters.is_valid()
    rows = permissions.visible_submissions(person)
    is_narrow = filters.cleaned_data.get("show") == "lost"
    page = paging.newest_first(
        _loaded(rows.lost(now) if is_narrow else rows),
        before=filters.cleaned_data.get("before"),
        after=filters.cleaned_data.get("after"),
    )
    context: dict[str, Any] = {
        "page": page,
        "lines": [SentLine(row, now) for row in page.rows],
        "is_narrow": is_narrow,
        "query": "show=lost" if is_narrow else "",
    }
    return render(request, "reviews/intake/sent.html", context)


@permission_required(Permission.SUBMIT_VIDEOS)
@require_POST
def look_for_video(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Look for the job of a submission without an answer; say what was asked and found."""
    try:
        result = look_for.look_for_job(submission_id, by=current_reviewer(request), now=clock.now())
    except NotFound as error:
        return not_found(request, error)
    except DecisionError as error:
        messages.error(request, str(error))
        return redirect("sent-videos")
    tell = messages.success if result.job else messages.warning
    tell(request, " ".join(result.sentences))
    return (
        redirect("job", result.job.pk) if result.job and _may_see(request, result.job.pk) else redirect("sent-videos")
    )


@permission_required(Permission.SUBMIT_VIDEOS)
@require_http_methods(["GET", "HEAD", "POST"])
def resend_page(request: HttpRequest, submission_id: int) -> HttpResponse:
    """What was sent, the warning that it may run twice, and the button."""
    person, now = current_reviewer(request), clock.now()
    form = ResendForm(request.POST if request.method == "POST" else None)
    try:
        row = look_for.find_submission(submission_id, person)
        resend.require_sendable(row, now)
        if request.method == "POST" and form.is_valid() and (answer := _resend(request, row, form, now)):
            return answer
    except NotFound as error:
        return not_found(request, error)
    except Conflict as error:
        messages.error(request, str(error))
        return redirect("sent-videos")
    return render(request, "reviews/intake/resend.html", {"form": form, "line": SentLine(row, now)})


def _resend(request: HttpRequest, row: Submission, form: ResendForm, now: datetime) -> HttpResponseRedirect | None:
    data = form.cleaned_data
    try:
        job = resend.resend_submission(
            row.pk,
            by=current_reviewer(request),
            now=now,
            source=data["source"],
            accepts_twice=data["accepts_twice"],
        )
    except ProviderError as error:
        messages.error(request, get_public_text(str(error)))
        return redirect("sent-videos")
    except Invalid as error:
        names = {"source_url": "source", "accepts_twice": "accepts_twice"}
        form.add_error(names.get(error.field), str(error))
        return None
    messages.success(request, _("Submitted. The response of the provider arrives automatically."))
    return redirect("job", job.pk)


def _may_see(request: HttpRequest, job_id: int) -> bool:
    return permissions.visible_jobs(current_reviewer(request)).filter(pk=job_id).exists()


def _loaded(rows: SubmissionQuerySet) -> SubmissionQuerySet:
    return rows.select_related("account", "sent_by", "job", "sent_again_as")
