"""The History tab: the whole chain of reviews and decisions of a job, and what else happened to it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reviews.access.permissions import Permission
from reviews.models import AuditEntry, Decision, Job, Reviewer
from reviews.vocabulary import DecisionTarget
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.workspace.page import find_visible_job
from reviews.wellness import coverage

MAX_ROWS = 200


@dataclass
class DecisionEvent:
    """One act of deciding: decisions on so many findings and detections, of which `decision` is the newest."""

    decision: Decision
    findings: int = 0
    detections: int = 0

    @property
    def count(self) -> int:
        return self.findings + self.detections

    def add(self, decision: Decision) -> None:
        if decision.target == DecisionTarget.DETECTION:
            self.detections += 1
        else:
            self.findings += 1


@permission_required(Permission.VIEW_JOBS)
@require_safe
def history_tab(request: HttpRequest, job_id: int) -> HttpResponse:
    """Who reviewed, decided and did what, newest first; a bulk act is one line."""
    job = find_visible_job(current_reviewer(request), job_id)
    watched = [_watch_sentence(one) for one in coverage.watch_summaries(job)]
    return render(
        request,
        "reviews/workspace/history.html",
        {"job": job, "most": MAX_ROWS, "watched": watched, **_history_context(job)},
    )


def _history_context(job: Job) -> dict[str, Any]:
    related = ("policy", "finding", "detection", "note", "auto_rule", "superseded_by", "review", "restores")
    decisions = list(job.decisions.select_related(*related).order_by("-id")[:MAX_ROWS])
    entries = _with_actor_names(list(AuditEntry.objects.filter(job_id=job.pk).order_by("-id")[:MAX_ROWS]))
    reviews = list(job.reviews.select_related("reviewer", "reason", "question").order_by("-id")[:MAX_ROWS])
    draws = list(job.draws.select_related("rule_version__rule").order_by("-id")[:MAX_ROWS])
    is_cut = MAX_ROWS in (len(decisions), len(entries), len(reviews))
    return {
        "acts": _fold_batches(decisions), "reviews": reviews, "entries": entries, "draws": draws, "is_cut": is_cut,
    }  # fmt: skip


def _with_actor_names(entries: list[AuditEntry]) -> list[AuditEntry]:
    """With `who`: the person's name as the rest of the page says it; who is gone keeps the name of that time."""
    people = Reviewer.objects.in_bulk({entry.actor_id for entry in entries if entry.actor_id})
    for entry in entries:
        known = people.get(entry.actor_id) if entry.actor_id else None
        entry.who = known.shown_name if known else entry.actor_name  # type: ignore[attr-defined]
    return entries


def _fold_batches(decisions: list[Decision]) -> list[DecisionEvent]:
    found: list[DecisionEvent] = []
    for decision in decisions:
        last = found[-1] if found else None
        if not last or not decision.batch_key or last.decision.batch_key != decision.batch_key:
            found.append(DecisionEvent(decision))
        found[-1].add(decision)
    return found


def _watch_sentence(one: coverage.WatchSummary) -> str:
    """`Ana watched 62 % (3:10 of 5:00), 1.5×, muted, 12 s revealed`."""
    said = _("%(who)s watched %(percent)d %% (%(played)s of %(length)s)") % {
        "who": one.reviewer_name, "percent": one.percent, "played": _short_time(one.played_ms),
        "length": _short_time(one.length_ms),
    }  # fmt: skip
    parts = [said, f"{one.speed / 100:g}×"]
    if one.muted_ms >= one.played_ms:
        parts.append(_("muted"))
    elif one.muted_ms >= 1000:
        parts.append(_("%(time)s of it muted") % {"time": _short_time(one.muted_ms)})
    if one.revealed_ms:
        parts.append(_("%(time)s revealed") % {"time": _short_time(one.revealed_ms)})
    return ", ".join(parts)


def _short_time(ms: int) -> str:
    """`3:10` or `1:02:03`."""
    seconds = round(ms / 1000)
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
