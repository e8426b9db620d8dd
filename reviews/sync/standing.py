"""What stands of a job when the newest answer is not the provider's last word: all that was reported before, and it.

A provider may go backwards: "Success, block" with findings, then "Analysing" or "Fail" with none. Nothing of that takes
anything back, so counters, score and suggestion come from the rows and not from the answer alone.
"""

import msgspec

from reviews.models import Job
from reviews.models.finding_columns import DetectionFacts, FindingFacts
from reviews.providers.results import DetectionResult, FindingResult, JobResult
from reviews.sync import bulk
from reviews.vocabulary import FindingKind, Suggestion, worst_suggestion


def standing_result(row: Job, result: JobResult) -> tuple[JobResult, dict[str, int]]:
    """Return `result` with the worst suggestion and all live findings of the job, and the id of each finding's key.

    Findings and detections have only what counters and grades ask for. The rows are written already.
    """
    rows = [found for found in bulk.read_findings(row.pk) if found[2] is None]
    ids: dict[str, int] = {key: pk for key, pk, *_rest in rows}
    detections = _live_detections(row.pk, set(ids.values()))
    findings = tuple(
        FindingResult(
            key,
            FindingKind(facts.kind),
            Suggestion(facts.suggestion),
            category=facts.category,
            label=facts.label,
            score=facts.score,
            detections=tuple(detections.get(pk, ())),
        )
        for key, pk, _withdrawn_at, _since, *values in rows
        for facts in (FindingFacts(*values),)
    )
    return msgspec.structs.replace(result, findings=findings, **_suggestion(row, result)), ids


def _live_detections(job_id: int, finding_ids: set[int]) -> dict[int, list[DetectionResult]]:
    """Of these findings only: what people added has detections without a suggestion."""
    found: dict[int, list[DetectionResult]] = {}
    for finding_id, key, _pk, *values in bulk.read_detections(job_id):
        facts = DetectionFacts(*values)
        if finding_id in finding_ids and not facts.is_withdrawn:
            word = Suggestion(facts.suggestion)
            said = DetectionResult(key, facts.category, facts.label, word, score=facts.score)
            found.setdefault(finding_id, []).append(said)
    return found


def _suggestion(row: Job, result: JobResult) -> dict[str, Suggestion | str | None]:
    """The job's suggestion never falls by such an answer; its words as received go with it."""
    before = Suggestion(row.suggestion) if row.suggestion else None
    worst = worst_suggestion([word for word in (before, result.suggestion) if word])
    if worst == result.suggestion:
        return {"suggestion": result.suggestion, "suggestion_raw": result.suggestion_raw}
    return {"suggestion": before, "suggestion_raw": row.suggestion_raw}
