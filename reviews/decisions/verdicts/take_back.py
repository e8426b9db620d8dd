"""Taking back: what stood before a person's verdict stands again. Nothing that nobody chose takes its place."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from reviews.access.errors import Conflict
from reviews.models import Decision, Detection, Finding, Job, Reviewer
from reviews.vocabulary import FindingSource


@dataclass(frozen=True)
class Restored:
    """What counts again when a verdict is taken back; `decision_id` None: nothing, the target is undecided."""

    decision_id: int | None = None
    verdict: str = ""
    is_own: bool = False
    policy_id: int | None = None
    note_id: int | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of the decision that takes back: a person's row holds only what the same person chose."""
        if not self.is_own:
            return {"verdict": "", "restores_id": self.decision_id, "policy_id": None, "note_id": None}
        return {
            "verdict": self.verdict, "restores_id": self.decision_id, "policy_id": self.policy_id,
            "note_id": self.note_id,
        }  # fmt: skip


def find_restored(heads: Collection[int | None], *, by: Reviewer, undoes: str = "") -> dict[int, Restored]:
    """What counts again after `by` takes back the verdict that the newest decision on each target leaves standing.

    `heads`: the id of each target's newest decision, None without one. `undoes`: the key that the verdict was sent
    with, "" for whichever stands. Three queries.
    Errors: Conflict ``nothing_to_take_back``; ``decided_by_other`` (context decided_by, decided_at): somebody else's
    verdict stands; ``other_verdict``: one of another key stands.
    """
    columns = ("pk", "verdict", "restores_id")
    newest = Decision.objects.filter(pk__in=[pk for pk in heads if pk]).values_list(*columns)
    standing = {pk: _standing_id(pk, verdict, restores) for pk, verdict, restores in newest}
    if len(standing) != len(heads) or not all(standing.values()):
        raise Conflict(
            "nothing_to_take_back", _("There is no verdict to take back here. Nothing was changed. Reload the page.")
        )
    before = _before_ids([pk for pk in standing.values() if pk], by=by, undoes=undoes)
    restored = {row.decision_id: row for row in _restored_rows([pk for pk in before.values() if pk], by=by)}
    nothing = Restored()
    return {head: restored.get(before[pk], nothing) for head, pk in standing.items() if pk}


def remove_added_findings(job: Job, ids: Collection[int], *, now: datetime) -> Counter[str]:
    """Take findings that a person added off the page; they stay in the history. Returns the steps of the counters."""
    if not ids:
        return Counter()
    Finding.objects.filter(pk__in=ids).update(withdrawn_at=now, changed_at=now)
    job.evidence_version += 1  # the timeline is built again without them
    Job.objects.filter(pk=job.pk).update(evidence_version=job.evidence_version)
    boxes = Detection.objects.filter(finding__in=ids).count()
    return Counter(findings_count=-len(ids), detections_count=-boxes)


def count_removed(decisions: Collection[int]) -> int:
    """How many added findings the acts of taking back took off the page."""
    gone = Finding.objects.filter(source=FindingSource.PERSON, withdrawn_at__isnull=False, decisions__in=decisions)
    return gone.distinct().count()


def _standing_id(pk: int, verdict: str, restores: int | None) -> int | None:
    """The decision that counts while this one is the newest on its target."""
    return restores or (pk if verdict else None)


def _before_ids(standing: list[int], *, by: Reviewer, undoes: str) -> dict[int, int | None]:
    """Standing decision -> the one that counted before it. Errors: Conflict ``decided_by_other``, ``other_verdict``."""
    rows = Decision.objects.filter(pk__in=standing).values_list(
        "pk", "decided_by_id", "decided_by_name", "decided_at", "idempotency_key", "batch_key", "supersedes_id",
        "supersedes__verdict", "supersedes__restores_id",
    )  # fmt: skip
    before = {}
    for pk, author, name, at, key, batch_key, earlier, verdict, restores in rows:
        if author == by.pk and undoes not in ("", key, batch_key):
            raise Conflict(
                "other_verdict",
                _("You gave another verdict here since, so this one is not undone. Nothing was changed."),
            )
        if author != by.pk:
            raise Conflict(
                "decided_by_other",
                _(
                    "The verdict that counts here is by %(who)s, and you can take back only your own. Nothing was "
                    "changed. Give a verdict of your own instead."
                )
                % {"who": name},
                decided_by=name,
                decided_at=at,
            )
        before[pk] = _standing_id(earlier, verdict, restores) if earlier else None
    return before


def _restored_rows(ids: list[int], *, by: Reviewer) -> list[Restored]:
    rows = Decision.objects.filter(pk__in=ids).values_list("pk", "verdict", "decided_by_id", "policy_id", "note_id")
    return [Restored(pk, verdict, author == by.pk, policy, note) for pk, verdict, author, policy, note in rows]
