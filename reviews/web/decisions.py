"""Verdicts from the workspace: JSON in, the new version and roll-up out."""

from typing import Any

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reviews import clock
from reviews.decisions import claim, record, rules, submit
from reviews.decisions.errors import DecisionError
from reviews.decisions.rules import Act
from reviews.models import Detection, Finding, Reviewer
from reviews.vocabulary import DecisionTarget
from reviews.web.doors import person, requires
from reviews.web.timeline import of
from reviews.web.writes import Write, answer_error, body


@requires(Act.REVIEW)
@require_POST
def on_finding(request: HttpRequest, finding_id: int) -> HttpResponseBase:
    """A verdict on one finding."""
    job_id = Finding.objects.filter(pk=finding_id).values_list("job_id", flat=True).first()
    return _record(request, job_id, DecisionTarget.FINDING, finding_id)


@requires(Act.REVIEW)
@require_POST
def on_detection(request: HttpRequest, detection_id: int) -> HttpResponseBase:
    """A verdict on one detection."""
    job_id = Detection.objects.filter(pk=detection_id).values_list("finding__job_id", flat=True).first()
    return _record(request, job_id, DecisionTarget.DETECTION, detection_id)


@requires(Act.REVIEW)
@require_POST
def on_job(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """The job's verdict; with `next` the answer's `next` is the address of the job claimed after it."""
    by = person(request)
    queue_id = rules.visible_jobs(by).filter(pk=job_id).values_list("queue_id", flat=True).first()
    try:
        write = body(request, Write)
        done = submit.submit(job_id, by=by, now=clock.now(), **_said(write))
    except (DecisionError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        return answer_error(error)
    return JsonResponse({**answer(done), "next": _next(request, job_id, queue_id) if write.next else _stay(by, job_id)})


def _record(request: HttpRequest, job_id: int | None, target: DecisionTarget, target_id: int) -> HttpResponseBase:
    if job_id is None:
        raise Http404
    try:
        said = _said(body(request, Write))
        done = record.record(job_id, by=person(request), now=clock.now(), target=target, target_id=target_id, **said)
    except (DecisionError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        return answer_error(error)
    return JsonResponse(answer(done))


def _said(write: Write) -> dict[str, Any]:
    said = msgspec.structs.asdict(write)
    del said["next"]
    return said


def answer(done: record.Recorded) -> dict[str, Any]:
    """A stored decision as the page reads it."""
    decision = done.decision
    return {
        "decision": decision.pk,
        "verdict": decision.verdict,
        "by": decision.decided_by_name,
        "at": int(decision.decided_at.timestamp() * 1000),
        "version": done.job_version,
        "rollup": of(done.rollup),
    }


def _stay(by: Reviewer, job_id: int) -> str:
    # An escalated job may now lie in a queue that the person does not see.
    is_seen = rules.visible_jobs(by).filter(pk=job_id).exists()
    return reverse("job", args=[job_id]) if is_seen else reverse("queue")


def _next(request: HttpRequest, job_id: int, queue_id: int | None) -> str:
    """The next job of the same queue, else of any queue of the person, else the queue page with a word."""
    by, now = person(request), clock.now()
    worked = list(rules.worked_queues(by).filter(pk=queue_id).values_list("pk", flat=True)) if queue_id else []
    for one in [*worked, None]:
        if review := claim.claim_next(by=by, now=now, queue_id=one, skip_job_id=job_id):
            return reverse("job", args=[review.job_id])
    messages.info(request, _("Saved. Nothing else waits for review now."))
    return reverse("queue")
