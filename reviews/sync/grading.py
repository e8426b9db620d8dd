"""How bad a result is, in numbers: the score that stands beside the job's suggestion, and the risk that orders jobs."""

from typing import NamedTuple

from reviews.providers.results import JobResult
from reviews.vocabulary import Suggestion, worst_suggestion


class Grade(NamedTuple):
    """`score` 0..1, None when nothing that carries the job's suggestion is scored; `risk` 0..3."""

    score: float | None
    risk: float


def grade_result(result: JobResult) -> Grade:
    """Score and risk of a result: severity of the job's suggestion plus the highest score of what carries it.

    Without a suggestion the worst of its findings counts. A pass has neither: a cloud also says how sure it is that
    something is clean, and names every category that it looked for.
    """
    suggestion = result.suggestion or worst_suggestion([finding.suggestion for finding in result.findings])
    if suggestion is None or suggestion is Suggestion.PASS:
        return Grade(None, 0.0)
    highest = -1.0
    for finding in result.findings:
        if finding.suggestion is suggestion and finding.score is not None and finding.score > highest:
            highest = finding.score
        for detection in finding.detections:
            score = detection.score
            if score is not None and score > highest and detection.suggestion is suggestion:
                highest = score
    if highest < 0:
        return Grade(None, float(suggestion.severity))
    return Grade(highest, suggestion.severity + highest)
