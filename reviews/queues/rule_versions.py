"""Versions of auto-settle rules: what a rule decided when it drew or settled a job stays readable for ever."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from reviews.models import AutoSettleRule, RuleVersion

# Columns of the rule that decide which jobs it takes, and what becomes of them.
DECIDING = (
    "verdict", "human_sample_rate", "provider", "suggestion", "category", "label", "finding_kind",
    "finding_suggestion", "min_score", "max_score",
)  # fmt: skip


def rule_contents(rule: AutoSettleRule) -> dict[str, Any]:
    """Return what the rule decides, as JSON values; policy and account by id and by name."""
    policy, account = rule.policy, rule.account
    return {
        **{name: _plain(getattr(rule, name)) for name in DECIDING},
        "policy_id": rule.policy_id,
        "policy": f"{policy.code} v{policy.version}" if policy else "",
        "account_id": rule.account_id,
        "account": account.name if account else "",
    }


@transaction.atomic
def record_change(rule: AutoSettleRule, *, now: datetime) -> RuleVersion:
    """Return the newest version when it still says what the saved rule decides; else add the next one."""
    # One writer a rule at a time: two would give the same number.
    AutoSettleRule.objects.select_for_update().get(pk=rule.pk)
    newest = rule.versions.order_by("-number").first()
    contents = rule_contents(rule)
    digest = _digest(contents)
    if newest and newest.digest == digest:
        return newest
    number = (rule.versions.aggregate(highest=Max("number"))["highest"] or 0) + 1
    return RuleVersion.objects.create(rule=rule, number=number, contents=contents, digest=digest, created_at=now)


def version_in_force(rule: AutoSettleRule, *, now: datetime) -> RuleVersion:
    """Return the version that says what `rule`, as it was read, decides. It is added when no version does.

    Not simply the newest: whoever decides with the rule may have read it just before it was changed.
    """
    said = _digest(rule_contents(rule))
    known = rule.versions.filter(digest=said).order_by("-number").first()
    return known or record_change(rule, now=now)


def _digest(contents: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(contents, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The same before a row is stored and after: a word of an enum is its text, the number 1 comes back as 1.0."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value if value is None else str(value)
