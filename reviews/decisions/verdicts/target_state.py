"""What a verdict finds: the machine's words about a finding or detection, and the verdict that counts on it now."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import batched
from typing import NamedTuple

from django.utils.translation import gettext as _

from reviews.access.errors import Conflict, NotFound
from reviews.decisions.verdicts import counters
from reviews.models import Decision, Detection, Finding, Job
from reviews.vocabulary import FindingSource

BATCH_SIZE = 500
MAX_ID = 2**63 - 1


class TargetState(NamedTuple):
    """One finding (`detection_id` None) or one detection of it; `current_id`: the newest decision on it."""

    finding_id: int
    detection_id: int | None
    suggestion: str
    score: float | None
    source: str
    is_withdrawn: bool
    current_id: int | None
    current_verdict: str | None

    @property
    def is_added(self) -> bool:
        """Whether a person added the finding."""
        return self.source == FindingSource.PERSON

    @property
    def is_finding(self) -> bool:
        """Whether it is a finding, which counts on its job; a detection does not."""
        return self.detection_id is None

    def steps_to(self, verdict: str) -> Counter[str]:
        """Steps of the job's counters when `verdict` ("": none) counts from now on; what is withdrawn moves none."""
        if not self.is_finding or self.is_withdrawn:
            return Counter()
        before, after = self.current_verdict or self.suggestion, verdict or self.suggestion
        decided = {"was_decided": bool(self.current_verdict), "is_decided": bool(verdict)}
        return counters.verdict_delta(before, after, source=self.source, **decided)


def check_not_removed(states: Iterable[TargetState]) -> None:
    """Errors: Conflict ``finding_taken_back``: nobody sees what a person added and took back, so nobody judges it."""
    if any(one.is_added and one.is_withdrawn for one in states):
        raise Conflict(
            "finding_taken_back",
            _("The person who added this finding has taken it back. If it is needed, add it again."),
        )


def read_states(job: Job, finding_ids: list[int], detection_ids: list[int]) -> list[TargetState]:
    """Those of the job's findings, then of its detections, by id: two queries for every 500.

    Errors: NotFound (context missing) when some are not the job's; Conflict ``finding_taken_back``.
    """
    states = [*_finding_states(job, finding_ids), *_detection_states(job, detection_ids)]
    if missing := len(finding_ids) + len(detection_ids) - len(states):
        raise NotFound(
            "not_found",
            _("%(n)d of these findings do not belong to this job. Nothing was saved. Reload the page.")
            % {"n": missing},
            missing=missing,
        )
    check_not_removed(states)
    return states


def _finding_states(job: Job, ids: list[int]) -> Iterator[TargetState]:
    for some in _chunks(ids):
        newest = Decision.objects.current().filter(finding_id__in=some, detection=None)
        current = _verdicts(newest.values_list("finding_id", "pk", "verdict", "restores__verdict"))
        rows = Finding.objects.filter(pk__in=some, job_id=job.pk).order_by("pk")
        for pk, suggestion, score, source, gone_at in rows.values_list(
            "pk", "suggestion", "score", "source", "withdrawn_at"
        ):
            yield TargetState(pk, None, suggestion, score, source, gone_at is not None, *current.get(pk, (None, None)))


def _detection_states(job: Job, ids: list[int]) -> Iterator[TargetState]:
    for some in _chunks(ids):
        newest = Decision.objects.current().filter(detection_id__in=some)
        current = _verdicts(newest.values_list("detection_id", "pk", "verdict", "restores__verdict"))
        rows = Detection.objects.filter(pk__in=some, finding__job_id=job.pk).order_by("pk")
        for pk, finding, suggestion, score, source, gone_at in rows.values_list(
            "pk", "finding_id", "suggestion", "score", "finding__source", "finding__withdrawn_at"
        ):
            now = current.get(pk, (None, None))
            yield TargetState(finding, pk, suggestion, score, source, gone_at is not None, *now)


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for some in batched(ids, BATCH_SIZE):
        yield [pk for pk in some if 0 < pk <= MAX_ID]


def _verdicts(rows: Iterable[tuple[int | None, int, str, str | None]]) -> dict[int | None, tuple[int, str | None]]:
    """Target -> its newest decision, and the verdict that counts with it."""
    return {target: (pk, word or again or None) for target, pk, word, again in rows}
