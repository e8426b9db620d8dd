"""Results built by hand, in our words, for tests of what stores them."""

import hashlib
import re
from datetime import datetime
from typing import Any

from reviews.models import Job
from reviews.providers.results import Box, DetectionResult, FindingResult, JobResult
from reviews.sync import lease
from reviews.sync.evidence import Change
from reviews.sync.store import store_result
from reviews.vocabulary import BoxKind, FindingKind, JobState, Suggestion


def a_detection_result(key: str = "porn:sexy:0", **fields: Any) -> DetectionResult:
    defaults = {
        "category": "porn",
        "label": "sexy",
        "suggestion": Suggestion.BLOCK,
        "score": 0.75,
        "box": Box(12, 13, 100, 200, BoxKind.FACE),
    }
    return DetectionResult(key=key, **{**defaults, **fields})


def a_frame_result(start_ms: int = 5000, **fields: Any) -> FindingResult:
    defaults = {
        "key": f"frame:{start_ms}",
        "kind": FindingKind.FRAME,
        "suggestion": Suggestion.BLOCK,
        "start_ms": start_ms,
        "category": "porn",
        "text": "buy now",
        "detections": (a_detection_result(),),
    }
    return FindingResult(**{**defaults, **fields})


def a_result(*findings: FindingResult, **fields: Any) -> JobResult:
    defaults = {"external_id": "job-1", "state": JobState.SUCCEEDED, "suggestion": Suggestion.BLOCK}
    return JobResult(findings=findings, **{**defaults, **fields})


def store_as_a_step(job: Job, result: JobResult, now: datetime) -> Change:
    """Store as a step would: with a fresh lease."""
    Job.objects.filter(pk=job.pk).update(sync_lease_until=None)
    held = lease.acquire(job.pk, now)
    assert held is not None
    sha = hashlib.sha256(re.sub(r"\s", "", repr(result)).encode()).hexdigest()
    return store_result(job, result, payload_sha256=sha, now=now, fence=held.fence)
