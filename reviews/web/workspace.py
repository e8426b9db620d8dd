"""The workspace: one job, what the machine said about it, and the desk to judge it."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from reviews import audit
from reviews.decisions import rollup, rules
from reviews.decisions.rules import Act
from reviews.models import AuditEntry, Job, Policy, Review, Reviewer
from reviews.vocabulary import MediaState, ReviewState
from reviews.web import desk_words, facts
from reviews.web.doors import person, requires

VIEWED_ONCE_IN = timedelta(hours=1)
SHOWN_DECISIONS = 200
_NO_MEDIA = (MediaState.UNREACHABLE, MediaState.UNREADABLE, MediaState.FORBIDDEN)


@requires(Act.VIEW_JOBS)
@require_GET
def workspace(request: HttpRequest, job_id: int) -> HttpResponse:
    """The page. Looking at it claims nothing; it leaves an audit entry."""
    viewer, now = person(request), timezone.now()
    job = find(viewer, job_id)
    remember_view(job, by=viewer, now=now)
    review = Review.objects.active().select_related("reviewer").filter(job=job).first()
    mode = _mode(job, review, viewer)
    return render(
        request,
        "reviews/workspace.html",
        {
            "job": job,
            "review": review,
            "mode": mode,
            "mine": mode == "mine",
            "may_review": rules.may(viewer, Act.REVIEW),
            "rollup": rollup.of(job),
            "policies": _policies(),
            "fact_groups": facts.groups(job),
            "no_media": job.media_state in _NO_MEDIA,
            "desk": _desk(job, review, mode, viewer),
            "words": desk_words.words(),
        },
    )


@requires(Act.VIEW_JOBS)
@require_GET
def history(request: HttpRequest, job_id: int) -> HttpResponse:
    """The History tab: who decided what, newest first, and what else happened to the job."""
    job = find(person(request), job_id)
    decisions = job.decisions.select_related("policy", "finding", "detection").order_by("-id")[:SHOWN_DECISIONS]
    entries = AuditEntry.objects.filter(job_id=job.pk).order_by("-id")[:SHOWN_DECISIONS]
    return render(
        request,
        "reviews/history.html",
        {"job": job, "decisions": decisions, "entries": entries, "most": SHOWN_DECISIONS},
    )


def find(viewer: Reviewer, job_id: int) -> Job:
    """The job, if `viewer` may see it; 404 otherwise."""
    return get_object_or_404(Job.objects.visible_to(viewer).select_related("account"), pk=job_id)


def remember_view(job: Job, *, by: Reviewer, now: Any) -> None:
    """Who looked at what: once per person, job and hour."""
    recent = AuditEntry.objects.filter(job_id=job.pk, action="job.viewed", actor_id=by.pk, at__gte=now - VIEWED_ONCE_IN)
    if not recent.exists():
        with transaction.atomic():
            audit.record("job.viewed", by=by, now=now, subject=job, job_id=job.pk)


def _mode(job: Job, review: Review | None, viewer: Reviewer) -> str:
    """mine, other, open, settled or pending. One's own lapsed claim is still `mine`: the heartbeat renews it."""
    if job.review_state == ReviewState.SETTLED:
        return "settled"
    if not job.is_reviewable:
        return "pending"
    if review and review.reviewer_id == viewer.pk:
        return "mine"
    return "other" if review and review.is_live(timezone.now()) else "open"


def _policies() -> list[dict[str, Any]]:
    language = get_language() or "en"
    return [
        {
            "id": policy.pk,
            "name": f"{policy.code} {policy.name(language)}",
            "verdicts": " ".join(policy.allowed_verdicts),
            "note_required": policy.note_required,
        }
        for policy in Policy.objects.active()
    ]


def _desk(job: Job, review: Review | None, mode: str, viewer: Reviewer) -> dict[str, Any]:
    """What the page's elements need to begin with."""
    mine = review if mode == "mine" else None
    return {
        "job": job.pk,
        "version": job.version,
        "fence": mine.fence if mine else None,
        "mode": mode,
        "person": viewer.pk,
        "seconds_left": int((mine.lease_until - timezone.now()).total_seconds()) if mine else 0,
    }
