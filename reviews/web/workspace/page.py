"""The workspace: one job, what the machine said about it, and the desk to judge it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from reviews import audit, clock, harm
from reviews.access import permissions
from reviews.access.permissions import Permission
from reviews.decisions.claims import claim_end, lease
from reviews.decisions.verdicts import escalation, reopen, rollup, take_back_job
from reviews.labels import harm_band_label
from reviews.models import AuditEntry, Decision, Job, Policy, Review, Reviewer
from reviews.vocabulary import (
    DecisionTarget,
    HarmBand,
    MediaState,
    ReviewOutcome,
    ReviewStage,
    ReviewState,
    Suggestion,
)
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.media.video_status import describe_video
from reviews.web.workspace import absent_evidence, details, keymap, media_again, messages
from reviews.web.workspace.addresses import build_addresses
from reviews.wellness import effective_settings, warning_card

RECORDED_ONCE_IN = timedelta(hours=1)
_BANDS = list(HarmBand)
_NO_MEDIA = (MediaState.UNREACHABLE, MediaState.UNREADABLE, MediaState.FORBIDDEN)


@permission_required(Permission.VIEW_JOBS)
@require_safe
def workspace_page(request: HttpRequest, job_id: int) -> HttpResponse:
    """The page. Looking at it claims nothing; it leaves an audit entry."""
    return render_workspace(request, job_id)


@dataclass(frozen=True)
class Refusal:
    """Why the form `act` (take_over, reopen) was refused, and the reason as it was typed."""

    act: str
    message: str
    reason: str


def render_workspace(request: HttpRequest, job_id: int, *, refusal: Refusal | None = None) -> HttpResponse:
    """The workspace; 400 with a `refusal`, which is told beside its field."""
    viewer, now = current_reviewer(request), clock.now()
    job = find_visible_job(viewer, job_id)
    record_job_view(job, by=viewer, now=now)
    review = Review.objects.active().select_related("reviewer").filter(job=job).first()
    settings, bands = effective_settings.settings_of_person(viewer), harm.load_harm_bands()
    needs_card = harm.is_at_least(job.harm_band, settings.warn_from_band)
    mode, media = _mode(job, review, viewer, now), describe_video(job, now=now)
    may_review = permissions.has_permission(viewer, Permission.REVIEW)
    is_open = may_review and mode in ("mine", "open", "other")
    way_on = escalation.find_way_on(job, by=viewer) if is_open else escalation.WayOn.NONE
    return render(
        request,
        "reviews/workspace/page.html",
        {
            "job": job,
            "review": review,
            "mode": mode,
            "mine": mode == "mine",
            "may_review": may_review,
            "rollup": rollup.rollup_of_job(job),
            "policies": _policies(),
            "fact_groups": details.detail_groups(job),
            "no_media": job.media_state in _NO_MEDIA,
            "wellness": settings,
            "needs_card": needs_card,
            "card": warning_card.card_of_job(job, bands, settings.warn_from_band) if needs_card else None,
            "desk": _workspace_data(job, review, mode, viewer, now, settings, bands, media),
            "media": media,
            "outlook": media_again.describe_outlook(job, viewer, now),
            "words": messages.workspace_messages(may_review=may_review, way_on=way_on),
            "key_groups": keymap.shown_key_groups(settings.keys, may_write=may_review),
            "escalation": _escalation(job),
            "settled_by_rule": _is_settled_by_rule(job),
            "unchecked": absent_evidence.build_unchecked_context(job, viewer)
            if job.is_unchecked or mode == "closed"
            else None,
            "sent_again_from": job.sent_again_from,
            "may_take_over": mode == "other" and permissions.has_permission(viewer, Permission.TAKE_OVER),
            "refused": {refusal.act: refusal} if refusal else {},
            "way_on": way_on,
            "lost_claim": _lost_claim(job, mode, viewer),
            "asks_reason": mode == "settled" and reopen.asks_reason(job, by=viewer),
            "question": _question(job),
            "take_back": take_back_job.find_offer(viewer, now=now) if may_review else None,
        },
        status=400 if refusal else 200,
    )


def find_visible_job(viewer: Reviewer, job_id: int) -> Job:
    """The job, if `viewer` may see it; 404 otherwise."""
    return get_object_or_404(
        permissions.visible_jobs(viewer).select_related(
            "account", "queue", "auto_rule", "sent_again_from", "closed_by", "video_facts", "playable_copy"
        ),
        pk=job_id,
    )


def record_job_view(job: Job, *, by: Reviewer, now: datetime) -> None:
    """Who looked at what: once per person, job and hour."""
    recent = AuditEntry.objects.filter(
        job_id=job.pk, action="job.viewed", actor_id=by.pk, at__gte=now - RECORDED_ONCE_IN
    )
    if not recent.exists():
        with transaction.atomic():
            audit.record("job.viewed", by=by, now=now, subject=job, job_id=job.pk)


def _mode(job: Job, review: Review | None, viewer: Reviewer, now: datetime) -> str:
    """mine, other, open, judged (by the viewer before), lead (one was asked), settled, unchecked, closed or pending.

    One's own lapsed claim is still `mine`: the heartbeat renews it.
    """
    if job.review_state == ReviewState.SETTLED:
        return "settled"
    if job.review_state in (ReviewState.UNCHECKED, ReviewState.CLOSED):
        return job.review_state
    if not job.is_reviewable:
        return "pending"
    if review and review.reviewer_id == viewer.pk:
        return "mine"
    if review and review.is_held(now):
        return "other"
    if job.stage != ReviewStage.FIRST and lease.has_submitted_review(job, by=viewer):
        return "judged"
    is_lead = permissions.has_permission(viewer, Permission.TAKE_OVER)
    return "lead" if job.stage == ReviewStage.LEAD and not is_lead else "open"


def _lost_claim(job: Job, mode: str, viewer: Reviewer) -> str:
    """How the viewer lost their claim on the job, when that is the last that they had to do with it."""
    if mode in ("mine", "pending") or not permissions.has_permission(viewer, Permission.REVIEW):
        return ""
    end = claim_end.find_claim_end(job, by=viewer)
    return end.sentence if end and end.is_loss else ""


def _question(job: Job) -> Review | None:
    """The review that ended by asking a lead, for a job that a lead was asked about."""
    if job.stage != ReviewStage.LEAD:
        return None
    asked = job.reviews.filter(outcome=ReviewOutcome.ASKED_LEAD).select_related("reviewer", "question")
    return asked.order_by("-id").first()


def _is_settled_by_rule(job: Job) -> bool:
    if job.review_state != ReviewState.SETTLED or job.auto_rule_id is None:
        return False
    return job.decisions.filter(target=DecisionTarget.JOB, auto_rule__isnull=False).exists()


def _escalation(job: Job) -> Decision | None:
    """The verdict that sent the job to its second look."""
    if job.stage != ReviewStage.SECOND:
        return None
    said = job.decisions.filter(target=DecisionTarget.JOB, verdict=Suggestion.REVIEW)
    return said.select_related("note").order_by("-id").first()


def _policies() -> list[dict[str, Any]]:
    """Policies in use, the worst harm first, then by code."""
    language = get_language() or "en"
    return [
        {
            "id": policy.pk,
            "name": f"{policy.code} {policy.name(language)}",
            "verdicts": " ".join(policy.allowed_verdicts),
            "note_required": policy.note_required,
            "text": policy.text(language),
            "harm": harm_band_label(policy.harm_band),
        }
        for policy in sorted(Policy.objects.active(), key=lambda one: -_BANDS.index(HarmBand(one.harm_band)))
    ]


def _workspace_data(
    job: Job,
    review: Review | None,
    mode: str,
    viewer: Reviewer,
    now: datetime,
    settings: effective_settings.EffectiveSettings,
    bands: harm.HarmBands,
    media: dict[str, Any],
) -> dict[str, Any]:
    """What the page's elements need to begin with. `may_show`: pictures may be fetched without a card before them."""
    mine = review if mode == "mine" else None
    return {
        "job": job.pk,
        "version": job.version,
        "evidence_version": job.evidence_version,
        "fence": mine.fence if mine else None,
        "mode": mode,
        "platform_link": absent_evidence.find_platform_link(job),
        "text_fields": absent_evidence.list_text_fields(job),
        "no_findings": absent_evidence.choose_no_findings_message(job, mode),
        "was_checked": not job.is_unchecked and mode != "pending",
        "person": viewer.pk,
        "name": viewer.shown_name,
        "settings": settings.as_json(),
        "keys": keymap.keys_for(settings.keys),
        "key_marks": keymap.marks_of_actions(),
        "harm_rules": [list(rule) for rule in bands.rules],
        "may_show": not harm.is_at_least(job.harm_band, settings.warn_from_band),
        "seconds_left": int((mine.lease_until - now).total_seconds()) if mine else 0,
        "addresses": build_addresses(job.pk),
        "media": media,
    }
