"""Digests of the rows that an audit entry speaks of, so that a later change of such a row is seen.

Only digests enter an entry: a name that was shown, an idempotency key or the time spent are nobody's to read there.
The words of a note are bound by the note's own salted digest, which tells nothing once its salt was purged.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from reviews.models import Decision, Draw, Policy

# Written before each digest: an entry of another scheme is one that this code cannot check, not a false one.
SCHEME = "v1:"
# Of a decision that restores an earlier one: the same columns, and which one. All older digests stay as they are.
RESTORING_SCHEME = "v2:"
SCHEMES = (SCHEME, RESTORING_SCHEME)
# All columns of a decision but `request_digest`, from which the words of a purged note could be guessed.
DECISION_COLUMNS = (
    "id", "job_id", "target", "finding_id", "detection_id", "review_id", "verdict", "machine_suggestion",
    "machine_score", "payload_sha256", "evidence_version", "policy_id", "note_id", "decided_by_id", "auto_rule_id",
    "decided_by_name", "decided_at", "took_ms", "supersedes_id", "idempotency_key", "batch_key",
)  # fmt: skip
RESTORING_COLUMNS = (*DECISION_COLUMNS, "restores_id")
DRAW_COLUMNS = ("id", "job_id", "rule_id", "rule_version_id", "rate", "seed", "is_left_to_people", "drawn_at")
# What a version of a policy says: all but whether it is in use. A used version never changes, an edit makes the next.
POLICY_COLUMNS = (
    "id", "code", "version", "name_en", "name_zh", "text_en", "text_zh", "allowed_verdicts", "harm_band",
    "note_required",
)  # fmt: skip


def digest_decision(decision: Decision) -> str:
    """Return the scheme and SHA-256 hex over the columns of a stored decision."""
    return digest_decision_row({name: getattr(decision, name) for name in RESTORING_COLUMNS})


def digest_decision_row(row: Mapping[str, Any]) -> str:
    """Return what `digest_decision` returns, for the columns as the database gave them."""
    if row["restores_id"] is None:
        return digest_values([row[name] for name in DECISION_COLUMNS])
    return digest_values([row[name] for name in RESTORING_COLUMNS], RESTORING_SCHEME)


def digest_decisions(decisions: Iterable[Decision]) -> str:
    """Return one digest over those of several decisions, which come in the order of their ids."""
    return digest_members(map(digest_decision, decisions))


def digest_draw(draw: Draw) -> str:
    """Return ``v1:`` and SHA-256 hex over the columns of a stored draw and what its version of the rule says."""
    row = [getattr(draw, name) for name in DRAW_COLUMNS]
    return digest_values([*row, draw.rule_version.number, draw.rule_version.digest])


def digest_policy(policy: Policy | None) -> str:
    """Return ``v1:`` and SHA-256 hex over what this version of a policy says; empty without one."""
    return digest_values([getattr(policy, name) for name in POLICY_COLUMNS]) if policy else ""


def digest_members(digests: Iterable[str]) -> str:
    """Return ``v1:`` and SHA-256 hex over digests that stand one after the other, a line each."""
    summed = hashlib.sha256()
    for digest in digests:
        summed.update(f"{digest}\n".encode())
    return SCHEME + summed.hexdigest()


def digest_pairs(pairs: list[list[int]]) -> str:
    """Return SHA-256 hex over [finding, decision] ids in the order of the decisions."""
    return hashlib.sha256(json.dumps(pairs, separators=(",", ":")).encode()).hexdigest()


def digest_values(values: Sequence[Any], scheme: str = SCHEME) -> str:
    """Return the scheme and SHA-256 hex over one row; the values come from a model or as the database gave them."""
    text = json.dumps([_plain(value) for value in values], separators=(",", ":"), ensure_ascii=True)
    return scheme + hashlib.sha256(text.encode()).hexdigest()


def iso_text(moment: datetime | None) -> str | None:
    """Return a moment as entries hold it: UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(moment, datetime) else None


def _plain(value: Any) -> Any:
    """As JSON, the same before a row is stored and after: a database gives the whole number 1 back as 1.0."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return iso_text(value) if isinstance(value, datetime) else value
