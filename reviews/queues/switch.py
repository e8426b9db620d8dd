"""An auto-settle rule starts or stops to act."""

from datetime import datetime

from django.db import transaction

from reviews import audit
from reviews.models import AutoSettleRule, Reviewer


@transaction.atomic
def set_active(rule: AutoSettleRule, *, is_active: bool, by: Reviewer, now: datetime) -> bool:
    """Switch the rule on or off; whether that changed anything. Jobs that wait are looked at when they are re-routed.

    Audit: ``autosettlerule.switched_on`` or ``autosettlerule.switched_off`` with what the rule does.
    """
    changed = AutoSettleRule.objects.filter(pk=rule.pk).exclude(is_active=is_active).update(is_active=is_active)
    rule.is_active = is_active
    if changed:
        audit.record(
            f"autosettlerule.switched_{'on' if is_active else 'off'}",
            by=by,
            now=now,
            subject=rule,
            name=rule.name,
            verdict=str(rule.verdict),
            left_to_people=rule.human_sample_rate,
        )
    return bool(changed)
