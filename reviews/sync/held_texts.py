"""Texts that were sent with a video: a provider judges them and does not give them back, so what we hold is put in."""

from collections.abc import Iterable

import msgspec

from reviews.models import Job
from reviews.providers.results import FindingResult
from reviews.vocabulary import FindingKind

# The end of a text finding's key -> the column of the job that holds what was judged.
COLUMNS = {"title": "title", "description": "description", "barrage": "comments"}


def with_held_texts(job: Job, findings: Iterable[FindingResult]) -> tuple[FindingResult, ...]:
    """The findings; those on a title, a description or comments with the text, where the job holds it."""
    return tuple(
        msgspec.structs.replace(finding, text=_held_text(job, finding.key))
        if finding.kind is FindingKind.TEXT and not finding.text
        else finding
        for finding in findings
    )


def _held_text(job: Job, key: str) -> str:
    column = COLUMNS.get(key.removeprefix("text:"))
    return str(getattr(job, column)) if column else ""
