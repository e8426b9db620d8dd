"""What a new result changes in the stored findings of one job: compare, then write only the difference."""

from datetime import datetime

import msgspec

from reviews.providers.results import FindingResult
from reviews.sync import bulk
from reviews.sync.rows import detection_rows, finding_facts

_KnownRows = dict[str, bulk.Row]  # finding key -> (id, withdrawn_at, facts)


class Change(msgspec.Struct):
    """How many rows a result touched. A first reading touches all, the same result again none."""

    created: int = 0
    updated: int = 0
    withdrawn: int = 0
    detections: int = 0

    @property
    def is_any(self) -> bool:
        return bool(self.created or self.updated or self.withdrawn or self.detections)


def write_findings(job_id: int, findings: tuple[FindingResult, ...], now: datetime) -> tuple[Change, dict[str, int]]:
    """Bring the job's rows in line with `findings`; returns the change and the id of each live finding's key.

    Nothing is deleted: what the provider no longer reports is marked withdrawn, what returns is live again.
    """
    known: _KnownRows = {row[0]: (row[1], row[2], row[3:]) for row in bulk.read_findings(job_id)}
    if not known:
        return _write_first(job_id, findings, now)
    change = Change()
    fresh = tuple(finding for finding in findings if finding.key not in known)
    ids = _write_first(job_id, fresh, now)[1] if fresh else {}
    kept = [finding for finding in findings if finding.key in known]
    ids.update({finding.key: known[finding.key][0] for finding in kept})
    change.created = len(fresh)
    change.updated = _update(kept, known, now)
    gone = [pk for key, (pk, withdrawn_at, _) in known.items() if key not in ids and withdrawn_at is None]
    bulk.withdraw_findings(gone, now)
    change.withdrawn = len(gone)
    change.detections = _update_detections(job_id, kept, ids, now)
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


def _update(kept: list[FindingResult], known: _KnownRows, now: datetime) -> int:
    at = bulk.adapt_moment(now)
    changed = []
    for item in kept:
        pk, withdrawn_at, stored = known[item.key]
        facts = finding_facts(item)
        if facts != stored or withdrawn_at is not None:
            changed.append((*facts, at, pk))
    bulk.update_findings(changed)
    return len(changed)


def _update_detections(job_id: int, kept: list[FindingResult], ids: dict[str, int], now: datetime) -> int:
    """Detections of findings that were there before: add, change, withdraw. Returns how many."""
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
            elif before[1] != row[2:]:
                changed.append((*row[2:], before[0]))
            else:
                continue
            touched.add(row[0])
    gone = {pk: finding_id for (finding_id, _), (pk, facts) in stored.items() if not facts[-1]}
    touched.update(gone.values())
    bulk.insert_detections(added)
    bulk.update_detections(changed)
    bulk.withdraw_detections(gone)
    bulk.touch_findings(touched, now)
    return len(added) + len(changed) + len(gone)
