"""What a new result changes in the stored findings of one job: compare, then write only the difference."""

from datetime import datetime

import msgspec

from reviews.models.finding_columns import DetectionFacts, FindingFacts
from reviews.providers.results import FindingResult
from reviews.sync import bulk
from reviews.sync.rows import detection_rows, finding_facts
from reviews.vocabulary import Suggestion

_KnownRows = dict[str, bulk.Row]  # finding key -> (id, withdrawn_at, unreported_since, facts)
_SEVERITY = {word.value: word.severity for word in Suggestion}
_FINDING_WORD = FindingFacts._fields.index("suggestion")
_DETECTION_WORD = DetectionFacts._fields.index("suggestion")


class Change(msgspec.Struct):
    """How many rows a result touched. A first reading touches all, the same result again none.

    `unreported` counts what was reported before and is left out now, whether or not this result was the first to.
    """

    created: int = 0
    updated: int = 0
    withdrawn: int = 0
    marked: int = 0
    detections: int = 0
    unreported: int = 0

    @property
    def is_any(self) -> bool:
        return bool(self.created or self.updated or self.withdrawn or self.marked or self.detections)


def write_findings(
    job_id: int, findings: tuple[FindingResult, ...], now: datetime, *, is_last_word: bool
) -> tuple[Change, dict[str, int]]:
    """Bring the job's rows in line with `findings`; returns the change and the id of each key in `findings`.

    Nothing is deleted: what a final answer no longer reports is marked withdrawn, what returns is live again. Any other
    answer (`is_last_word` false: the machine works again, or failed) withdraws and softens nothing: what it leaves out
    is marked and goes on counting.
    """
    known: _KnownRows = {row[0]: (row[1], row[2], row[3], row[4:]) for row in bulk.read_findings(job_id)}
    if not known:
        return _write_first(job_id, findings, now)
    change = Change()
    fresh = tuple(finding for finding in findings if finding.key not in known)
    ids = _write_first(job_id, fresh, now)[1] if fresh else {}
    kept = [finding for finding in findings if finding.key in known]
    ids.update({finding.key: known[finding.key][0] for finding in kept})
    change.created = len(fresh)
    change.updated = _update(kept, known, now, is_last_word=is_last_word)
    gone = {key: row for key, row in known.items() if key not in ids}
    if is_last_word:
        change.withdrawn = _withdraw(gone, now)
    else:
        change.marked = _mark(gone, now)
    change.detections, absent = _update_detections(job_id, kept, ids, now, is_last_word=is_last_word)
    change.unreported = len(gone) + absent
    return change, ids


def _write_first(job_id: int, findings: tuple[FindingResult, ...], now: datetime) -> tuple[Change, dict[str, int]]:
    """Rows for findings that the job does not have yet."""
    ids = bulk.reserve_finding_ids(len(findings)) if findings else ()
    at = bulk.adapt_moment(now)
    tail = ("", at, at, None)
    bulk.insert_findings(
        [(pk, job_id, item.key, *finding_facts(item), *tail) for pk, item in zip(ids, findings, strict=True)]
    )
    rows = [
        row for pk, item in zip(ids, findings, strict=True) if item.detections
        for row in detection_rows(item.detections, pk)
    ]  # fmt: skip
    bulk.insert_detections(rows)
    keys = {item.key: pk for pk, item in zip(ids, findings, strict=True)}
    return Change(created=len(findings), detections=len(rows)), keys


def _withdraw(gone: _KnownRows, now: datetime) -> int:
    ids = [pk for pk, withdrawn_at, _since, _facts in gone.values() if withdrawn_at is None]
    bulk.withdraw_findings(ids, now)
    return len(ids)


def _mark(gone: _KnownRows, now: datetime) -> int:
    ids = [pk for pk, withdrawn_at, since, _facts in gone.values() if withdrawn_at is None and since is None]
    bulk.mark_unreported(ids, now)
    return len(ids)


def _update(kept: list[FindingResult], known: _KnownRows, now: datetime, *, is_last_word: bool) -> int:
    at = bulk.adapt_moment(now)
    changed = []
    for item in kept:
        pk, withdrawn_at, since, stored = known[item.key]
        facts = finding_facts(item)
        if not is_last_word and withdrawn_at is None and _is_milder(facts, stored, _FINDING_WORD):
            facts = stored
        if facts != stored or withdrawn_at is not None or since is not None:
            changed.append((*facts, at, pk))
    bulk.update_findings(changed)
    return len(changed)


def _update_detections(
    job_id: int, kept: list[FindingResult], ids: dict[str, int], now: datetime, *, is_last_word: bool
) -> tuple[int, int]:
    """Detections of findings that were there before: add, change, withdraw. How many, and how many are left out."""
    kept_ids = {ids[item.key] for item in kept}
    stored = {
        (row[0], row[1]): (row[2], row[3:]) for row in bulk.read_detections(job_id) if row[0] in kept_ids
    }  # fmt: skip
    added: list[bulk.Row] = []
    changed: list[bulk.Row] = []
    touched: set[int] = set()
    for item in kept:
        for row in detection_rows(item.detections, ids[item.key]):
            before = stored.pop((row[0], row[1]), None)
            if before is None:
                added.append(row)
            elif before[1] != row[2:] and (is_last_word or not _is_milder(row[2:], before[1], _DETECTION_WORD)):
                changed.append((*row[2:], before[0]))
            else:
                continue
            touched.add(row[0])
    gone = {pk: finding_id for (finding_id, _), (pk, facts) in stored.items() if not facts[-1] and is_last_word}
    touched.update(gone.values())
    bulk.insert_detections(added)
    bulk.update_detections(changed)
    bulk.withdraw_detections(gone)
    bulk.touch_findings(touched, now)
    return len(added) + len(changed) + len(gone), len(stored)


def _is_milder(new: bulk.Row, stored: bulk.Row, word: int) -> bool:
    return _SEVERITY.get(new[word], 0) < _SEVERITY.get(stored[word], 0)
