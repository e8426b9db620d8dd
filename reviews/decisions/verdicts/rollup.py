"""What the findings of a job add up to, from the job's own counters: no finding is read."""

from dataclasses import dataclass

from reviews.models import Job
from reviews.vocabulary import JobState, Suggestion, worst_suggestion


@dataclass(frozen=True)
class Rollup:
    """Live findings by effective verdict (a person's, else the machine's), how many a person decided, the proposal."""

    passes: int
    reviews: int
    blocks: int
    decided: int
    suggests: Suggestion


def rollup_of_job(job: Job) -> Rollup:
    """The roll-up of `job`: the worst effective verdict wins.

    Without findings the machine's word for the whole job stands; without that too, or when the provider failed or lost
    the job, at least REVIEW is proposed (fail closed).
    """
    return Rollup(job.pass_count, job.review_count, job.block_count, job.decided_count, _suggests(job))


def _suggests(job: Job) -> Suggestion:
    counts = {Suggestion.PASS: job.pass_count, Suggestion.REVIEW: job.review_count, Suggestion.BLOCK: job.block_count}
    voices = [word for word, count in counts.items() if count]
    if not voices and job.suggestion:
        voices = [Suggestion(job.suggestion)]
    if job.state in (JobState.FAILED, JobState.LOST):
        voices.append(Suggestion.REVIEW)
    return worst_suggestion(voices) or Suggestion.REVIEW
