"""Verdicts from the workspace: JSON in, the new version and roll-up out."""

from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from reviews.decisions import claim, record, submit
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
    try:
        write = body(request, Write)
        done = submit.submit(job_id, by=by, now=timezone.now(), **_said(write))
    except (DecisionError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        return answer_error(error)
    return JsonResponse({**_answer(done), "next": _next(by, job_id) if write.next else reverse("job", args=[job_id])})


def _record(request: HttpRequest, job_id: int | None, target: DecisionTarget, target_id: int) -> HttpResponseBase:
    if job_id is None:
        raise Http404
    try:
        said = _said(body(request, Write))
        done = record.record(job_id, by=person(request), now=timezone.now(), target=target, target_id=target_id, **said)
    except (DecisionError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        return answer_error(error)
    return JsonResponse(_answer(done))


def _said(write: Write) -> dict[str, Any]:
    said = msgspec.structs.asdict(write)
    del said["next"]
    return said


def _answer(done: record.Recorded) -> dict[str, Any]:
    decision = done.decision
    return {
        "decision": decision.pk,
        "verdict": decision.verdict,
        "by": decision.decided_by_name,
        "at": int(decision.decided_at.timestamp() * 1000),
        "version": done.job_version,
        "rollup": of(done.rollup),
    }


def _next(by: Reviewer, job_id: int) -> str:
    review = claim.claim_next(by=by, now=timezone.now(), skip_job_id=job_id)
    return reverse("job", args=[review.job_id]) if review else reverse("queue")
