"""Verdicts from the workspace, and findings that a person adds: JSON in, the new version and roll-up out."""

from typing import Any

import msgspec
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reviews import clock
from reviews.access import permissions
from reviews.access.errors import NotFound
from reviews.access.permissions import Permission
from reviews.decisions.claims import claim
from reviews.decisions.verdicts import take_back
from reviews.decisions.verdicts.ask_lead import ask_lead as ask_lead_to_decide
from reviews.decisions.verdicts.batch import BatchVerdictRequest, record_batch
from reviews.decisions.verdicts.finding import RecordedVerdict, record_verdict
from reviews.decisions.verdicts.job import submit_verdict
from reviews.decisions.verdicts.manual_finding import ManualFindingRequest, add_manual_finding
from reviews.decisions.verdicts.rollup import rollup_of_job
from reviews.decisions.verdicts.verdict_request import VerdictRequest
from reviews.models import Decision, Detection, Finding, Job, Reviewer
from reviews.vocabulary import DecisionTarget
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.base.body_limit import limit_body
from reviews.web.base.errors import json_view
from reviews.web.base.json_body import (
    AskLeadBody,
    BatchVerdictBody,
    ManualFindingBody,
    TargetVerdictBody,
    VerdictBody,
    parse_body,
)
from reviews.web.workspace.claims import still_held
from reviews.web.workspace.data import rollup_as_json


@permission_required(Permission.REVIEW)
@require_POST
@json_view
def decide_finding(request: HttpRequest, finding_id: int) -> HttpResponseBase:
    """A verdict on one finding, or the person's own last one taken back."""
    seen = Finding.objects.filter(pk=finding_id, job__in=permissions.visible_jobs(current_reviewer(request)))
    return _record(request, seen.values_list("job_id", flat=True), DecisionTarget.FINDING, finding_id)


@permission_required(Permission.REVIEW)
@require_POST
@json_view
def decide_detection(request: HttpRequest, detection_id: int) -> HttpResponseBase:
    """A verdict on one detection, or the person's own last one taken back."""
    seen = Detection.objects.filter(
        pk=detection_id, finding__job__in=permissions.visible_jobs(current_reviewer(request))
    )
    job_id = seen.values_list("finding__job_id", flat=True)
    return _record(request, job_id, DecisionTarget.DETECTION, detection_id)


@permission_required(Permission.REVIEW)
@require_POST
@json_view
def decide_job(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """The job's verdict; with `next` the answer's `next` is the address of the job claimed after it."""
    by = current_reviewer(request)
    queue_id = permissions.visible_jobs(by).filter(pk=job_id).values_list("queue_id", flat=True).first()
    write = parse_body(request, VerdictBody)
    fields = msgspec.structs.asdict(write)
    del fields["next"]
    done = submit_verdict(VerdictRequest(job_id, **fields), by=by, now=clock.now())
    return JsonResponse(
        {
            **recorded_as_json(done),
            "next": _next_address(request, job_id, queue_id) if write.next else _same_page(by, job_id),
        }
    )


@permission_required(Permission.REVIEW)
@require_POST
@json_view
def ask_lead(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """Leave the job to a lead, with a note; with `next` the answer's `next` is the job claimed after it."""
    by, now = current_reviewer(request), clock.now()
    queue_id = permissions.visible_jobs(by).filter(pk=job_id).values_list("queue_id", flat=True).first()
    body = parse_body(request, AskLeadBody)
    ask_lead_to_decide(job_id, by=by, fence=body.fence, version=body.version, note=body.note, now=now)
    job = Job.objects.get(pk=job_id)
    return JsonResponse(
        {
            "version": job.version,
            "rollup": rollup_as_json(rollup_of_job(job)),
            "next": _next_address(request, job_id, queue_id) if body.next else _same_page(by, job_id),
        }
    )


@limit_body(512 * 1024)
@permission_required(Permission.REVIEW)
@require_POST
@json_view
def decide_findings(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """One verdict on `finding_ids` and `detection_ids`, or the person's own last ones taken back."""
    by, now = current_reviewer(request), clock.now()
    body = parse_body(request, BatchVerdictBody)
    done = record_batch(BatchVerdictRequest(job_id, **_verdict_fields(body)), by=by, now=now)
    return JsonResponse(
        {
            "decisions": len(done.decisions),
            "verdict": done.verdict,
            "by": by.shown_name,
            "at": int(now.timestamp() * 1000),
            "version": done.job_version,
            "rollup": rollup_as_json(done.rollup),
            "undecided": done.undecided,
            "restored": done.restored,
            "removed": take_back.count_removed(done.decisions) if done.undecided else 0,
        }
    )


@permission_required(Permission.REVIEW)
@require_POST
@json_view
def add_finding(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """A finding that the machine missed, with its verdict."""
    finding = ManualFindingRequest(job_id, **msgspec.structs.asdict(parse_body(request, ManualFindingBody)))
    done = add_manual_finding(finding, by=current_reviewer(request), now=clock.now())
    return JsonResponse({**recorded_as_json(done), "finding": done.decision.finding_id})


def _record(request: HttpRequest, seen: "QuerySet[Any, int]", target: DecisionTarget, target_id: int) -> JsonResponse:
    """Store the verdict; `seen`: the id of the target's job, if the person sees that job."""
    by = current_reviewer(request)
    body = parse_body(request, TargetVerdictBody)
    job_id = seen.first() or _find_sent(body.idempotency_key, target, target_id, by=by)
    verdict = VerdictRequest(job_id, target=target, target_id=target_id, **_verdict_fields(body))
    done = record_verdict(verdict, by=by, now=clock.now())
    return JsonResponse(recorded_as_json(done))


def _find_sent(key: str, target: DecisionTarget, target_id: int, *, by: Reviewer) -> int:
    """The job about whose target `by` has sent this key: a repeat is answered even after the job went out of sight.

    Errors: NotFound, the same for another team's target as for one that never was.
    """
    sent = Decision.objects.filter(decided_by=by, idempotency_key=key, **{f"{target.value}_id": target_id})
    job_id = sent.values_list("job_id", flat=True).first()
    if job_id is None:
        raise NotFound("not_found", _("This job does not exist. Go back to the queue."))
    return job_id


def _verdict_fields(body: TargetVerdictBody) -> dict[str, Any]:
    return {**msgspec.structs.asdict(body), "verdict": body.verdict or "", "undoes": body.undoes or ""}


def recorded_as_json(done: RecordedVerdict) -> dict[str, Any]:
    """A stored decision as the page reads it; of an act of taking back the verdict that counts again, by whom, when."""
    decision = done.decision
    standing = decision.restores or decision
    is_undecided = not standing.verdict
    return {
        "decision": decision.pk,
        "verdict": standing.verdict,
        "by": standing.decided_by_name,
        "at": int(standing.decided_at.timestamp() * 1000),
        "version": done.job_version,
        "rollup": rollup_as_json(done.rollup),
        "undecided": int(is_undecided),
        "restored": int(decision.restores_id is not None),
        "removed": take_back.count_removed([decision.pk]) if is_undecided else 0,
    }


def _same_page(by: Reviewer, job_id: int) -> str:
    # An escalated job may now lie in a queue that the person does not see.
    is_seen = permissions.visible_jobs(by).filter(pk=job_id).exists()
    return reverse("job", args=[job_id]) if is_seen else reverse("queue")


def _next_address(request: HttpRequest, job_id: int, queue_id: int | None) -> str:
    """The next job of the same queue, else of any queue of the person, else the queue page with a word."""
    by, now = current_reviewer(request), clock.now()
    worked = list(permissions.worked_queues(by).filter(pk=queue_id).values_list("pk", flat=True)) if queue_id else []
    for one in [*worked, None]:
        if review := claim.claim_next_job(by=by, now=now, queue_id=one, skip_job_id=job_id):
            if review.claimed_at != now:
                messages.info(request, still_held())
            return reverse("job", args=[review.job_id])
    messages.info(request, _("Saved. No other jobs are waiting for review."))
    return reverse("queue")
